import type { OnboardingCohort } from './adoptionReport.js';
import { isMoment, quarterOf } from './calendar.js';
import { productLimitMedian, type Duration } from './medians.js';
import type { QualityNotes } from '../ledger/qualityNotes.js';

/** A commit of the main branch. */
export interface AuthoredCommit {
  readonly sha: string;
  /** Stands for the author and cannot be turned back into a name. */
  readonly author: string;
  /** Milliseconds since 1970. */
  readonly committedAt: number;
  readonly isBot?: boolean;
  readonly isMerge?: boolean;
  /** The change (pull request) that it belongs to; without one each commit counts as a change of its own. */
  readonly changeId?: string;
}

/** A deployment that succeeded, with the commits that it brought. */
export interface DeployedCommits {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly shas: readonly string[];
}

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
const TENTH = 10;
const OTHERS = 'others';

/**
 * How the beginning of each author of a history went. Bots are left out, and merge commits are no changes.
 * @param deployments undefined where nobody knows what was deployed: then nobody has arrived there
 */
export function newcomersOf(
  commits: readonly AuthoredCommit[],
  deployments: readonly DeployedCommits[] | undefined,
  now: number,
  quality: QualityNotes,
): readonly Newcomer[] {
  const deployedAt = new Map<string, number>();
  for (const { at, shas } of deployments ?? [])
    for (const sha of shas) deployedAt.set(sha, Math.min(at, deployedAt.get(sha) ?? Infinity));
  const byAuthor = new Map<string, AuthoredCommit[]>();
  let bots = 0;
  for (const commit of commits) {
    if (commit.isBot) bots++;
    else if (!isMoment(commit.committedAt) || commit.committedAt > now + 86_400_000)
      quality.add('futureCommit', 'Commits with a date that cannot be, left out of onboarding: {0}', commit.sha);
    else if (!commit.isMerge) {
      const list = byAuthor.get(commit.author);
      if (list) list.push(commit);
      else byAuthor.set(commit.author, [commit]);
    }
  }
  quality.add('botCommit', 'Commits of bots that were left out of onboarding: {0}', undefined, bots);
  return [...byAuthor.values()].map(own => {
    const sorted = own.sort((a, b) => a.committedAt - b.committedAt);
    const startedAt = sorted[0]?.committedAt ?? now;
    const firsts = sorted.flatMap(({ sha }) => deployedAt.get(sha) ?? []).filter(at => at <= now);
    const tenth = tenthChange(sorted);
    return {
      startedAt,
      // A clock that is behind may not make a deployment come before its commit.
      ...(firsts.length === 0 ? {} : { firstDeploymentAt: Math.max(startedAt, Math.min(...firsts)) }),
      ...(tenth === undefined ? {} : { tenthChangeAt: tenth }),
    };
  });
}

function tenthChange(sorted: readonly AuthoredCommit[]): number | undefined {
  const seen = new Set<string>();
  for (const { sha, changeId, committedAt } of sorted) {
    seen.add(changeId ?? sha);
    if (seen.size === TENTH) return committedAt;
  }
  return undefined;
}

/**
 * How long people needed, by the quarter in which they began. Quarters of fewer than five are put together, and hidden where they
 * are still fewer. Those who have not arrived yet count with the time for which they have waited.
 * @param now milliseconds since 1970
 * @returns the newest quarter first, `others` at the end
 */
export function onboardingCohorts(
  newcomers: readonly Newcomer[],
  { from, now }: { readonly from: number; readonly now: number },
  quality: QualityNotes,
): readonly OnboardingCohort[] {
  const quarters = new Map<string, Newcomer[]>();
  for (const newcomer of newcomers) {
    if (newcomer.startedAt < from || newcomer.startedAt > now) continue;
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
      return { ms: (at ?? now) - newcomer.startedAt, hasArrived: at !== undefined };
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
