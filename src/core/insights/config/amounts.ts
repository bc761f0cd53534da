import type { DoraKey, DoraTarget } from '../dora/doraReport.js';

const SECOND = 1_000;
const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = {
  ...{ s: SECOND, m: 60 * SECOND, min: 60 * SECOND, h: 3_600 * SECOND, d: DAY, w: 7 * DAY },
};
const PERIODS: Readonly<Record<string, number>> = { hour: 1 / 24, day: 1, week: 7, month: 30, year: 365 };

/**
 * A length of time as people write it: `90s`, `45m`, `1.5h`, `2d`, `1w`.
 * @returns milliseconds; undefined where it is none or is not more than nothing
 */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,9}(?:\.\d{1,6})?)\s?(s|m|min|h|d|w)$/.exec(text.trim().toLowerCase()) ?? [];
  const length = Number(number) * (UNITS[unit ?? ''] ?? NaN);
  return length > 0 ? length : undefined;
}

/**
 * A share: `15%`, `0.15`.
 * @returns 0 to 1; undefined where it is none
 */
export function parseShare(text: string): number | undefined {
  const [, number, percent] = /^(\d{1,3}(?:\.\d{1,6})?)\s?(%?)$/.exec(text.trim()) ?? [];
  if (number === undefined) return undefined;
  const share = Number(number) / (percent ? 100 : 1);
  return share <= 1 ? share : undefined;
}

/**
 * How often something happens: `3/day`, `1/week`; a bare number is a number a day.
 * @returns a number a day; undefined where it is none or is not more than nothing
 */
export function parseRate(text: string): number | undefined {
  const [, number, period = 'day'] =
    /^(\d{1,6}(?:\.\d{1,6})?)(?:\s?(?:\/|per|a)\s?(hour|day|week|month|year))?$/.exec(text.trim().toLowerCase()) ?? [];
  const rate = Number(number) / (PERIODS[period] ?? NaN);
  return rate > 0 ? rate : undefined;
}

/**
 * What is wanted of a key, as a configuration writes it: `deploymentFrequency: 3/day`, `leadTime: 1h`, `changeFailureRate: 15%`.
 * @returns in the unit of the key; undefined where it cannot be read
 */
export function parseTarget(key: DoraKey, text: string): DoraTarget | undefined {
  const [value, better] =
    key === 'deploymentFrequency'
      ? ([parseRate(text), 'higher'] as const)
      : key === 'changeFailureRate' || key === 'reworkRate'
        ? ([parseShare(text), 'lower'] as const)
        : ([parseDuration(text), 'lower'] as const);
  return value === undefined ? undefined : { value, better };
}
