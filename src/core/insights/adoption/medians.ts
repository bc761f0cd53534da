import { ascending, quantile } from '../dora/statistics.js';

/** @returns the middle of some numbers, or the mean of the two in the middle; null where there are none */
export function median(values: readonly number[]): number | null {
  return quantile(ascending(values), 0.5);
}

/** How long something took, or how long it has been waited for so far. */
export interface Duration {
  readonly ms: number;
  readonly hasArrived: boolean;
}

/**
 * The median of a length of time that some have not finished yet, by the product-limit estimator: those who have not arrived count
 * as having waited so long, and no longer. Where all have arrived it is the ordinary median. Source: Kaplan and Meier,
 * "Nonparametric Estimation from Incomplete Observations", JASA 53 (1958).
 * @returns null where fewer than half have arrived, by that estimate
 */
export function productLimitMedian(durations: readonly Duration[]): number | null {
  const sorted = [...durations].sort((a, b) => a.ms - b.ms || Number(b.hasArrived) - Number(a.hasArrived));
  let atRisk = sorted.length;
  let surviving = 1;
  // Where the curve runs level at one half, the median is the middle of that stretch.
  let level: number | undefined;
  for (let at = 0; at < sorted.length;) {
    const ms = sorted[at]?.ms ?? 0;
    let arrived = 0;
    let gone = 0;
    for (; sorted[at]?.ms === ms; at++, gone++) if (sorted[at]?.hasArrived) arrived++;
    if (arrived > 0) {
      if (level !== undefined) return (level + ms) / 2;
      surviving *= 1 - arrived / atRisk;
      if (Math.abs(surviving - 0.5) < 1e-9) level = ms;
      else if (surviving < 0.5) return ms;
    }
    atRisk -= gone;
  }
  return level ?? null;
}
