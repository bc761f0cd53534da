import { COMMIT_FLAGS, type CommitTable } from './commitTable.js';
import type { DerivedDeployments } from './deriveDeployments.js';

/** Of one person who commits, without who it is: for cohorts of several, never to be shown alone. */
export interface AuthorHistory {
  /** An opaque word that means nothing outside this clone. */
  readonly author: string;
  /** Milliseconds since 1970, as all times here. */
  readonly firstCommitAt: number;
  /** When the first of the person's commits was deployed; undefined: none was. */
  readonly firstDeployedAt: number | undefined;
  /** How many changes have landed: a merged branch is one, so is a commit made on the deployed line itself. */
  readonly changes: number;
  /** When the tenth landed; undefined: there are fewer. */
  readonly tenthChangeAt: number | undefined;
}

const TENTH = 10;

/**
 * When people began, when the first of their work was deployed, and when their tenth change landed. Programs are left out.
 */
export function authorHistories(table: CommitTable, derived: DerivedDeployments): readonly AuthorHistory[] {
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
  return authors.flatMap((word, who): readonly AuthorHistory[] => {
    const firstCommitAt = first[who] ?? Infinity;
    if (firstCommitAt === Infinity) return [];
    const times = Array.from(landings[who] ?? [], row => (committedAt[row] ?? 0) * 1000).sort((a, b) => a - b);
    const firstDeployedAt = deployed[who] ?? Infinity;
    return [
      {
        author: word,
        firstCommitAt,
        firstDeployedAt: firstDeployedAt === Infinity ? undefined : firstDeployedAt,
        changes: times.length,
        tenthChangeAt: times[TENTH - 1],
      },
    ];
  });
}
