import { ownProperty } from '../../core/catalogue/entity.js';
import type { InstantSample, Labels, RangeSeries, SignalAnswer } from '../../core/health/source.js';

/** How many series of one answer are taken. More cannot be looked at, and a query that gives more was meant otherwise. */
export const MOST_SERIES = 20_000;

// What a server says besides may be one line for each of its stores.
const MOST_WARNINGS = 20;

/**
 * Reads the `data` of an instant query (Prometheus HTTP API, "Expression query result formats": `vector`, `scalar`).
 * @returns undefined where it is nothing of the kind
 */
export function readInstant(answer: unknown): SignalAnswer<InstantSample> | undefined {
  const data = ownProperty(answer, 'data');
  const result = ownProperty(data, 'result');
  const type = ownProperty(data, 'resultType');
  if (!Array.isArray(result)) return undefined;
  if (type === 'scalar') {
    const point = readPoint(result);
    return point && { series: [{ labels: {}, value: point.value, at: point.at }], warnings: warningsOf(answer) };
  }
  if (type !== 'vector') return undefined;
  return readSeries(answer, result, row => {
    const labels = readLabels(ownProperty(row, 'metric'));
    const point = readPoint(ownProperty(row, 'value'));
    return labels && point && { labels, value: point.value, at: point.at };
  });
}

/**
 * Reads the `data` of a range query (`matrix`). Points whose time does not come after the one before are left out.
 * @returns undefined where it is nothing of the kind
 */
export function readRange(answer: unknown): SignalAnswer<RangeSeries> | undefined {
  const data = ownProperty(answer, 'data');
  const result = ownProperty(data, 'result');
  if (!Array.isArray(result) || ownProperty(data, 'resultType') !== 'matrix') return undefined;
  return readSeries(answer, result, row => {
    const labels = readLabels(ownProperty(row, 'metric'));
    const points = ownProperty(row, 'values');
    if (!labels || !Array.isArray(points)) return undefined;
    const times: number[] = [];
    const values: number[] = [];
    let last = -Infinity;
    for (const one of points) {
      const point = readPoint(one);
      if (!point || point.at <= last) continue;
      last = point.at;
      times.push(point.at);
      values.push(point.value);
    }
    return points.length > 0 && times.length === 0 ? undefined : { labels, times, values };
  });
}

function readSeries<T>(answer: unknown, rows: readonly unknown[], read: (row: unknown) => T | undefined) {
  const taken = rows.length > MOST_SERIES ? rows.slice(0, MOST_SERIES) : rows;
  const series = taken.map(read).filter(one => one !== undefined);
  const warnings = warningsOf(answer);
  const unread = taken.length - series.length;
  if (unread > 0) warnings.push(`${unread} series have no value that can be read.`);
  const leftOut = rows.length - taken.length;
  return { series, warnings, ...(leftOut > 0 ? { leftOut } : {}) };
}

/** `warnings` of an answer, and `infos` of newer servers. */
function warningsOf(answer: unknown): string[] {
  return ['warnings', 'infos']
    .flatMap(name => {
      const said = ownProperty(answer, name);
      return Array.isArray(said) ? (said as readonly unknown[]) : [];
    })
    .filter(one => typeof one === 'string')
    .slice(0, MOST_WARNINGS);
}

/** The names of labels are the server's: each becomes a property of its own, whatever it is called. */
function readLabels(metric: unknown): Labels | undefined {
  if (typeof metric !== 'object' || metric === null || Array.isArray(metric)) return undefined;
  const entries = Object.entries(metric);
  return entries.every((entry): entry is [string, string] => typeof entry[1] === 'string')
    ? Object.fromEntries(entries)
    : undefined;
}

/** `[unix time in seconds, "value"]`. */
function readPoint(pair: unknown): { readonly at: number; readonly value: number } | undefined {
  if (!Array.isArray(pair) || pair.length !== 2) return undefined;
  const [at, said] = pair as readonly unknown[];
  if (typeof at !== 'number' || !Number.isFinite(at)) return undefined;
  const value = readValue(said);
  return value === undefined ? undefined : { at, value };
}

/** A number as Go writes it: JSON has no words for `NaN` and infinity. */
function readValue(said: unknown): number | undefined {
  if (typeof said === 'number') return said;
  if (typeof said !== 'string') return undefined;
  switch (said) {
    case 'NaN':
      return NaN;
    case '+Inf':
    case 'Inf':
      return Infinity;
    case '-Inf':
      return -Infinity;
    default: {
      const value = Number(said);
      return said.trim() === '' || Number.isNaN(value) ? undefined : value;
    }
  }
}
