import type { CustomQueries, CustomQuery } from './customQueries.js';
import type { KnownMetrics, RequestConvention, SaturationSource } from './metricNames.js';
import type { Measured, SignalName } from './serviceHealth.js';

/** Which series are meant, and by which label services are told apart. */
export interface QueryScope {
  /** Matchers without braces. */
  readonly selector: string;
  /** Empty where all series belong to one service. */
  readonly by: string;
}

/** One number of each service. */
export type ValueName =
  | SignalName
  | 'lowestSaturation'
  | 'requests'
  | 'badRequests'
  | 'desired'
  | 'available'
  /** Unix time in seconds of the youngest sample. */
  | 'sampledAt'
  /** Unix time in seconds of the last sample within a day of series that are gone. */
  | 'lastSampledAt';

/** Series of each service with labels that matter. */
export type SeriesName = 'sloth' | 'slothByService' | 'pyrra' | 'deployments' | 'versions';

/** PromQL with `$selector`, `$by` and `$window`, by what it gives; absent where the source has nothing to read it from. */
export type QueryTemplates = ReadonlyMap<ValueName | SeriesName, string>;

export const UNITS: Readonly<Record<SignalName, Measured['unit']>> = {
  traffic: 'requestsPerSecond',
  errors: 'ratio',
  latencyP50: 'seconds',
  latencyP95: 'seconds',
  latencyP99: 'seconds',
  saturation: 'ratio',
  availability: 'ratio',
};

export const SIGNAL_NAMES = Object.keys(UNITS) as readonly SignalName[];

/** Window of the golden signals: what Prometheus itself looks back for a sample. */
export const SIGNAL_WINDOW = { promql: '5m', seconds: 300 } as const;

const QUANTILES = { latencyP50: '0.5', latencyP95: '0.95', latencyP99: '0.99' } as const;
const LATENCIES = ['latencyP50', 'latencyP95', 'latencyP99'] as const;

/** A template with its placeholders filled. @param window as PromQL writes it */
export function renderQuery(
  template: string,
  { selector, by }: QueryScope,
  window: string = SIGNAL_WINDOW.promql,
): string {
  const grouped = by === '' ? template.replace(/\$by\s*,\s*|,\s*\$by\b/g, '') : template;
  return grouped.replace(/\$(selector|by|window)\b/g, (_, name: string) =>
    name === 'selector' ? selector : name === 'by' ? by : window,
  );
}

/** The queries for what a source has; an organisation's own ones come first. */
export function queryTemplates(metrics: KnownMetrics, custom: CustomQueries = {}): QueryTemplates {
  const templates = new Map<ValueName | SeriesName, string>();
  const put = (name: ValueName | SeriesName, parts: readonly string[]): void => {
    if (parts.length > 0) templates.set(name, parts.join(' or '));
  };
  const { requests, up } = metrics;
  put('traffic', requests.map(total));
  put('requests', requests.map(total));
  put(
    'errors',
    requests.map(convention => `(${bad(convention)}) / ${total(convention)}`),
  );
  put('badRequests', requests.map(bad));
  for (const name of LATENCIES)
    put(
      name,
      requests.flatMap(convention => quantile(QUANTILES[name], convention)),
    );
  put('availability', up ? ['avg by ($by) (up{$selector})'] : []);
  put('saturation', saturation(metrics.saturation));
  put('desired', metrics.replicas ? [replicas('kube_deployment_spec_replicas')] : []);
  put('available', metrics.replicas ? [replicas('kube_deployment_status_replicas_available')] : []);
  const sampled = [...(up ? ['up'] : []), ...requests.map(convention => convention.requests)];
  put(
    'sampledAt',
    sampled.map(name => `max by ($by) (timestamp(${name}{$selector}))`),
  );
  put(
    'lastSampledAt',
    requests.map(convention => `max by ($by) (max_over_time(timestamp(${convention.requests}{$selector})[1d:1m]))`),
  );
  putObjectives(metrics, put);
  put(
    'deployments',
    metrics.deployments ? [newest('goldenpath_deployment_timestamp_seconds', 'version, commit, environment')] : [],
  );
  put('versions', metrics.targetInfo ? [newest('target_info', 'service_version')] : []);
  for (const [name, query] of Object.entries(custom)) put(name as ValueName, [ownQuery(query)]);
  if (custom.requests && !custom.traffic) put('traffic', [ownQuery(custom.requests)]);
  if (custom.requests && custom.badRequests && !custom.errors)
    put('errors', [`(${custom.badRequests.query}) / (${custom.requests.query})`]);
  const full = templates.get('saturation');
  // Of ten minutes, the lowest: a peak alone is no saturation.
  put('lowestSaturation', full === undefined ? [] : [`min_over_time((${full})[10m:1m])`]);
  return templates;
}

function ownQuery({ query, unit }: CustomQuery): string {
  const divisor = unit === 'milliseconds' ? 1000 : unit === 'percent' ? 100 : undefined;
  return divisor === undefined ? query : `(${query}) / ${divisor}`;
}

function braces(...matchers: readonly (string | undefined)[]): string {
  return `{${['$selector', ...matchers].filter(matcher => matcher !== undefined && matcher !== '').join(',')}}`;
}

function total({ requests, only }: RequestConvention): string {
  return `sum by ($by) (rate(${requests}${braces(only)}[$window]))`;
}

/** Nobody has a series of failures before the first one: where there are requests, that is none. */
function bad(convention: RequestConvention): string {
  const { requests, only, bad } = convention;
  const failures = bad.map(matcher => `rate(${requests}${braces(only, matcher)}[$window])`).join(' or ');
  return `sum by ($by) (${failures}) or 0 * ${total(convention)}`;
}

function quantile(share: string, { buckets, only, good, unit }: RequestConvention): readonly string[] {
  if (buckets === undefined) return [];
  const query = `histogram_quantile(${share}, sum by ($by, le) (rate(${buckets}${braces(only, good)}[$window])))`;
  return [unit === 'milliseconds' ? `${query} / 1000` : query];
}

/** Several exporters may tell of the same workload. */
function replicas(name: string): string {
  return `sum by ($by) (max by ($by, namespace, deployment) (${name}{$selector}))`;
}

function newest(name: string, labels: string): string {
  return `max by ($by, ${labels}) (${name}{$selector})`;
}

const CONTAINER = 'namespace, pod, container';

function ofLimit(used: string, resource: 'memory' | 'cpu'): string {
  const limit = `max by (${CONTAINER}) (kube_pod_container_resource_limits{resource="${resource}"} > 0)`;
  const share = `${used} / on (${CONTAINER}) group_left () ${limit}`;
  return `label_replace(${share}, "gp_resource", "${resource}", "", "")`;
}

/** The scarcest resource of the fullest container; for those without a limit, what their own runtime says. */
function saturation(sources: readonly SaturationSource[]): readonly string[] {
  const containers = sources.flatMap(source => {
    if (source === 'memory')
      return [
        ofLimit(`max by ($by, ${CONTAINER}) (container_memory_working_set_bytes{$selector,container!=""})`, source),
      ];
    if (source === 'cpu')
      return [
        ofLimit(
          `sum by ($by, ${CONTAINER}) (rate(container_cpu_usage_seconds_total{$selector,container!=""}[5m]))`,
          source,
        ),
      ];
    return [];
  });
  const runtimes = sources.flatMap(source => {
    switch (source) {
      case 'jvm':
        return [
          'max by ($by) (sum by ($by, instance) (jvm_memory_used_bytes{$selector,area="heap"}) / (sum by ($by, instance) (jvm_memory_max_bytes{$selector,area="heap"}) > 0))',
        ];
      case 'event-loop':
        return ['max by ($by) (nodejs_eventloop_utilization{$selector})'];
      case 'event-loop-ratio':
        return ['max by ($by) (nodejs_eventloop_utilization_ratio{$selector})'];
      default:
        return [];
    }
  });
  return [...(containers.length > 0 ? [`max by ($by) (${containers.join(' or ')})`] : []), ...runtimes];
}

function putObjectives(metrics: KnownMetrics, put: (name: SeriesName, parts: readonly string[]) => void): void {
  if (metrics.slothObjective) {
    const windows = metrics.slothWindows.filter(window => /^\d+[smhdwy]$/.test(window)).join('|');
    const names = [
      'objective:ratio',
      'time_period:days',
      ...(metrics.slothRemaining ? ['period_error_budget_remaining:ratio'] : []),
      ...(windows === '' ? [] : [`sli_error:ratio_rate(${windows})`]),
    ];
    const series = `{__name__=~"slo:(${names.join('|')})",$selector}`;
    put('sloth', [`max by ($by, sloth_slo, __name__) (${series})`]);
    put('slothByService', [`max by ($by, sloth_slo, __name__) (${series})`]);
  }
  if (metrics.pyrra)
    put('pyrra', ['max by ($by, slo, __name__) ({__name__=~"pyrra_(objective|window|availability)",$selector})']);
}
