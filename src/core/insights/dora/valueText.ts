import type { Translate } from '../../common/translate.js';
import type { DoraGrade, DoraKey, DoraTarget, DoraUnit } from './doraReport.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The days of a mean month of the Gregorian calendar. */
const MONTH_DAYS = 30.436875;

/** What a number is called. Message templates. */
export const DORA_TITLES: Readonly<Record<DoraKey, string>> = {
  deploymentFrequency: 'Deployment frequency',
  leadTime: 'Lead time for changes',
  changeFailureRate: 'Change failure rate',
  failedDeploymentRecoveryTime: 'Failed deployment recovery time',
  timeToRestore: 'Time to restore (all incidents)',
  reworkRate: 'Deployment rework rate',
};

/** The same where there is little room. Message templates. */
export const DORA_SHORT_TITLES: Readonly<Record<DoraKey, string>> = {
  deploymentFrequency: 'Deployments',
  leadTime: 'Lead time',
  changeFailureRate: 'Failures',
  failedDeploymentRecoveryTime: 'Recovery',
  timeToRestore: 'Restoring',
  reworkRate: 'Rework',
};

/** How a value stands against its target, in words. Message templates. */
export const GRADE_WORDS: Readonly<Record<DoraGrade, string>> = {
  met: 'Target met',
  near: 'Near the target',
  missed: 'Target missed',
};

/** How numbers are written: translated, with the digits of a language (BCP 47). */
export interface ValueWords {
  readonly translate: Translate;
  readonly language: string;
}

/** A value as a person reads it: `3.4 h`, `2.1 a week`, `12 %`; `–` where there is none, never 0. */
export function doraValueText(value: number | null, unit: DoraUnit, { translate, language }: ValueWords): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const number = (amount: number, digits = 1): string =>
    new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(amount);
  if (unit === 'share') return translate('{0}\u00a0%', number(value * 100));
  if (unit === 'perDay') {
    if (value === 0 || value >= 1) return translate('{0} a day', number(value));
    return value * 7 >= 1
      ? translate('{0} a week', number(value * 7))
      : translate('{0} a month', number(value * MONTH_DAYS));
  }
  const inUnit = (ms: number): string => number(value / ms, value < 10 * ms ? 1 : 0);
  if (value < 2 * MINUTE) return translate('{0}\u00a0s', inUnit(SECOND));
  if (value < 2 * HOUR && value !== HOUR) return translate('{0}\u00a0min', inUnit(MINUTE));
  if (value < 2 * DAY) return translate('{0}\u00a0h', inUnit(HOUR));
  return translate('{0}\u00a0days', inUnit(DAY));
}

/** What is wanted of a value: `under 1 h`, `at least 1 a day`. */
export function doraTargetText({ value, better }: DoraTarget, unit: DoraUnit, words: ValueWords): string {
  const written = doraValueText(value, unit, words);
  if (better === 'higher') return words.translate('at least {0}', written);
  return unit === 'milliseconds' ? words.translate('under {0}', written) : words.translate('at most {0}', written);
}
