import type { ChartData, NumberBehind, ServiceRow } from './protocol.js';

type Cell = string | number | null | undefined;

/**
 * A table as comma-separated values (RFC 4180). Numbers are plain, missing ones are empty. Text that a spreadsheet would take for a
 * formula gets an apostrophe before it: names come from servers.
 */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map(row => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

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
