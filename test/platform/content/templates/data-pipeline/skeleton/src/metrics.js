// Counters, gauges and histograms of one process in the Prometheus text format.
import { monitorEventLoopDelay } from 'node:perf_hooks';

export const METRICS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** @typedef {Record<string, string>} Labels */
/** @typedef {{ name: string, type: 'counter' | 'gauge' | 'histogram', help: string, lines: () => string[] }} Family */

/**
 * @typedef {object} Metrics
 * @property {(name: string, help: string) => { add: (labels?: Labels, by?: number) => void }} counter adding 0 shows a series
 *   before its first event, which rate() would otherwise not see
 * @property {(name: string, help: string, read: () => number | undefined) => void} gauge `read` is asked at every scrape;
 *   undefined leaves the sample out, since a number that is not known must not look like one
 * @property {(name: string, help: string, bounds: readonly number[]) => { observe: (value: number, labels?: Labels) => void, expect: (labels?: Labels) => void }} histogram
 * @property {() => string} render the text of the metrics page
 * @property {() => void} stop
 */

/**
 * Makes the metrics of one service; its name is a label of every sample.
 * @param {{ serviceName: string, resource: Record<string, string> }} settings
 * @returns {Metrics}
 */
export function createMetrics({ serviceName, resource }) {
  /** @type {Family[]} */
  const families = [];
  /** @param {Labels} [labels] */
  const own = (labels = {}) => ({ service: serviceName, ...labels });
  const loopDelay = monitorEventLoopDelay({ resolution: 20 });
  loopDelay.enable();

  /** @type {Metrics} */
  const metrics = {
    counter(name, help) {
      /** @type {Map<string, number>} */
      const values = new Map();
      families.push({
        ...{ name, help, type: 'counter' },
        lines: () => [...values].map(([labels, value]) => `${name}${labels} ${value}`),
      });
      return {
        add(labels, by = 1) {
          const key = labelText(own(labels));
          values.set(key, (values.get(key) ?? 0) + by);
        },
      };
    },
    gauge(name, help, read) {
      families.push({
        ...{ name, help, type: 'gauge' },
        lines() {
          const value = read();
          return value === undefined ? [] : [`${name}${labelText(own())} ${value}`];
        },
      });
    },
    histogram(name, help, bounds) {
      /** @type {Map<string, { labels: Labels, buckets: number[], count: number, sum: number }>} */
      const series = new Map();
      /** @param {Labels} [labels] */
      const seriesOf = labels => {
        const key = labelText(own(labels));
        let found = series.get(key);
        if (!found) series.set(key, (found = { labels: own(labels), buckets: bounds.map(() => 0), count: 0, sum: 0 }));
        return found;
      };
      families.push({
        ...{ name, help, type: 'histogram' },
        lines: () =>
          [...series.values()].flatMap(({ labels, buckets, count, sum }) => [
            ...bounds.map((bound, at) => `${name}_bucket${labelText({ ...labels, le: String(bound) })} ${buckets[at]}`),
            `${name}_bucket${labelText({ ...labels, le: '+Inf' })} ${count}`,
            `${name}_sum${labelText(labels)} ${sum}`,
            `${name}_count${labelText(labels)} ${count}`,
          ]),
      });
      return {
        expect: labels => void seriesOf(labels),
        observe(value, labels) {
          const found = seriesOf(labels);
          found.count++;
          found.sum += value;
          bounds.forEach((bound, at) => {
            if (value <= bound) found.buckets[at] = (found.buckets[at] ?? 0) + 1;
          });
        },
      };
    },
    render() {
      const text = families
        .map(({ name, help, type, lines }) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines()].join('\n'))
        .join('\n');
      loopDelay.reset();
      return `${text}\n`;
    },
    stop: () => void loopDelay.disable(),
  };

  const started = Date.now() / 1000 - process.uptime();
  metrics.gauge('process_resident_memory_bytes', 'Memory in use.', () => process.memoryUsage.rss());
  metrics.gauge('process_start_time_seconds', 'Start of the process since the epoch.', () => started);
  metrics.gauge('nodejs_eventloop_delay_p99_seconds', 'Delay of the event loop since the last scrape, 99th percentile.', () =>
    loopDelay.count > 0 ? loopDelay.percentile(99) / 1e9 : 0,
  );
  const target = labelText(
    own(Object.fromEntries(Object.entries(resource).map(([key, value]) => [key.replace(/[^a-zA-Z0-9_]/g, '_'), value]))),
  );
  families.push({ name: 'target_info', help: 'What is running.', type: 'gauge', lines: () => [`target_info${target} 1`] });
  return metrics;
}

/** @param {Labels} labels */
function labelText(labels) {
  const escape = (/** @type {string} */ value) =>
    value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
  return `{${Object.entries(labels)
    .map(([key, value]) => `${key}="${escape(value)}"`)
    .join(',')}}`;
}
