import type { CommitTable } from './commitTable.js';

/** A change that was merged: the rows of one side of a merge. */
export interface MergedChange {
  /** The row of the merge. */
  readonly merge: number;
  readonly rows: readonly number[];
}

/**
 * Works out which commits each deployment of one service brings: those that can be reached from it, and from none before it. A
 * commit that comes along two release lines is brought by the deployment that has it first. Every commit is looked at once, however
 * many deployments there are.
 */
export class Bringing {
  /** For each row the number of the deployment that brought it; -1 where none has. */
  readonly broughtBy: Int32Array;
  /** For each row the row of the merge that brought it onto the line that was deployed; its own row where it was made there. */
  readonly landedBy: Int32Array;
  readonly #table: CommitTable;

  constructor(table: CommitTable) {
    this.#table = table;
    this.broughtBy = new Int32Array(table.count).fill(-1);
    this.landedBy = new Int32Array(table.count).fill(-1);
  }

  /**
   * Takes the next deployment.
   * @param row its commit
   * @param number what its commits are marked with
   * @returns the rows that it brings, and the changes among them that were merged
   */
  next(row: number, number: number): { readonly rows: readonly number[]; readonly merged: readonly MergedChange[] } {
    const { parentStart, parents } = this.#table.columns;
    const line: number[] = [];
    for (let at = row; at >= 0 && this.#isNew(at); at = this.#table.firstParent(at)) {
      // Marked at once, so that a graph that bites its own tail comes to an end as well.
      this.broughtBy[at] = number;
      line.push(at);
    }
    for (const at of line) this.broughtBy[at] = -1;
    const rows: number[] = [];
    const merged: MergedChange[] = [];
    // The oldest first: when a merge is reached, everything before it on the line is marked.
    for (const at of line.reverse()) {
      this.#mark(at, number, at);
      rows.push(at);
      for (let edge = (parentStart[at] ?? 0) + 1; edge < (parentStart[at + 1] ?? 0); edge++) {
        const side = this.#side(parents[edge] ?? -1, number, at);
        if (side.length === 0) continue;
        for (const each of side) rows.push(each);
        merged.push({ merge: at, rows: side });
      }
    }
    return { rows, merged };
  }

  #isNew(row: number): boolean {
    return this.broughtBy[row] === -1;
  }

  #mark(row: number, number: number, merge: number): void {
    this.broughtBy[row] = number;
    this.landedBy[row] = merge;
  }

  /** Everything that is new from a row on. */
  #side(from: number, number: number, merge: number): readonly number[] {
    if (from < 0 || !this.#isNew(from)) return [];
    const { parentStart, parents } = this.#table.columns;
    const found = [from];
    this.#mark(from, number, merge);
    // The list grows while it is gone through.
    for (const row of found) {
      for (let edge = parentStart[row] ?? 0; edge < (parentStart[row + 1] ?? 0); edge++) {
        const parent = parents[edge] ?? -1;
        if (parent < 0 || !this.#isNew(parent)) continue;
        this.#mark(parent, number, merge);
        found.push(parent);
      }
    }
    return found;
  }
}

/** Whether commits can be reached from one another. */
export class Ancestry {
  readonly #table: CommitTable;
  #generations: Int32Array | undefined;

  constructor(table: CommitTable) {
    this.#table = table;
  }

  /** The length of the longest way from a commit to one without parents: an ancestor's is always smaller. */
  generation(row: number): number {
    return (this.#generations ??= generationsOf(this.#table))[row] ?? 0;
  }

  /** Whether a commit is the other one or can be reached from it. */
  isAncestor(ancestor: number, of: number): boolean {
    const { parentStart, parents } = this.#table.columns;
    const seen = new Set<number>();
    const lowest = this.generation(ancestor);
    const waiting = [of];
    for (let row = waiting.pop(); row !== undefined; row = waiting.pop()) {
      if (row === ancestor) return true;
      for (let edge = parentStart[row] ?? 0; edge < (parentStart[row + 1] ?? 0); edge++) {
        const parent = parents[edge] ?? -1;
        if (parent < 0 || seen.has(parent) || this.generation(parent) < lowest) continue;
        seen.add(parent);
        waiting.push(parent);
      }
    }
    return false;
  }
}

function generationsOf(table: CommitTable): Int32Array {
  const { parentStart, parents, count } = table.columns;
  const generations = new Int32Array(count);
  const waiting: number[] = [];
  // 0: not seen, 1: its parents are being looked at, 2: done.
  const state = new Uint8Array(count);
  for (let start = 0; start < count; start++) {
    if (state[start] !== 0) continue;
    waiting.push(start);
    for (let row = waiting.at(-1); row !== undefined; row = waiting.at(-1)) {
      const isFirstVisit = state[row] === 0;
      state[row] = isFirstVisit ? 1 : 2;
      let highest = 0;
      for (let edge = parentStart[row] ?? 0; edge < (parentStart[row + 1] ?? 0); edge++) {
        const parent = parents[edge] ?? -1;
        if (parent < 0) continue;
        if (isFirstVisit && state[parent] === 0) waiting.push(parent);
        highest = Math.max(highest, (generations[parent] ?? 0) + 1);
      }
      if (isFirstVisit) continue;
      generations[row] = highest;
      waiting.pop();
    }
  }
  return generations;
}
