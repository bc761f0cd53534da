import type { Change, DataQualityNote, Deployment, DeploymentKind } from '../deliveryEvents.js';
import { Ancestry, Bringing, type MergedChange } from './bringing.js';
import { COMMIT_FLAGS, type CommitTable } from './commitTable.js';
import type { GitRelease } from './releaseTags.js';

/** What git releases are worked out to be. */
export interface DerivedDeployments {
  /** The oldest first, per service. */
  readonly deployments: readonly Deployment[];
  readonly quality: readonly DataQualityNote[];
  /** For each row of the table when it was first deployed, in milliseconds since 1970; NaN where it was not. */
  readonly deployedAt: Float64Array;
  /** For each row the row by which it came onto the deployed line; -1 where it was not deployed. */
  readonly landedBy: Int32Array;
}

interface Placed {
  readonly release: GitRelease;
  readonly row: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/**
 * Makes deployments of releases: what each brings, what it takes back, whether it goes back to an earlier version.
 *
 * - A commit belongs to the first deployment of the service from which it can be reached.
 * - `redeploy`: the commit that is deployed already. `rollback`: an ancestor of the commit that is deployed.
 * - A revert of a commit that an earlier deployment brought makes that one fail (`reverts`).
 * - `hotfix`: the tag, a commit or a merged branch is called one, or everything in it but merges and bots is a revert of something
 *   deployed.
 * - The first deployment of a service says nothing about what it brings: it is all of the history before.
 * - A commit whose date is the date of the deployment itself (a light tag, a commit on the release branch) tells nothing about how
 *   long it took: the date on which its author made it counts where that is earlier, else it is left out and counted.
 * @param releases in any order; those whose commit is not in the table are left out and counted
 * @param options.isOrdered the releases are in the order in which they were deployed, such as the commits of a branch
 * @param options.since milliseconds since 1970: earlier deployments are worked out, but only the last one before is given
 */
export function deriveDeployments(
  table: CommitTable,
  releases: readonly GitRelease[],
  options: {
    readonly environment: string;
    readonly source: string;
    readonly isOrdered?: boolean;
    readonly since?: number;
  },
): DerivedDeployments {
  const counts = { missing: 0, ownDate: 0, skew: 0 };
  const ancestry = new Ancestry(table);
  const byService = new Map<string, Placed[]>();
  for (const release of releases) {
    const row = table.row(release.sha);
    if (row < 0) {
      counts.missing++;
      continue;
    }
    const at = release.at ?? (table.columns.committedAt[row] ?? 0) * 1000;
    const placed = byService.get(release.service);
    if (placed) placed.push({ release, row, at });
    else byService.set(release.service, [{ release, row, at }]);
  }
  const deployedAt = new Float64Array(table.count).fill(NaN);
  const landedBy = new Int32Array(table.count).fill(-1);
  const deployments: Deployment[] = [];
  for (const placed of byService.values()) {
    if (options.isOrdered !== true) placed.sort((a, b) => inOrder(ancestry, a, b));
    const service = new ServiceHistory(table, ancestry, placed, counts);
    const first = options.since === undefined ? 0 : firstGiven(placed, options.since);
    placed.forEach(({ at }, number) => {
      const { rows, make } = service.next(number);
      for (const row of rows) {
        const before = deployedAt[row] ?? NaN;
        if (before <= at) continue;
        deployedAt[row] = at;
        landedBy[row] = service.landedBy[row] ?? -1;
      }
      if (number >= first) deployments.push({ ...make(), environment: options.environment, source: options.source });
    });
  }
  return { deployments, quality: notesOf(counts), deployedAt, landedBy };
}

/** The number of the last deployment before the time, or of the first of all. */
function firstGiven(placed: readonly Placed[], since: number): number {
  const found = placed.findIndex(({ at }) => at >= since);
  return Math.max(0, (found < 0 ? placed.length : found) - 1);
}

/** By time; at the same time ancestors first, then by name so that it is always the same. */
function inOrder(ancestry: Ancestry, a: Placed, b: Placed): number {
  if (a.at !== b.at) return a.at - b.at;
  const generations = ancestry.generation(a.row) - ancestry.generation(b.row);
  return generations || (a.release.id < b.release.id ? -1 : 1);
}

class ServiceHistory {
  readonly #table: CommitTable;
  readonly #ancestry: Ancestry;
  readonly #placed: readonly Placed[];
  readonly #counts: { ownDate: number; skew: number };
  readonly #bringing: Bringing;
  /** For the subjects that reverts name: the latest deployed row. */
  readonly #subjects = new Map<number, number>();

  constructor(
    table: CommitTable,
    ancestry: Ancestry,
    placed: readonly Placed[],
    counts: { ownDate: number; skew: number },
  ) {
    this.#table = table;
    this.#ancestry = ancestry;
    this.#placed = placed;
    this.#counts = counts;
    this.#bringing = new Bringing(table);
    for (const subject of table.columns.revertsSubject.values()) this.#subjects.set(subject, -1);
  }

  get landedBy(): Int32Array {
    return this.#bringing.landedBy;
  }

  /** Takes the next deployment; what it is for others is made only where it is asked for. */
  next(number: number): {
    readonly rows: readonly number[];
    readonly make: () => Omit<Deployment, 'environment' | 'source'>;
  } {
    const placed = this.#placed[number];
    if (!placed) return { rows: [], make: () => ({ ...NOTHING }) };
    const { release, row, at } = placed;
    const { rows, merged } = this.#bringing.next(row, number);
    const reverts = this.#reverted(rows, number);
    this.#learnSubjects(rows);
    const make = (): Omit<Deployment, 'environment' | 'source'> => {
      const { kind, takesBack } = this.#kind(number, rows, merged, reverts);
      return {
        type: 'deployment',
        id: release.id,
        service: release.service,
        ...(release.version === undefined ? {} : { version: release.version }),
        sha: release.sha,
        outcome: 'success',
        finishedAt: at,
        kind,
        ...(takesBack < 0 ? {} : { reverts: this.#placed[takesBack]?.release.id ?? '' }),
        ...(kind === 'hotfix' || kind === 'rollback' ? { isUnplanned: true } : {}),
        ...(number === 0 ? {} : { changes: this.#changes(placed, rows, merged) }),
      };
    };
    return { rows, make };
  }

  /** By row of a revert the number of the earlier deployment whose commit it takes back. */
  #reverted(rows: readonly number[], number: number): ReadonlyMap<number, number> {
    const { reverts, revertsSubject, flags } = this.#table.columns;
    const found = new Map<number, number>();
    if (reverts.size === 0 && revertsSubject.size === 0) return found;
    for (const row of rows) {
      if (((flags[row] ?? 0) & COMMIT_FLAGS.revert) === 0) continue;
      const subject = revertsSubject.get(row);
      const targets = (reverts.get(row) ?? []).map(sha => this.#table.rowByPrefix(sha));
      if (subject !== undefined) targets.push(this.#subjects.get(subject) ?? -1);
      for (const target of targets) {
        const by = this.#bringing.broughtBy[target] ?? -1;
        // Taking a revert back brings the change again: nothing failed with the revert.
        const isRevert = ((flags[target] ?? 0) & COMMIT_FLAGS.revert) !== 0;
        if (by >= 0 && by < number && !isRevert) found.set(row, Math.max(by, found.get(row) ?? -1));
      }
    }
    return found;
  }

  #learnSubjects(rows: readonly number[]): void {
    if (this.#subjects.size === 0) return;
    const { subjectHash } = this.#table.columns;
    for (const row of rows) {
      const hash = subjectHash[row] ?? 0;
      if (this.#subjects.has(hash)) this.#subjects.set(hash, row);
    }
  }

  #kind(
    number: number,
    rows: readonly number[],
    merged: readonly MergedChange[],
    reverts: ReadonlyMap<number, number>,
  ): { readonly kind: DeploymentKind; readonly takesBack: number } {
    const { flags } = this.#table.columns;
    const current = this.#placed[number - 1];
    const own = this.#placed[number];
    if (current && own && rows.length === 0) {
      if (current.row === own.row) return { kind: 'redeploy', takesBack: -1 };
      const isBack = this.#ancestry.isAncestor(own.row, current.row);
      return isBack ? { kind: 'rollback', takesBack: number - 1 } : { kind: 'normal', takesBack: -1 };
    }
    const takesBack = Math.max(-1, ...reverts.values());
    // The first deployment holds all of history: what was fixed in it was fixed before.
    if (number === 0) return { kind: own?.release.isHotfix === true ? 'hotfix' : 'normal', takesBack };
    const has = (row: number, flag: number): boolean => ((flags[row] ?? 0) & flag) !== 0;
    const ordinary = rows.filter(row => !this.#table.isMerge(row) && !has(row, COMMIT_FLAGS.bot));
    const isHotfix =
      own?.release.isHotfix === true ||
      rows.some(row => has(row, COMMIT_FLAGS.hotfix)) ||
      merged.some(({ merge }) => has(merge, COMMIT_FLAGS.hotfixMerge)) ||
      (ordinary.length > 0 && ordinary.every(row => reverts.has(row)));
    return {
      kind: isHotfix ? 'hotfix' : 'normal',
      takesBack: isHotfix && takesBack < 0 ? this.#repaired(number, rows) : takesBack,
    };
  }

  /** The deployment that a hotfix stands on, where that is another one than the last: one of another release line. */
  #repaired(number: number, rows: readonly number[]): number {
    // The first row is the oldest on the line that is deployed.
    const base = this.#table.firstParent(rows[0] ?? -1);
    const by = base < 0 ? -1 : (this.#bringing.broughtBy[base] ?? -1);
    return by === number - 1 ? -1 : by;
  }

  #changes(placed: Placed, rows: readonly number[], merged: readonly MergedChange[]): readonly Change[] {
    const { committedAt, authoredAt, flags } = this.#table.columns;
    const firstOf = new Map<number, number>();
    for (const { rows: side } of merged) {
      let first = Infinity;
      for (const row of side) first = Math.min(first, committedAt[row] ?? Infinity, authoredAt[row] ?? Infinity);
      for (const row of side) firstOf.set(row, first * 1000);
    }
    const { landedBy } = this.#bringing;
    return rows.flatMap((row): readonly Change[] => {
      const own = (committedAt[row] ?? 0) * 1000;
      const authored = (authoredAt[row] ?? 0) * 1000;
      const hasNoDate = row === placed.row && placed.release.at === undefined;
      const isMerge = this.#table.isMerge(row);
      if (hasNoDate && !isMerge && authored >= own) {
        this.#counts.ownDate++;
        return [];
      }
      if (own > placed.at) this.#counts.skew++;
      const landed = landedBy[row] ?? row;
      return [
        {
          sha: this.#table.sha(row),
          committedAt: hasNoDate ? Math.min(own, authored) : own,
          mergedAt: landed === row ? own : (committedAt[landed] ?? 0) * 1000,
          firstCommitAt: firstOf.get(row) ?? Math.min(own, authored),
          ...(((flags[row] ?? 0) & COMMIT_FLAGS.bot) !== 0 ? { isBot: true } : {}),
          ...(isMerge ? { isMerge: true } : {}),
        },
      ];
    });
  }
}

const NOTHING = { type: 'deployment', id: '', service: '', outcome: 'success', finishedAt: 0 } as const;

function notesOf(counts: { missing: number; ownDate: number; skew: number }): readonly DataQualityNote[] {
  const notes: readonly DataQualityNote[] = [
    {
      kind: 'missingCommit',
      count: counts.missing,
      text: '{0} releases lead to commits that are not in this clone: they are left out.',
    },
    {
      kind: 'noDateOfItsOwn',
      count: counts.ownDate,
      text: '{0} commits are themselves the deployment, with one date for both: they say nothing about lead time and are left out of it.',
    },
    {
      kind: 'clockSkew',
      count: counts.skew,
      text: '{0} commits have a later date than the deployment that holds them: a clock was wrong.',
    },
  ];
  return notes.filter(({ count }) => count > 0);
}
