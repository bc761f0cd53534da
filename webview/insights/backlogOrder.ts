import type { BacklogRow, Effort } from './protocol.js';

export type BacklogOrder = 'count' | 'reach' | 'effort';

const EFFORT_RANKS: Readonly<Record<Effort, number>> = { small: 0, medium: 1, large: 2 };
const NOT_ESTIMATED = 3;

/** The most frequent or the widest first; by effort the smallest first, what is not estimated last. Equals by their count. */
export function sortBacklog(rows: readonly BacklogRow[], order: BacklogOrder): BacklogRow[] {
  const effort = (row: BacklogRow): number => (row.effort ? EFFORT_RANKS[row.effort] : NOT_ESTIMATED);
  const by: Readonly<Record<BacklogOrder, (a: BacklogRow, b: BacklogRow) => number>> = {
    count: (a, b) => b.count - a.count,
    reach: (a, b) => b.reach - a.reach,
    effort: (a, b) => effort(a) - effort(b),
  };
  return [...rows].sort(
    (a, b) => by[order](a, b) || b.count - a.count || b.reach - a.reach || (a.title < b.title ? -1 : 1),
  );
}
