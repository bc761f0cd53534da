import type { Newcomer } from '../adoption/onboarding.js';
import { COMMIT_FLAGS, type CommitTable } from './commitTable.js';
import type { DerivedDeployments } from './deriveDeployments.js';

const TENTH = 10;

/**
 * How the beginning of each author of a clone went: their first commit, the first deployment with a commit of theirs, and when their
 * tenth change landed on the deployed line. A merged branch is one change, so is a commit made on that line itself. Programs are left
 * out. Whoever shows it shows cohorts, nobody alone.
 */
export function newcomersOfClone(table: CommitTable, derived: DerivedDeployments): readonly Newcomer[] {
  const { author, authors, committedAt, authoredAt, flags } = table.columns;
  const first = new Float64Array(authors.length).fill(Infinity);
  const deployed = new Float64Array(authors.length).fill(Infinity);
  const landings: Set<number>[] = authors.map(() => new Set());
  for (let row = 0; row < table.count; row++) {
    if (((flags[row] ?? 0) & COMMIT_FLAGS.bot) !== 0 || table.isMerge(row)) continue;
    const who = author[row] ?? 0;
    const began = Math.min(committedAt[row] ?? Infinity, authoredAt[row] ?? Infinity);
    first[who] = Math.min(first[who] ?? Infinity, began * 1000);
    const at = derived.deployedAt[row] ?? NaN;
    if (Number.isNaN(at)) continue;
    deployed[who] = Math.min(deployed[who] ?? Infinity, at);
    landings[who]?.add(derived.landedBy[row] ?? row);
  }
  return authors.flatMap((_, who): readonly Newcomer[] => {
    const startedAt = first[who] ?? Infinity;
    if (startedAt === Infinity) return [];
    const times = Array.from(landings[who] ?? [], row => (committedAt[row] ?? 0) * 1000).sort((a, b) => a - b);
    const firstDeploymentAt = deployed[who] ?? Infinity;
    const tenthChangeAt = times[TENTH - 1];
    return [
      {
        startedAt,
        ...(firstDeploymentAt === Infinity ? {} : { firstDeploymentAt }),
        ...(tenthChangeAt === undefined ? {} : { tenthChangeAt }),
      },
    ];
  });
}
