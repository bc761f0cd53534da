const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

/** What somebody asks for: the last so many days, or from one day to another, both included, as `2026-11-28`. */
export type AskedWindow = { readonly days: number } | { readonly from: string; readonly to: string };

/** With what it is compared: nothing, the time before, the same time a year earlier, or as long a time from a day on. */
export type AskedComparison = 'none' | 'before' | 'year' | { readonly from: string };

/** [from, to) in milliseconds since 1970. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/**
 * The time that is asked for. Days are those of UTC, as in `golden-path dora --since`.
 * @param now milliseconds since 1970
 * @returns undefined for days that there are not, or in the wrong order
 */
export function askedSpan(asked: AskedWindow, now: number): TimeSpan | undefined {
  if ('days' in asked) return { from: now - asked.days * DAY_MS, to: now };
  const from = startOfDay(asked.from);
  const last = startOfDay(asked.to);
  if (from === undefined || last === undefined || last < from) return undefined;
  return { from, to: last + DAY_MS };
}

/** The time that a span is compared with, as long as it is; undefined for none. A year is 365 days, so that weekdays nearly match. */
export function comparedSpan({ from, to }: TimeSpan, comparison: AskedComparison): TimeSpan | undefined {
  const length = to - from;
  if (comparison === 'none') return undefined;
  if (comparison === 'before') return { from: from - length, to: from };
  if (comparison === 'year') return { from: from - YEAR_MS, to: to - YEAR_MS };
  const start = startOfDay(comparison.from);
  return start === undefined ? undefined : { from: start, to: start + length };
}

function startOfDay(day: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const at = Date.parse(`${day}T00:00:00Z`);
  // 30 February would become 2 March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? undefined : at;
}
