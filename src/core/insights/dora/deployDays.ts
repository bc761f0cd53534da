import { WEEK, type Calendar } from './calendar.js';
import type { DoraWindow } from './doraReport.js';

export interface DeployDays {
  /** Days, by the team's clocks, with at least one deployment. */
  readonly days: number;
  /** Of each whole week of the window, counted back from its end: how many days had a deployment. The newest first. */
  readonly perWeek: readonly number[];
}

/**
 * Days with deployments.
 * @param times of deployments in the window
 */
export function deployDaysOf(times: Iterable<number>, { from, to }: DoraWindow, calendar: Calendar): DeployDays {
  const weeks = Math.max(1, Math.floor((to - from) / WEEK + SHIFT_OF_CLOCKS));
  const days = new Set<number>();
  const byWeek = Array.from({ length: weeks }, () => new Set<number>());
  for (const at of times) {
    const day = calendar.dayOf(at);
    days.add(day);
    byWeek[Math.floor((to - 1 - at) / WEEK)]?.add(day);
  }
  // A week that begins in the middle of a day touches eight of them.
  return { days: days.size, perWeek: byWeek.map(week => Math.min(week.size, 7)) };
}

// A week in which clocks are put forward is an hour short.
const SHIFT_OF_CLOCKS = 0.02;
