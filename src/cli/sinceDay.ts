import { readDay } from '../core/compliance/waivers/waiver.js';

const DAY_MS = 86_400_000;

/**
 * What `--since` says.
 * @param text a day such as `2026-01-31`, or a number of days before the end such as `90d`
 * @param to the end, in milliseconds since 1970
 * @returns milliseconds since 1970; undefined where it is neither
 */
export function sinceOf(text: string, to: number): number | undefined {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  return days === undefined ? dayStart(text) : to - Number(days) * DAY_MS;
}

/** The beginning of a day in UTC, in milliseconds since 1970; undefined where the text is no day. @param text `YYYY-MM-DD` */
export function dayStart(text: string): number | undefined {
  const at = readDay(text) === text ? Date.parse(`${text}T00:00:00Z`) : NaN;
  return Number.isNaN(at) ? undefined : at;
}
