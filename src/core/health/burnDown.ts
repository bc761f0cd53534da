import type { RangeSeries, TimeRange } from './source.js';
import { alignToGrid } from './timeGrid.js';

type Points = Pick<RangeSeries, 'times' | 'values'>;

/**
 * What was left of an error budget at each time of its period, when events are counted: the bad ones so far, by all that the
 * period's requests allow. It begins at 1 and ends at what is left now; null where there were no requests.
 * @param requests requests a second, each over the step before its time
 * @param bad bad requests a second, likewise; undefined where there never was one
 * @param target share of good requests that is wanted
 */
export function burnDownFromEvents(
  requests: Points | undefined,
  bad: Points | undefined,
  target: number,
  range: TimeRange,
): (number | null)[] {
  const all = alignToGrid(requests, range);
  const failed = alignToGrid(bad, range);
  const allowed = (1 - target) * all.reduce<number>((sum, rate) => sum + (rate ?? 0), 0);
  let burnt = 0;
  return all.map((rate, index) => {
    burnt += failed[index] ?? 0;
    return rate === null || allowed <= 0 ? null : 1 - burnt / allowed;
  });
}
