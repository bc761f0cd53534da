import { shownAt, zoneClock } from '../../common/zoneClock.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

const QUARTER = HOUR / 4;

/** Days as the team's clocks show them. */
export class Calendar {
  private readonly format: Intl.DateTimeFormat | undefined;
  private readonly minutes: number;
  // Every shift of a clock so far took place at a whole quarter of an hour.
  private readonly offsets = new Map<number, number>();

  /**
   * @param zone an IANA name such as `Europe/Berlin`, or minutes east of UTC; `isKnownZone` says whether it is one
   */
  constructor(zone: string | number) {
    this.minutes = typeof zone === 'number' ? zone : 0;
    this.format = typeof zone === 'number' || zone === 'UTC' ? undefined : zoneClock(zone);
  }

  /** The number of the day that a time falls on, counted from 1970-01-01 of the zone. */
  dayOf(at: number): number {
    return Math.floor((at + this.offsetAt(at)) / DAY);
  }

  /** Milliseconds that the zone's clocks are ahead of UTC at a time. */
  offsetAt(at: number): number {
    if (!this.format) return this.minutes * 60_000;
    const quarter = Math.floor(at / QUARTER);
    const known = this.offsets.get(quarter);
    if (known !== undefined) return known;
    const offset = shownAt(this.format, quarter * QUARTER) - quarter * QUARTER;
    this.offsets.set(quarter, offset);
    return offset;
  }
}

/** Whether it is a time zone that this machine knows. */
export function isKnownZone(zone: string | number): boolean {
  if (typeof zone === 'number') return Number.isFinite(zone) && Math.abs(zone) <= 24 * 60;
  try {
    zoneClock(zone);
    return true;
  } catch {
    return false;
  }
}
