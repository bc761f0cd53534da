import type { Change } from '../deliveryEvents.js';
import { Column } from './column.js';
import { KeyTable } from './keyTable.js';
import { TextColumn } from './textColumn.js';

const BOT = 1;
const MERGE = 2;
const NO_COMMIT_TIME = 4;

/** Changes in columns. They are added in runs, and a run is known by its first row and its length. */
export class ChangeTable {
  private readonly keys = new KeyTable();
  private readonly shas = new TextColumn();
  private readonly commit = new Column(Uint32Array);
  private readonly committed = new Column(Float64Array);
  private readonly merged = new Column(Float64Array);
  private readonly flags = new Column(Uint8Array);
  // Few sources tell of pull requests.
  private readonly opened = new Map<number, number>();
  private readonly first = new Map<number, number>();

  get size(): number {
    return this.commit.size;
  }

  /** @returns the first row of the run */
  add(changes: readonly Change[]): number {
    const start = this.commit.size;
    for (const change of changes) {
      const commit = this.keys.add(0, change.sha);
      if (commit === this.shas.size) this.shas.push(change.sha);
      const row = this.commit.push(commit);
      this.committed.push(change.committedAt);
      this.merged.push(change.mergedAt ?? NaN);
      this.flags.push(flagsOf(change));
      if (change.openedAt !== undefined) this.opened.set(row, change.openedAt);
      if (change.firstCommitAt !== undefined) this.first.set(row, change.firstCommitAt);
    }
    return start;
  }

  /** How many different commits there are. */
  get commits(): number {
    return this.shas.size;
  }

  /** The number of the commit, from 0 to below `commits`. */
  commitOf(row: number): number {
    return this.commit.at(row);
  }

  sha(row: number): string {
    return this.shas.at(this.commit.at(row));
  }

  /** `NaN` where it is unknown. */
  committedAt(row: number): number {
    return (this.flags.at(row) & NO_COMMIT_TIME) === 0 ? this.committed.at(row) : NaN;
  }

  mergedAt(row: number): number {
    return this.merged.at(row);
  }

  firstCommitAt(row: number): number {
    return this.first.get(row) ?? NaN;
  }

  openedAt(row: number): number {
    return this.opened.get(row) ?? NaN;
  }

  isBot(row: number): boolean {
    return (this.flags.at(row) & BOT) !== 0;
  }

  isMerge(row: number): boolean {
    return (this.flags.at(row) & MERGE) !== 0;
  }

  /** A change as it was handed in. */
  change(row: number): Change {
    const flags = this.flags.at(row);
    const merged = this.merged.at(row);
    const first = this.first.get(row);
    const opened = this.opened.get(row);
    return {
      sha: this.sha(row),
      committedAt: this.committed.at(row),
      ...(Number.isNaN(merged) ? {} : { mergedAt: merged }),
      ...(first === undefined ? {} : { firstCommitAt: first }),
      ...(opened === undefined ? {} : { openedAt: opened }),
      ...(flags & NO_COMMIT_TIME ? { isCommitTimeUnknown: true } : {}),
      ...(flags & BOT ? { isBot: true } : {}),
      ...(flags & MERGE ? { isMerge: true } : {}),
    };
  }

  run(start: number, count: number): readonly Change[] {
    return Array.from({ length: count }, (_, index) => this.change(start + index));
  }
}

function flagsOf({ isBot, isMerge, isCommitTimeUnknown }: Change): number {
  return (
    (isBot === true ? BOT : 0) | (isMerge === true ? MERGE : 0) | (isCommitTimeUnknown === true ? NO_COMMIT_TIME : 0)
  );
}

/** What a change says, in a fixed order, to compare two tellings of it. */
export function canonicalChange(change: Change): readonly unknown[] {
  const { sha, committedAt, mergedAt, firstCommitAt, openedAt } = change;
  return [sha, committedAt, mergedAt, firstCommitAt, openedAt, flagsOf(change)];
}
