/**
 * The clock of a time zone, for `shownAt`.
 * @param timeZone an IANA name such as `Europe/Berlin`
 * @throws RangeError where this machine knows no such zone
 */
export function zoneClock(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
}

/**
 * What a clock shows at an instant, to the second.
 * @param at milliseconds since 1970
 * @returns the instant at which a clock of UTC shows the same, in milliseconds since 1970
 */
export function shownAt(clock: Intl.DateTimeFormat, at: number | Date): number {
  const part: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
