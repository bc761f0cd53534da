const DAY_MS = 86_400_000;

/**
 * The week of an instant, in UTC. Source: ISO 8601-1:2019, 5.2.3 (weeks begin on Monday; the first one has the year's first Thursday).
 * @param at milliseconds since 1970
 * @returns `2026-W48`
 */
export function isoWeek(at: number): string {
  const day = new Date(Math.floor(at / DAY_MS) * DAY_MS);
  // The Thursday of the week decides which year it belongs to.
  const thursday = day.getTime() + (4 - (day.getUTCDay() || 7)) * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Whether a text is a week as `isoWeek` writes it. Whether the year has a week 53 is not looked at. */
export function isIsoWeek(text: string): boolean {
  return /^\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])$/.test(text);
}
