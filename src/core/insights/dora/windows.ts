import { DAY } from './calendar.js';
import type { DoraWindow } from './doraReport.js';

/**
 * The steps of a trend: single days in up to two weeks, five days each in up to 45, weeks up to 200 days, else 30 days.
 * They are counted back from the end, so that only the first can be shorter.
 */
export function trendSteps({ from, to }: DoraWindow): readonly DoraWindow[] {
  if (to <= from) return [];
  const length = Math.max(stepDays((to - from) / DAY) * DAY, (to - from) / MOST_STEPS);
  const steps: DoraWindow[] = [];
  for (let end = to; end > from; end -= length) steps.push({ from: Math.max(from, end - length), to: end });
  return steps.reverse();
}

const MOST_STEPS = 400;

function stepDays(days: number): number {
  if (days <= 14) return 1;
  if (days <= 45) return 5;
  return days <= 200 ? 7 : 30;
}
