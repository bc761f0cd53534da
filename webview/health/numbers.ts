import { LocalFormats, NO_NUMBER } from '../common/localFormats.js';
import type { Words } from '../common/words.js';
import type { NumberBehind } from './protocol.js';
import type { Text } from './texts.js';

type Unit = NumberBehind['unit'];

/** A number as it is shown: its text, and what a tooltip and a screen reader say about it. */
export interface ShownNumber {
  readonly text: string;
  readonly about: string;
  readonly missing: boolean;
}

/** Writes numbers and times in the person's language. */
export class Formats extends LocalFormats {
  constructor(private readonly words: Words<Text>) {
    super(words.language);
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

  private duration(seconds: number): string {
    const { t } = this.words;
    const size = Math.abs(seconds);
    if (size < 0.9995) return t('{0}\u00a0ms', this.number(seconds * 1_000, size < 0.01 ? 1 : 0));
    if (size < 60) return t('{0}\u00a0s', this.number(seconds, size < 10 ? 2 : 1));
    if (size < 7_200) return t('{0}\u00a0min', this.number(seconds / 60, 1));
    return t('{0}\u00a0h', this.number(seconds / 3_600, 1));
  }
}
