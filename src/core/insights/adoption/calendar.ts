import { isoWeek } from '../isoWeek.js';

const DAY_MS = 86_400_000;

/** The last moment that a date can hold (ECMAScript, "Time Values and Time Range"). */
const LAST = 8.64e15;

/** [from, to) as it is seen from a moment, all in milliseconds since 1970. */
export interface AdoptionWindow {
  readonly from: number;
  /** The moment from which it is seen: what lies behind it is not known yet. */
  readonly now: number;
  /** Its end; undefined, or behind `now`: up to `now`, that moment included. */
  readonly to?: number;
}

/** Where a window ends, as far as one can see. */
export function endOf({ to, now }: AdoptionWindow): number {
  return Math.min(to ?? now, now);
}

export function isInWindow(at: number, window: AdoptionWindow): boolean {
  const end = endOf(window);
  return at >= window.from && (at < end || (at === end && end === window.now));
}

/** Whether a number is a moment that a calendar has, from 1970 on. */
export function isMoment(at: number): boolean {
  return Number.isFinite(at) && at >= 0 && at <= LAST;
}

/**
 * The month of a moment.
 * @param at milliseconds since 1970
 * @returns such as `2026-11`, in UTC
 */
export function monthOf(at: number): string {
  return new Date(at).toISOString().slice(0, 7);
}

/** The day of a moment, such as `2026-11-28`, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** Every month from the one of a moment to the one of another, both among them; none where they are the wrong way round. */
export function monthsBetween(from: number, to: number): readonly string[] {
  const start = new Date(from);
  const last = monthOf(to);
  const months: string[] = [];
  for (let step = 0; ; step++) {
    const month = monthOf(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + step, 1));
    if (month > last) return months;
    months.push(month);
  }
}

/** The quarter of a moment, such as `2026-Q4`, in UTC. */
export function quarterOf(at: number): string {
  const date = new Date(at);
  return `${date.getUTCFullYear()}-Q${Math.floor(date.getUTCMonth() / 3) + 1}`;
}

/** Every week from the one of a moment to the one of another, both among them. */
export function weeksBetween(from: number, to: number): readonly string[] {
  const weeks: string[] = [];
  for (let at = from; at < to; at += 7 * DAY_MS) weeks.push(isoWeek(at));
  const last = isoWeek(to);
  if (from <= to && weeks.at(-1) !== last) weeks.push(last);
  return weeks;
}
