import type { OnboardingCohort } from './adoptionReport.js';
import { isInWindow, quarterOf, type AdoptionWindow } from './calendar.js';
import { productLimitMedian, type Duration } from './medians.js';
import type { QualityNotes } from '../ledger/qualityNotes.js';

/** How somebody's beginning went. Nothing in it says who it is. */
export interface Newcomer {
  /** The moment of the first commit, in milliseconds since 1970. */
  readonly startedAt: number;
  /** When a commit of theirs was first deployed; absent where none has been. */
  readonly firstDeploymentAt?: number;
  /** When their tenth change was merged; absent where it has not been. */
  readonly tenthChangeAt?: number;
}

/** Where fewer people would be shown, one of them could be recognised. */
export const SMALLEST_COHORT = 5;
const OTHERS = 'others';

/**
 * How long people needed, by the quarter in which they began. Quarters of fewer than five are put together, and hidden where they
 * are still fewer. Those who have not arrived yet count with the time for which they have waited.
 * @returns the newest quarter first, `others` at the end
 */
export function onboardingCohorts(
  newcomers: readonly Newcomer[],
  window: AdoptionWindow,
  quality: QualityNotes,
): readonly OnboardingCohort[] {
  const { now } = window;
  const quarters = new Map<string, Newcomer[]>();
  for (const newcomer of newcomers) {
    if (newcomer.startedAt > now)
      quality.add('futureCommit', 'People whose first commit lies in the future, who are left out: {0}');
    if (!isInWindow(newcomer.startedAt, window)) continue;
    const quarter = quarterOf(newcomer.startedAt);
    const list = quarters.get(quarter);
    if (list) list.push(newcomer);
    else quarters.set(quarter, [newcomer]);
  }
  const large = [...quarters].filter(([, people]) => people.length >= SMALLEST_COHORT);
  const small = [...quarters.values()].filter(people => people.length < SMALLEST_COHORT).flat();
  const cohorts = large.sort(([a], [b]) => (a < b ? 1 : -1)).map(([quarter, people]) => cohortOf(quarter, people, now));
  if (small.length >= SMALLEST_COHORT) return [...cohorts, cohortOf(OTHERS, small, now)];
  if (small.length > 0)
    quality.add('smallCohort', 'Groups of newcomers that are hidden, as they have fewer than five people: {0}');
  return cohorts;
}

function cohortOf(cohort: string, people: readonly Newcomer[], now: number): OnboardingCohort {
  const to = (end: (newcomer: Newcomer) => number | undefined): OnboardingCohort['toTenthChange'] => {
    const durations = people.map((newcomer): Duration => {
      const at = end(newcomer);
      // A clock that is behind may not make the end come before the beginning.
      return { ms: Math.max(0, (at ?? now) - newcomer.startedAt), hasArrived: at !== undefined };
    });
    return {
      medianMs: productLimitMedian(durations),
      arrived: durations.filter(({ hasArrived }) => hasArrived).length,
    };
  };
  return {
    cohort,
    people: people.length,
    toFirstDeployment: to(({ firstDeploymentAt }) => firstDeploymentAt),
    toTenthChange: to(({ tenthChangeAt }) => tenthChangeAt),
  };
}
