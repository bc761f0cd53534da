/**
 * A quantile of sorted values, interpolated between the two nearest (the usual "linear" method, type 7 of Hyndman and Fan 1996).
 * @param sorted ascending
 * @param share 0 to 1
 * @returns null without values
 */
export function quantile(sorted: ArrayLike<number>, share: number): number | null {
  const { length } = sorted;
  if (length === 0) return null;
  const position = share * (length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[Math.min(below + 1, length - 1)] ?? NaN;
  return low + (high - low) * (position - below);
}

/** The lower of the two middle values, as DevLake takes it (the largest value whose `percent_rank` is at most one half). */
export function lowerMedian(sorted: ArrayLike<number>): number | null {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** The arithmetic mean, or null without values. */
export function mean(values: Iterable<number>): number | null {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    sum += value;
    count++;
  }
  return count === 0 ? null : sum / count;
}

/** The values in ascending order, as a list of their own. */
export function ascending(values: ArrayLike<number>): Float64Array {
  return new Float64Array(values).sort();
}
