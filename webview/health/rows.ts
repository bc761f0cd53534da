import type { ServiceRow, Status } from './protocol.js';

/** Statuses, worst first. */
export const STATUSES: readonly Status[] = ['down', 'critical', 'degraded', 'unknown', 'healthy'];

export const COLUMNS = ['status', 'name', 'owner', 'traffic', 'errors', 'p99', 'budget', 'alerts'] as const;
export type Column = (typeof COLUMNS)[number];

export interface Order {
  readonly column: Column;
  readonly descending: boolean;
}

/** Worst first, and of equals the one with the least error budget. */
export const WORST_FIRST: Order = { column: 'status', descending: false };

const RANKS: Readonly<Record<Status, number>> = { down: 0, critical: 1, degraded: 2, unknown: 3, healthy: 4 };
/** Columns whose large values are the interesting ones: the first click shows them first. */
const LARGE_FIRST: ReadonlySet<Column> = new Set<Column>(['traffic', 'errors', 'p99', 'alerts']);

/** The order after a click on a column's head: its own direction first, then the other. */
export function nextOrder(order: Order, column: Column): Order {
  if (order.column !== column) return { column, descending: LARGE_FIRST.has(column) };
  return { column, descending: !order.descending };
}

/**
 * Sorts services. What has no value comes last in both directions; equals are sorted worst first, then by name.
 * @param language BCP 47, for names
 */
export function sortRows(rows: readonly ServiceRow[], order: Order, language: string): ServiceRow[] {
  const names = new Intl.Collator(language, { numeric: true });
  const sign = order.descending ? -1 : 1;
  const compare = comparison(order.column, names, sign);
  return [...rows].sort(
    (a, b) =>
      compare(a, b) ||
      RANKS[a.status] - RANKS[b.status] ||
      compareNumbers(budget(a), budget(b), 1) ||
      names.compare(a.name, b.name) ||
      (a.ref < b.ref ? -1 : 1),
  );
}

function comparison(column: Column, names: Intl.Collator, sign: 1 | -1): (a: ServiceRow, b: ServiceRow) => number {
  switch (column) {
    case 'status':
      return (a, b) => sign * (RANKS[a.status] - RANKS[b.status]) || compareNumbers(budget(a), budget(b), sign);
    case 'name':
      return (a, b) => sign * names.compare(a.name, b.name);
    case 'owner':
      return (a, b) =>
        a.owner === undefined || b.owner === undefined
          ? Number(a.owner === undefined) - Number(b.owner === undefined)
          : sign * names.compare(a.owner, b.owner);
    case 'alerts':
      return (a, b) => sign * (a.firing - b.firing);
    case 'budget':
      return (a, b) => compareNumbers(budget(a), budget(b), sign);
    case 'traffic':
    case 'errors':
    case 'p99':
      return (a, b) => compareNumbers(a[column].value, b[column].value, sign);
  }
}

function budget(row: ServiceRow): number | null {
  return row.budgetLeft?.value ?? null;
}

function compareNumbers(a: number | null, b: number | null, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * (a - b);
}

/** Services of which every word that was typed is a part of name, owner, system, life cycle or reference. */
export function matchText(rows: readonly ServiceRow[], typed: string): readonly ServiceRow[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter(row => {
    const text = [row.name, row.owner, row.system, row.lifecycle, row.ref].join('\n').toLowerCase();
    return words.every(word => text.includes(word));
  });
}

/** How many services have each status. */
export function countStatuses(rows: readonly ServiceRow[]): Record<Status, number> {
  const counts = { down: 0, critical: 0, degraded: 0, unknown: 0, healthy: 0 };
  for (const { status } of rows) counts[status]++;
  return counts;
}

/** Services whose status is another than before, the worst first. Those that were not there before are left out. */
export function changedStatuses(before: readonly ServiceRow[], now: readonly ServiceRow[]): ServiceRow[] {
  const statuses = new Map(before.map(({ ref, status }) => [ref, status]));
  return now
    .filter(({ ref, status }) => statuses.has(ref) && statuses.get(ref) !== status)
    .sort((a, b) => RANKS[a.status] - RANKS[b.status]);
}
