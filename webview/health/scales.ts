import type { ChartData } from './protocol.js';

/** A level that is this many times higher than the data is named, but not drawn: it would press them flat. */
const FAR_LEVEL = 4;

/**
 * The lowest and the highest value of a chart's upright axis. It begins at 0 unless there is something below, and leaves some air.
 * A ratio that nears 1 ends there.
 */
export function valueRange({ lines, threshold, unit, chart }: ChartData): [number, number] {
  let low = 0;
  let high = 0;
  for (const { values } of lines)
    for (const value of values) {
      if (value === null || !Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  if (chart === 'budget') return [low < 0 ? low * 1.08 : 0, Math.max(1, high)];
  if (threshold && isLevelNear(threshold.value, high)) high = Math.max(high, threshold.value);
  if (high === 0 && low === 0) return [0, unit === 'ratio' ? 0.01 : 1];
  const top = high * 1.12;
  return [low < 0 ? low * 1.08 : 0, unit === 'ratio' && high <= 1 ? Math.min(top, 1) : top];
}

/** Whether a level can be drawn beside data that reach up to `high`. */
export function isLevelNear(level: number, high: number): boolean {
  return high === 0 || level <= high * FAR_LEVEL;
}
