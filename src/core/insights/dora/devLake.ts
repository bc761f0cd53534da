/**
 * What Apache DevLake's `dora` plugin computes (backend/plugins/dora/tasks, 2026), written anew from its published tables.
 * Times are milliseconds since 1970, `NaN` or undefined where unknown; spans are whole minutes, rounded up.
 */
const MINUTE = 60_000;

export interface PullRequestTimes {
  /** When the author wrote the first commit. */
  readonly firstCommitAt?: number;
  readonly openedAt?: number;
  /** The first comment of somebody else than the author. */
  readonly firstReviewAt?: number;
  readonly mergedAt: number;
  /** When the deployment that brought it was done. */
  readonly deployedAt?: number;
}

/** The phases of a pull request in minutes. Each is absent where an end of it is unknown or comes before its start. */
export interface PullRequestSpans {
  readonly coding?: number;
  readonly pickup?: number;
  readonly review?: number;
  readonly deploy?: number;
  /** From the first commit (the opening, where no commit came before it) to the merge, and the deployment where there was one. */
  readonly cycle: number;
}

export function pullRequestSpans(times: PullRequestTimes): PullRequestSpans {
  const coding = span(times.firstCommitAt, times.openedAt);
  const pickup = span(times.openedAt, times.firstReviewAt);
  const review = span(times.firstReviewAt, times.mergedAt);
  const deploy = span(times.mergedAt, times.deployedAt);
  const merging = span(times.openedAt, times.mergedAt) ?? span(times.firstCommitAt, times.mergedAt) ?? 0;
  return {
    ...(coding === undefined ? {} : { coding }),
    ...(pickup === undefined ? {} : { pickup }),
    ...(review === undefined ? {} : { review }),
    ...(deploy === undefined ? {} : { deploy }),
    cycle: (coding ?? 0) + merging + (deploy ?? 0),
  };
}

/** The cycle time of a deployed pull request in milliseconds. */
export function cycleTime(times: Omit<PullRequestTimes, 'deployedAt'>, deployedAt: number): number {
  return pullRequestSpans({ ...times, deployedAt }).cycle * MINUTE;
}

/** Whole minutes from one time to another, rounded up; undefined where one is unknown or the span is negative. */
function span(from: number | undefined, to: number | undefined): number | undefined {
  if (from === undefined || to === undefined || Number.isNaN(from) || Number.isNaN(to) || to < from) return undefined;
  return Math.ceil((to - from) / MINUTE);
}
