/** What stands where there is no number: never 0. */
export const NO_NUMBER = '–';

/** Writes plain numbers and times in a language. */
export class LocalFormats {
  private readonly numbers = new Map<string, Intl.NumberFormat>();
  private readonly times = new Map<string, Intl.DateTimeFormat>();
  private readonly relative: Intl.RelativeTimeFormat;

  /** @param language BCP 47, one that the browser knows */
  constructor(private readonly language: string) {
    this.relative = new Intl.RelativeTimeFormat(language, { style: 'narrow', numeric: 'always' });
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

  /**
   * A ratio in percent. Near to all digits are cut rather than rounded: 99.996 % must not read as 100 %, nor 99.89 % as 99.9 %.
   */
  percent(ratio: number): string {
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

  /** With three digits, or two below 1. */
  significant(value: number): string {
    const digits = Math.abs(value) < 1 ? 2 : 3;
    return this.written(this.numberFormat(`s${digits}`, { maximumSignificantDigits: digits }), value);
  }

  /** With a real minus sign, which screen readers say. */
  private written(format: Intl.NumberFormat, value: number): string {
    return format.format(value).replace('-', '\u2212');
  }

  private numberFormat(name: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
    let format = this.numbers.get(name);
    if (!format) this.numbers.set(name, (format = new Intl.NumberFormat(this.language, options)));
    return format;
  }

  private timeFormat(name: keyof typeof TIME_FORMATS): Intl.DateTimeFormat {
    let format = this.times.get(name);
    if (!format) this.times.set(name, (format = new Intl.DateTimeFormat(this.language, TIME_FORMATS[name])));
    return format;
  }
}

const TIME_FORMATS = {
  seconds: { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  day: { day: 'numeric', month: 'short' },
  both: { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} satisfies Record<string, Intl.DateTimeFormatOptions>;
