import type { NumberBehind } from './protocol.js';
import type { Words } from './words.js';

type Unit = NumberBehind['unit'];

/** What stands where there is no number: never 0. */
export const NO_NUMBER = '–';

/** A number as it is shown: its text, and what a tooltip and a screen reader say about it. */
export interface ShownNumber {
  readonly text: string;
  readonly about: string;
  readonly missing: boolean;
}

/** Writes numbers and times in the person's language. */
export class Formats {
  private readonly numbers = new Map<string, Intl.NumberFormat>();
  private readonly times = new Map<string, Intl.DateTimeFormat>();
  private readonly relative: Intl.RelativeTimeFormat;

  constructor(private readonly words: Words) {
    this.relative = new Intl.RelativeTimeFormat(words.language, { style: 'narrow', numeric: 'always' });
  }

  /**
   * A value with its unit: `12.3 req/s`, `0.42 %`, `230 ms`, `1.2 s`, `14.4×`.
   * @param value in seconds, requests a second, or as a ratio from 0 to 1; null and what is not finite becomes `–`
   */
  value(value: number | null | undefined, unit: Unit): string {
    if (value === null || value === undefined || !Number.isFinite(value)) return NO_NUMBER;
    const { t } = this.words;
    switch (unit) {
      case 'seconds':
        return this.duration(value);
      case 'requestsPerSecond':
        return t('{0}\u00a0req/s', this.significant(value));
      case 'ratio':
        return t('{0}\u00a0%', this.percent(value));
      case 'burnRate':
        return t('{0}×', this.number(value, Math.abs(value) < 10 ? 2 : 1));
      case 'count':
        return this.number(value, 0);
    }
  }

  /** A number with what stands behind it: why there is none, or its window and its instant. */
  shown(number: NumberBehind | undefined, whyNone: string): ShownNumber {
    if (number?.value === null || number === undefined || !Number.isFinite(number.value))
      return { text: NO_NUMBER, about: number?.missing ?? whyNone, missing: true };
    const { t } = this.words;
    const about = [
      ...(number.window === '' ? [] : [t('over {0}', number.window)]),
      ...(number.at === undefined ? [] : [t('at {0}', this.time(number.at, 0))]),
    ].join(', ');
    return { text: this.value(number.value, number.unit), about, missing: false };
  }

  /** How long ago: `12s ago`, `4m ago`, in the language's own words. @param seconds what is negative counts as 0 */
  age(seconds: number): string {
    const age = Math.max(0, seconds);
    if (age < 60) return this.relative.format(-Math.floor(age), 'second');
    if (age < 3_600) return this.relative.format(-Math.floor(age / 60), 'minute');
    if (age < 86_400) return this.relative.format(-Math.floor(age / 3_600), 'hour');
    return this.relative.format(-Math.floor(age / 86_400), 'day');
  }

  /**
   * An instant as precise as its surroundings need.
   * @param at Unix time in seconds
   * @param spanS how many seconds are shown around it: up to 10 minutes with seconds, up to a day the time, up to a week both, beyond
   * the day; 0 for day, hour and minute
   */
  time(at: number, spanS: number): string {
    const name = spanS === 0 ? 'both' : spanS <= 600 ? 'seconds' : spanS <= 90_000 ? 'time' : 'both';
    return this.timeFormat(name).format(at * 1_000);
  }

  /** The mark of an axis at an instant: the day at midnight and on long axes, else the time. */
  timeMark(at: number, stepS: number): string {
    if (stepS >= 86_400) return this.timeFormat('day').format(at * 1_000);
    const date = new Date(at * 1_000);
    const isMidnight = date.getHours() === 0 && date.getMinutes() === 0 && date.getSeconds() === 0;
    return this.timeFormat(isMidnight ? 'day' : stepS < 60 ? 'seconds' : 'time').format(date);
  }

  /** Plain number with at most so many digits after the point. */
  number(value: number, digits: number): string {
    return this.written(this.numberFormat(`d${digits}`, { maximumFractionDigits: digits }), value);
  }

  private duration(seconds: number): string {
    const { t } = this.words;
    const size = Math.abs(seconds);
    if (size < 0.9995) return t('{0}\u00a0ms', this.number(seconds * 1_000, size < 0.01 ? 1 : 0));
    if (size < 60) return t('{0}\u00a0s', this.number(seconds, size < 10 ? 2 : 1));
    if (size < 7_200) return t('{0}\u00a0min', this.number(seconds / 60, 1));
    return t('{0}\u00a0h', this.number(seconds / 3_600, 1));
  }

  /**
   * A ratio in percent. Near to all digits are cut rather than rounded: 99.996 % must not read as 100 %, nor 99.89 % as 99.9 %.
   */
  private percent(ratio: number): string {
    const percent = ratio * 100;
    const size = Math.abs(percent);
    // What one calculates with binary fractions can be a hair below the true value.
    if (percent > 90 && percent < 100) {
      const digits = percent > 99.9 ? 3 : percent > 99 ? 2 : 1;
      return this.numberFormat(`f${digits}`, { maximumFractionDigits: digits, roundingMode: 'floor' }).format(
        percent + 1e-9,
      );
    }
    if (size >= 10 || size === 0) return this.number(percent, size >= 100 ? 0 : 1);
    if (size < 0.001) return percent < 0 ? this.number(percent, 4) : `<${this.number(0.001, 3)}`;
    return this.significant(percent);
  }

  private significant(value: number): string {
    const digits = Math.abs(value) < 1 ? 2 : 3;
    return this.written(this.numberFormat(`s${digits}`, { maximumSignificantDigits: digits }), value);
  }

  /** With a real minus sign, which screen readers say. */
  private written(format: Intl.NumberFormat, value: number): string {
    return format.format(value).replace('-', '\u2212');
  }

  private numberFormat(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    let format = this.numbers.get(name);
    if (!format) this.numbers.set(name, (format = new Intl.NumberFormat(this.words.language, options)));
    return format;
  }

  private timeFormat(name: keyof typeof TIME_FORMATS): Intl.DateTimeFormat {
    let format = this.times.get(name);
    if (!format) this.times.set(name, (format = new Intl.DateTimeFormat(this.words.language, TIME_FORMATS[name])));
    return format;
  }
}

const TIME_FORMATS = {
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short' },
  both: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;
