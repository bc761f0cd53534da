import type { RangeSeries, TimeRange } from './source.js';

/** The most points of a chart: more than a screen can show apart. */
export const MOST_POINTS = 1_000;

// In seconds. All divide a day, so that a step begins at midnight UTC and the same points come back with every refresh.
const STEPS = [
  ...[5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1_200, 1_800, 2_700, 3_600, 5_400, 7_200, 10_800, 14_400, 21_600],
  ...[28_800, 43_200, 86_400],
];

const FINEST_STEP = 15;

/**
 * Puts even times over a part of the past: as many as fit, on whole steps.
 * @param end Unix time in seconds
 * @param lengthS length in seconds
 * @param points how many fit, at least 2 and at most `MOST_POINTS`
 */
export function timeGrid(end: number, lengthS: number, points = MOST_POINTS): TimeRange {
  const length = Math.max(1, lengthS);
  const most = Math.min(MOST_POINTS, Math.max(2, Math.floor(points)));
  // One more point than steps: both ends are drawn.
  const least = Math.max(length / (most - 1), Math.min(FINEST_STEP, length));
  const step = STEPS.find(one => one >= least) ?? Math.ceil(least / 86_400) * 86_400;
  const last = Math.floor(end / step) * step;
  return { start: last - Math.floor(length / step) * step, end: last, step };
}

/** All times of a range, ascending. */
export function gridTimes({ start, end, step }: TimeRange): readonly number[] {
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
}

/**
 * The values of a series at the times of a range: null where it has none, where it is no number, or where the source gave a
 * time that is none of them.
 */
export function alignToGrid(
  series: Pick<RangeSeries, 'times' | 'values'> | undefined,
  range: TimeRange,
): (number | null)[] {
  const values: (number | null)[] = gridTimes(range).map(() => null);
  series?.times.forEach((time, index) => {
    const place = Math.round((time - range.start) / range.step);
    const value = series.values[index];
    const isOnGrid = Math.abs(range.start + place * range.step - time) < 0.5;
    if (isOnGrid && place >= 0 && place < values.length && value !== undefined && Number.isFinite(value))
      values[place] = value;
  });
  return values;
}

/** A length of time as PromQL writes it. @param seconds a whole number above 0 */
export function promqlDuration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  for (const [unit, length] of [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
  ] as const)
    if (whole % length === 0) return `${whole / length}${unit}`;
  return `${whole}s`;
}
