import { LocalFormats, NO_NUMBER } from '../common/localFormats.js';
import type { Words } from '../common/words.js';
import type { MeasureUnit, Target, TimeWindow } from './protocol.js';
import type { Text } from './texts.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The days of a mean month of the Gregorian calendar. */
const MONTH_DAYS = 30.436875;

/** Writes the numbers of delivery and adoption in the person's language. */
export class InsightFormats extends LocalFormats {
  private readonly day: Intl.DateTimeFormat;
  private readonly dayAndYear: Intl.DateTimeFormat;
  private readonly monthName: Intl.DateTimeFormat;

  constructor(private readonly words: Words<Text>) {
    super(words.language);
    this.day = new Intl.DateTimeFormat(words.language, { day: 'numeric', month: 'short' });
    this.dayAndYear = new Intl.DateTimeFormat(words.language, { day: 'numeric', month: 'short', year: 'numeric' });
    this.monthName = new Intl.DateTimeFormat(words.language, { month: 'short', year: '2-digit', timeZone: 'UTC' });
  }

  /** `3.4 h`, `2.1 a week`, `12 %`; `–` for null. @param value in the unit of its measure */
  value(value: number | null | undefined, unit: MeasureUnit): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return NO_NUMBER;
    switch (unit) {
      case 'milliseconds':
        return this.length(value);
      case 'share':
        return this.words.t('{0}\u00a0%', this.percent(value));
      case 'perDay':
        return this.rate(value);
    }
  }

  /** A length of time in the unit that reads best, the same up to twice of it. @param ms milliseconds */
  length(ms: number): string {
    const { t } = this.words;
    const size = Math.abs(ms);
    const written = (unit: number): string => this.number(ms / unit, size < 10 * unit ? 1 : 0);
    if (size < 2 * MINUTE) return t('{0}\u00a0s', written(SECOND));
    if (size < 2 * HOUR && size !== HOUR) return t('{0}\u00a0min', written(MINUTE));
    if (size < 2 * DAY) return t('{0}\u00a0h', written(HOUR));
    return t('{0}\u00a0days', written(DAY));
  }

  /** What is wanted: `under 1 h`, `at least 3 a day`. */
  target({ value, better }: Target, unit: MeasureUnit): string {
    const written = this.value(value, unit);
    if (unit === 'milliseconds' && better === 'lower') return this.words.t('under {0}', written);
    return better === 'lower' ? this.words.t('at most {0}', written) : this.words.t('at least {0}', written);
  }

  /** A window as its first and its last day. */
  window({ from, to }: TimeWindow): string {
    const last = Math.max(from, to - 1);
    const isOneYear = new Date(from).getFullYear() === new Date(last).getFullYear();
    return `${(isOneYear ? this.day : this.dayAndYear).format(from)} – ${this.dayAndYear.format(last)}`;
  }

  date(at: number): string {
    return this.dayAndYear.format(at);
  }

  shortDate(at: number): string {
    return this.day.format(at);
  }

  /** @param month `2026-11` */
  month(month: string): string {
    const at = Date.parse(`${month}-01T00:00:00Z`);
    return Number.isNaN(at) ? month : this.monthName.format(at);
  }

  /** A part of a whole in percent; `–` where there is no whole. */
  part(count: number, of: number): string {
    return of > 0 ? this.words.t('{0}\u00a0%', this.percent(count / of)) : NO_NUMBER;
  }

  count(count: number): string {
    return this.number(count, 0);
  }

  private rate(perDay: number): string {
    const { t } = this.words;
    if (perDay === 0) return t('{0} a day', this.number(0, 0));
    if (Math.abs(perDay) >= 1) return t('{0} a day', this.number(perDay, 1));
    if (Math.abs(perDay) * 7 >= 1) return t('{0} a week', this.number(perDay * 7, 1));
    return t('{0} a month', this.number(perDay * MONTH_DAYS, 1));
  }
}
