// The four golden signals of this process in the Prometheus text format, named as OpenTelemetry names them.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** The bounds that OpenTelemetry advises, in seconds. A latency objective can only be measured on one of them. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'CONNECT', 'TRACE']);

/** @typedef {{ method: string, route: string, status: number, seconds: number }} MeasuredRequest */
/** @typedef {{ labels: string, buckets: number[], count: number, sum: number }} Series */

/**
 * @typedef {object} Metrics
 * @property {(route: string) => void} expectRoute shows a route at once: a series that begins at its first request
 *   hides that request from rate()
 * @property {() => void} requestStarted
 * @property {(request: MeasuredRequest) => void} requestEnded
 * @property {() => string} render the text of the metrics page
 * @property {() => void} stop
 */

/**
 * Makes the metrics of one service.
 * @param {Pick<import('./settings.js').Settings, 'serviceName' | 'resource'>} settings
 * @returns {Metrics}
 */
export function createMetrics({ serviceName, resource }) {
  const service = labels({ service: serviceName });
  const target = labels({
    service: serviceName,
    ...Object.fromEntries(Object.entries(resource).map(([key, value]) => [key.replace(/[^a-zA-Z0-9_]/g, '_'), value])),
  });
  const startTime = Date.now() / 1000 - process.uptime();
  const loopDelay = monitorEventLoopDelay({ resolution: 20 });
  loopDelay.enable();
  /** @type {Map<string, Series>} */
  const durations = new Map();
  let active = 0;

  /** @param {Omit<MeasuredRequest, 'seconds'>} request */
  const seriesOf = ({ method, route, status }) => {
    const text = labels({
      service: serviceName,
      // Anyone can send a made-up method; each would become a series of its own.
      http_request_method: METHODS.has(method) ? method : '_OTHER',
      http_response_status_code: String(status),
      http_route: route,
    });
    let series = durations.get(text);
    if (!series) durations.set(text, (series = { labels: text, buckets: BOUNDS.map(() => 0), count: 0, sum: 0 }));
    return series;
  };

  return {
    expectRoute: route => void seriesOf({ method: 'GET', route, status: 200 }),
    requestStarted: () => void active++,
    requestEnded(request) {
      active--;
      const series = seriesOf(request);
      series.count++;
      series.sum += request.seconds;
      BOUNDS.forEach((bound, at) => {
        if (request.seconds <= bound) series.buckets[at] = (series.buckets[at] ?? 0) + 1;
      });
    },
    render() {
      const cpu = process.cpuUsage();
      const lines = [
        ...describe('http_server_request_duration_seconds', 'histogram', 'Duration of HTTP requests.'),
        ...[...durations.values()].flatMap(histogramLines),
        ...gauge('http_server_active_requests', 'Requests that are being answered.', service, active),
        ...gauge('process_resident_memory_bytes', 'Memory in use.', service, process.memoryUsage.rss()),
        ...describe('process_cpu_seconds_total', 'counter', 'Processor time used.'),
        `process_cpu_seconds_total${service} ${(cpu.user + cpu.system) / 1e6}`,
        ...gauge('process_start_time_seconds', 'Start of the process since the epoch.', service, startTime),
        ...gauge(
          'nodejs_eventloop_delay_p99_seconds',
          'Delay of the event loop since the last scrape, 99th percentile.',
          service,
          loopDelay.count > 0 ? loopDelay.percentile(99) / 1e9 : 0,
        ),
        ...gauge('target_info', 'What is running.', target, 1),
      ];
      loopDelay.reset();
      return `${lines.join('\n')}\n`;
    },
    stop: () => void loopDelay.disable(),
  };
}

/** @param {Series} series */
function histogramLines({ labels: text, buckets, count, sum }) {
  const name = 'http_server_request_duration_seconds';
  const open = text.slice(0, -1);
  return [
    ...BOUNDS.map((bound, at) => `${name}_bucket${open},le="${bound}"} ${buckets[at]}`),
    `${name}_bucket${open},le="+Inf"} ${count}`,
    `${name}_sum${text} ${sum}`,
    `${name}_count${text} ${count}`,
  ];
}

/** @param {string} name @param {string} type @param {string} help */
function describe(name, type, help) {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

/** @param {string} name @param {string} help @param {string} text @param {number} value */
function gauge(name, help, text, value) {
  return [...describe(name, 'gauge', help), `${name}${text} ${value}`];
}

/** @param {Record<string, string>} pairs */
function labels(pairs) {
  const escape = (/** @type {string} */ value) =>
    value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
  return `{${Object.entries(pairs)
    .map(([key, value]) => `${key}="${escape(value)}"`)
    .join(',')}}`;
}
