/** How a source counts requests and measures how long they take. */
export interface RequestConvention {
  readonly id: string;
  /** The counter of requests. */
  readonly requests: string;
  /** Matchers that always belong to it. */
  readonly only?: string;
  /** Each matches requests that failed because of the service; several where the label has had several names. */
  readonly bad: readonly string[];
  /** Matches requests whose latency counts: those that did not fail. */
  readonly good?: string;
  /** The buckets of the classic histogram. */
  readonly buckets?: string;
  readonly unit: 'seconds' | 'milliseconds';
}

function httpHistogram(
  id: string,
  base: string,
  labels: readonly string[],
  unit: RequestConvention['unit'],
): RequestConvention {
  return {
    id,
    requests: `${base}_count`,
    bad: labels.map(label => `${label}=~"5.."`),
    good: labels.map(label => `${label}!~"5.."`).join(','),
    buckets: `${base}_bucket`,
    unit,
  };
}

// gRPC, "Status codes and their use": those for which the server is to blame (OpenTelemetry, "Semantic conventions for gRPC").
const GRPC_WORDS = 'Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss';
const GRPC_NUMBERS = '2|4|12|13|14|15';
const GRPC_NAMES = 'UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS';

function grpcHistogram(
  id: string,
  base: string,
  label: string,
  codes: string,
  unit: RequestConvention['unit'],
): RequestConvention {
  return {
    ...{ id, unit, requests: `${base}_count`, buckets: `${base}_bucket` },
    ...{ bad: [`${label}=~"${codes}"`], good: `${label}!~"${codes}"` },
  };
}

/**
 * In the order in which they are looked for. Sources: OpenTelemetry, "Semantic conventions for HTTP metrics" and "… for RPC
 * metrics" with the names that its exporters for Prometheus make of them; the client libraries of Prometheus; Micrometer;
 * Istio, "Standard metrics"; ingress-nginx; Traefik; go-grpc-prometheus.
 */
export const REQUEST_CONVENTIONS: readonly RequestConvention[] = [
  httpHistogram('otel', 'http_server_request_duration_seconds', ['http_response_status_code'], 'seconds'),
  // OpenTelemetry's exporter for JavaScript leaves out the unit.
  httpHistogram('otel-js', 'http_server_request_duration', ['http_response_status_code'], 'seconds'),
  httpHistogram('otel-old', 'http_server_duration_milliseconds', ['http_status_code'], 'milliseconds'),
  httpHistogram('otel-old-js', 'http_server_duration', ['http_status_code'], 'milliseconds'),
  httpHistogram('http', 'http_request_duration_seconds', ['code', 'status_code', 'status'], 'seconds'),
  httpHistogram('http-ms', 'http_request_duration_milliseconds', ['code', 'status_code', 'status'], 'milliseconds'),
  httpHistogram('micrometer', 'http_server_requests_seconds', ['status'], 'seconds'),
  {
    ...{ id: 'http-total', requests: 'http_requests_total', unit: 'seconds' },
    bad: ['code=~"5.."', 'status_code=~"5.."', 'status=~"5.."'],
  },
  {
    ...{ id: 'istio', requests: 'istio_requests_total', only: 'reporter="destination"', unit: 'milliseconds' },
    ...{ bad: ['response_code=~"5.."'], good: 'response_code!~"5.."' },
    buckets: 'istio_request_duration_milliseconds_bucket',
  },
  {
    ...{ id: 'ingress-nginx', requests: 'nginx_ingress_controller_requests', unit: 'seconds' },
    ...{ bad: ['status=~"5.."'], good: 'status!~"5.."' },
    buckets: 'nginx_ingress_controller_request_duration_seconds_bucket',
  },
  {
    ...{ id: 'traefik', requests: 'traefik_service_requests_total', unit: 'seconds' },
    ...{ bad: ['code=~"5.."'], good: 'code!~"5.."' },
    buckets: 'traefik_service_request_duration_seconds_bucket',
  },
  grpcHistogram('rpc', 'rpc_server_call_duration_seconds', 'rpc_response_status_code', GRPC_NAMES, 'seconds'),
  grpcHistogram('rpc-old', 'rpc_server_duration_seconds', 'rpc_grpc_status_code', GRPC_NUMBERS, 'seconds'),
  grpcHistogram('rpc-old-ms', 'rpc_server_duration_milliseconds', 'rpc_grpc_status_code', GRPC_NUMBERS, 'milliseconds'),
  grpcHistogram('rpc-old-js', 'rpc_server_duration', 'rpc_grpc_status_code', GRPC_NUMBERS, 'milliseconds'),
  {
    ...{ id: 'grpc', requests: 'grpc_server_handled_total', unit: 'seconds' },
    ...{ bad: [`grpc_code=~"${GRPC_WORDS}"`], buckets: 'grpc_server_handling_seconds_bucket' },
  },
];

// More of them at once make queries long, and nobody has them.
const MOST_CONVENTIONS = 4;

/** What a source has, as far as health is read from it. */
export interface KnownMetrics {
  /** Those that the source has, in the order of preference; without `buckets` where it has none. */
  readonly requests: readonly RequestConvention[];
  /** Records of Sloth's rules: errors by window as PromQL writes it. */
  readonly slothWindows: readonly string[];
  readonly slothObjective: boolean;
  readonly slothRemaining: boolean;
  readonly pyrra: boolean;
  readonly up: boolean;
  readonly alerts: boolean;
  readonly deployments: boolean;
  readonly targetInfo: boolean;
  readonly replicas: boolean;
  readonly saturation: readonly SaturationSource[];
}

/** What the use of a resource can be read from. */
export type SaturationSource = 'memory' | 'cpu' | 'jvm' | 'event-loop' | 'event-loop-ratio';

const SLOTH_ERROR = 'slo:sli_error:ratio_rate';

const SATURATION: readonly (readonly [SaturationSource, readonly string[]])[] = [
  ['memory', ['container_memory_working_set_bytes', 'kube_pod_container_resource_limits']],
  ['cpu', ['container_cpu_usage_seconds_total', 'kube_pod_container_resource_limits']],
  ['jvm', ['jvm_memory_used_bytes', 'jvm_memory_max_bytes']],
  ['event-loop', ['nodejs_eventloop_utilization']],
  ['event-loop-ratio', ['nodejs_eventloop_utilization_ratio']],
];

/** Looks for what health is read from among the names of all metrics of a source. */
export function knownMetrics(metricNames: readonly string[]): KnownMetrics {
  const names = new Set(metricNames);
  const has = (...all: readonly string[]) => all.every(name => names.has(name));
  return {
    requests: REQUEST_CONVENTIONS.filter(({ requests }) => names.has(requests))
      .slice(0, MOST_CONVENTIONS)
      .map(({ buckets, ...rest }) => (buckets !== undefined && names.has(buckets) ? { ...rest, buckets } : rest)),
    slothWindows: metricNames.filter(name => name.startsWith(SLOTH_ERROR)).map(name => name.slice(SLOTH_ERROR.length)),
    slothObjective: has('slo:objective:ratio'),
    slothRemaining: has('slo:period_error_budget_remaining:ratio'),
    pyrra: has('pyrra_objective', 'pyrra_availability'),
    up: has('up'),
    alerts: has('ALERTS'),
    deployments: has('goldenpath_deployment_timestamp_seconds'),
    targetInfo: has('target_info'),
    replicas: has('kube_deployment_spec_replicas', 'kube_deployment_status_replicas_available'),
    saturation: SATURATION.filter(([, needed]) => has(...needed)).map(([source]) => source),
  };
}
