import type { Reading } from './batch.js';
import { BURN_WINDOWS, type BurnPair, type WindowKey } from './burnPairs.js';
import type { BurnWindow, Measured } from './serviceHealth.js';

/** How large the share of bad events was in a window, and the query that says so. */
export interface ErrorRatio extends Reading {
  readonly query: string;
}

/**
 * How fast an error budget burns: the share of bad events, by the share that the objective allows. 1 uses the budget up exactly at
 * the end of the period (Site Reliability Workbook, chapter 5).
 */
export function burnRate(ratio: ErrorRatio, target: number, windowS: number): Measured {
  const { query, at } = ratio;
  const value = ratio.value === undefined ? undefined : ratio.value / (1 - target);
  return {
    ...measuredValue({ ...ratio, value }),
    ...{ unit: 'burnRate', windowS, query: query === '' ? '' : `(${query}) / (1 - ${target})` },
    ...(at === undefined ? {} : { at }),
  };
}

/** A value that may be shown, or why there is none. */
export function measuredValue({ value, missing = 'no-series' }: Reading): Pick<Measured, 'value' | 'missing'> {
  if (value === undefined) return { value, missing };
  return Number.isFinite(value) ? { value } : { value: undefined, missing: 'not-a-number' };
}

/** The pairs of windows with their burn rates. */
export function burnWindows(
  pairs: readonly BurnPair[],
  target: number,
  ratioOf: (window: WindowKey) => ErrorRatio,
): readonly BurnWindow[] {
  return pairs.map(({ short, long, threshold, severity }) => {
    const [shortRate, longRate] = [short, long].map(key =>
      burnRate(ratioOf(key), target, BURN_WINDOWS[key].seconds),
    ) as [Measured, Measured];
    const exceeds = ({ value }: Measured) => value !== undefined && value > threshold;
    return {
      ...{ short: BURN_WINDOWS[short].promql, long: BURN_WINDOWS[long].promql, threshold, severity },
      ...{ shortRate, longRate, hot: exceeds(shortRate) && exceeds(longRate) },
    };
  });
}
