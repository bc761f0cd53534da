import { toCsv } from '../common/csv.js';
import type { ChartData, NumberBehind, ServiceRow } from './protocol.js';

const UNITS: Readonly<Record<NumberBehind['unit'], string>> = {
  seconds: 's',
  requestsPerSecond: 'requests/s',
  ratio: 'ratio',
  burnRate: 'x',
  count: '',
};

/** The points of a chart: instants in ISO 8601, values in the unit that the heading names. */
export function chartCsv({ times, lines, unit }: ChartData): string {
  const name = (line: string): string => (UNITS[unit] === '' ? line : `${line} (${UNITS[unit]})`);
  return toCsv([
    ['time', ...lines.map(line => name(line.name))],
    ...times.map((time, index) => [isoTime(time), ...lines.map(({ values }) => values[index])]),
  ]);
}

/** The services of the overview as they are listed. Ratios stay ratios, latencies are in seconds. */
export function servicesCsv(rows: readonly ServiceRow[]): string {
  return toCsv([
    [
      ...['service', 'reference', 'owner', 'system', 'status', 'flags', 'reasons'],
      ...['traffic (requests/s)', 'errors (ratio)', 'p99 (s)', 'availability (ratio)', 'budget left (ratio)'],
      ...['firing alerts', 'as of'],
    ],
    ...rows.map(row => [
      ...[row.name, row.ref, row.owner, row.system, row.status, row.flags.join(' '), row.reasons.join(' ')],
      ...[row.traffic.value, row.errors.value, row.p99.value, row.availability.value, row.budgetLeft?.value],
      ...[row.firing, row.asOf === undefined ? undefined : isoTime(row.asOf)],
    ]),
  ]);
}

function isoTime(at: number): string {
  return new Date(at * 1_000).toISOString();
}
