// Request metrics in the Prometheus text format, under the names that OpenTelemetry gives them.

// A latency objective can only be measured on one of these bounds. Seconds.
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const DURATION = 'http_server_request_duration_seconds';

/** @typedef {{ labels: string, counts: number[], count: number, sum: number }} Histogram */

export class Metrics {
  /** @type {Map<string, Histogram>} */
  #durations = new Map();

  /**
   * Records one answered request.
   * @param {object} request
   * @param {string} request.method
   * @param {string} request.route the pattern, not the path: a label for each parcel would drown the server
   * @param {number} request.status
   * @param {number} request.seconds
   */
  record({ method, route, status, seconds }) {
    const labels = `http_request_method="${method}",http_response_status_code="${status}",http_route="${route}"`;
    let histogram = this.#durations.get(labels);
    if (!histogram) {
      histogram = { labels, counts: BOUNDS.map(() => 0), count: 0, sum: 0 };
      this.#durations.set(labels, histogram);
    }
    histogram.count += 1;
    histogram.sum += seconds;
    histogram.counts = histogram.counts.map((count, index) => (seconds <= (BOUNDS[index] ?? 0) ? count + 1 : count));
  }

  /**
   * Everything as text.
   * @param {{ parcels: number, snapshotTime: number }} readModel how many parcels are known and when their snapshot was
   *   written, in seconds since 1970
   * @returns {string}
   */
  render({ parcels, snapshotTime }) {
    return [
      `# HELP ${DURATION} Time to answer a request.`,
      `# TYPE ${DURATION} histogram`,
      ...[...this.#durations.values()].flatMap(renderHistogram),
      ...renderGauge('tracking_parcels', 'Parcels in the read model.', parcels),
      ...renderGauge('tracking_snapshot_timestamp_seconds', 'When the snapshot in use was written.', snapshotTime),
      ...renderGauge('process_resident_memory_bytes', 'Memory in use.', process.memoryUsage.rss()),
      '',
    ].join('\n');
  }
}

/** @param {Histogram} histogram */
function renderHistogram({ labels, counts, count, sum }) {
  return [
    ...BOUNDS.map((bound, index) => `${DURATION}_bucket{${labels},le="${bound}"} ${counts[index]}`),
    `${DURATION}_bucket{${labels},le="+Inf"} ${count}`,
    `${DURATION}_sum{${labels}} ${sum}`,
    `${DURATION}_count{${labels}} ${count}`,
  ];
}

/** @param {string} name @param {string} help @param {number} value */
function renderGauge(name, help, value) {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, `${name} ${value}`];
}
