/** What is told by the words of a commit and by its author. */
export const COMMIT_FLAGS = { bot: 1, hotfix: 2, revert: 4, hotfixMerge: 8 } as const;

/** A commit as git gives it. Times are seconds since 1970, as in git. */
export interface ReadCommit {
  /** Hexadecimal digits: 40 of SHA-1, 64 of SHA-256. */
  readonly sha: string;
  readonly parents: readonly string[];
  readonly committedAt: number;
  readonly authoredAt: number;
  /** An opaque word for the author, never a name or an address. */
  readonly author: string;
  /** Sum of `COMMIT_FLAGS`. */
  readonly flags: number;
  readonly subjectHash: number;
  /** The commits that it takes back, at least seven digits of each. */
  readonly reverts: readonly string[];
  /** Hash of the subject that it takes back, where it names no commit. */
  readonly revertsSubject?: number;
}

/** The columns of a table: one row a commit, in no particular order. */
export interface CommitColumns {
  readonly count: number;
  /** Bytes of a hash. */
  readonly hashSize: number;
  readonly hashes: Uint8Array;
  /** Row `n` has the parents from `parentStart[n]` to `parentStart[n + 1]`. */
  readonly parentStart: Uint32Array;
  /** Rows; -1 for a parent that is not in the table. */
  readonly parents: Int32Array;
  readonly committedAt: Float64Array;
  readonly authoredAt: Float64Array;
  /** Places in `authors`. */
  readonly author: Uint32Array;
  readonly flags: Uint8Array;
  readonly subjectHash: Uint32Array;
  readonly authors: readonly string[];
  /** By row. */
  readonly reverts: ReadonlyMap<number, readonly string[]>;
  readonly revertsSubject: ReadonlyMap<number, number>;
}

const EMPTY: CommitColumns = {
  ...{ count: 0, hashSize: 20, hashes: new Uint8Array(0), parentStart: new Uint32Array(1), parents: new Int32Array(0) },
  ...{ committedAt: new Float64Array(0), authoredAt: new Float64Array(0), author: new Uint32Array(0) },
  ...{ flags: new Uint8Array(0), subjectHash: new Uint32Array(0), authors: [], reverts: new Map() },
  revertsSubject: new Map(),
};

/**
 * The commits of a repository with their graph, in columns of numbers: a hundred thousand are a few megabytes, and are there at
 * once when they are read from a file.
 */
export class CommitTable {
  static readonly empty = new CommitTable(EMPTY);
  readonly columns: CommitColumns;
  readonly count: number;
  #slots: Int32Array | undefined;

  constructor(columns: CommitColumns) {
    this.columns = columns;
    this.count = columns.count;
  }

  sha(row: number): string {
    const { hashes, hashSize } = this.columns;
    let text = '';
    for (let at = row * hashSize; at < (row + 1) * hashSize; at++) text += HEX[hashes[at] ?? 0] ?? '';
    return text;
  }

  /** The row of a commit by its whole hash; -1 where it is not there. */
  row(sha: string): number {
    const { hashSize, hashes } = this.columns;
    if (sha.length !== hashSize * 2) return -1;
    const bytes = new Uint8Array(hashSize);
    if (!writeHex(sha, bytes, 0)) return -1;
    return findRow(this.#index(), hashes, hashSize, bytes, 0);
  }

  /** The row of a commit by the first digits of its hash; -1 where none or several begin like that. */
  rowByPrefix(prefix: string): number {
    const whole = this.row(prefix);
    if (whole >= 0) return whole;
    const { hashSize, hashes, count } = this.columns;
    if (prefix.length >= hashSize * 2) return -1;
    const bytes = new Uint8Array(prefix.length >> 1);
    if (!writeHex(prefix.slice(0, bytes.length * 2), bytes, 0)) return -1;
    let found = -1;
    for (let row = 0; row < count; row++) {
      if (!sameBytes(hashes, row * hashSize, bytes, 0, bytes.length) || !this.sha(row).startsWith(prefix)) continue;
      if (found >= 0) return -1;
      found = row;
    }
    return found;
  }

  firstParent(row: number): number {
    const { parentStart, parents } = this.columns;
    const start = parentStart[row] ?? 0;
    return start === parentStart[row + 1] ? -1 : (parents[start] ?? -1);
  }

  isMerge(row: number): boolean {
    const { parentStart } = this.columns;
    return (parentStart[row + 1] ?? 0) - (parentStart[row] ?? 0) > 1;
  }

  #index(): Int32Array {
    return (this.#slots ??= indexOf(this.columns.hashes, this.columns.hashSize, this.count));
  }

  /** The same with more commits. Those that are there already are left as they are. */
  with(commits: Iterable<ReadCommit>): CommitTable {
    const builder = new CommitTableBuilder(this);
    for (const commit of commits) builder.add(commit);
    return builder.build();
  }
}

/** Makes a table of another one and commits as they come. */
export class CommitTableBuilder {
  readonly #base: CommitTable;
  readonly #rows: ReadCommit[] = [];
  readonly #seen = new Set<string>();

  constructor(base: CommitTable = CommitTable.empty) {
    this.#base = base;
  }

  add(commit: ReadCommit): void {
    if (this.#base.row(commit.sha) >= 0 || this.#seen.has(commit.sha)) return;
    this.#seen.add(commit.sha);
    this.#rows.push(commit);
  }

  build(): CommitTable {
    const rows = this.#rows;
    const [first] = rows;
    if (!first) return this.#base;
    const base = this.#base.columns;
    const count = base.count + rows.length;
    const hashSize = first.sha.length / 2;
    const edges = rows.reduce((sum, { parents }) => sum + parents.length, base.parents.length);
    const columns = {
      ...{ count, hashSize, hashes: extended(new Uint8Array(count * hashSize), base.hashes) },
      parentStart: extended(new Uint32Array(count + 1), base.parentStart),
      parents: extended(new Int32Array(edges), base.parents),
      committedAt: extended(new Float64Array(count), base.committedAt),
      authoredAt: extended(new Float64Array(count), base.authoredAt),
      author: extended(new Uint32Array(count), base.author),
      flags: extended(new Uint8Array(count), base.flags),
      subjectHash: extended(new Uint32Array(count), base.subjectHash),
      ...{ authors: [...base.authors], reverts: new Map(base.reverts), revertsSubject: new Map(base.revertsSubject) },
    };
    const authors = new Map(columns.authors.map((author, at) => [author, at]));
    rows.forEach((commit, at) => {
      const row = base.count + at;
      writeHex(commit.sha, columns.hashes, row * hashSize);
      columns.committedAt[row] = commit.committedAt;
      columns.authoredAt[row] = commit.authoredAt;
      columns.flags[row] = commit.flags;
      columns.subjectHash[row] = commit.subjectHash;
      columns.author[row] = placeOf(authors, columns.authors, commit.author);
      if (commit.reverts.length > 0) columns.reverts.set(row, commit.reverts);
      if (commit.revertsSubject !== undefined) columns.revertsSubject.set(row, commit.revertsSubject);
    });
    const slots = indexOf(columns.hashes, hashSize, count);
    const bytes = new Uint8Array(hashSize);
    let edge = base.parents.length;
    rows.forEach(({ parents }, at) => {
      for (const parent of parents)
        columns.parents[edge++] = writeHex(parent, bytes, 0) ? findRow(slots, columns.hashes, hashSize, bytes, 0) : -1;
      columns.parentStart[base.count + at + 1] = edge;
    });
    return new CommitTable(columns);
  }
}

function placeOf(places: Map<string, number>, list: string[], word: string): number {
  const known = places.get(word);
  if (known !== undefined) return known;
  places.set(word, list.length);
  return list.push(word) - 1;
}

function extended<Column extends { set(values: Column): void }>(column: Column, base: Column): Column {
  column.set(base);
  return column;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Writes hexadecimal digits as bytes; false where something else stands there. */
function writeHex(text: string, into: Uint8Array, offset: number): boolean {
  for (let at = 0; at + 1 < text.length; at += 2) {
    const high = digit(text.charCodeAt(at));
    const low = digit(text.charCodeAt(at + 1));
    if (high < 0 || low < 0) return false;
    into[offset + (at >> 1)] = (high << 4) | low;
  }
  return true;
}

function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : -1;
}

/** A hash table with open addressing over the hashes: their first four bytes are as good as random. */
function indexOf(hashes: Uint8Array, size: number, count: number): Int32Array {
  let length = 16;
  while (length < count * 2) length *= 2;
  const slots = new Int32Array(length).fill(-1);
  for (let row = 0; row < count; row++) {
    let at = wordAt(hashes, row * size) & (length - 1);
    while ((slots[at] ?? -1) >= 0) at = (at + 1) & (length - 1);
    slots[at] = row;
  }
  return slots;
}

function findRow(slots: Int32Array, hashes: Uint8Array, size: number, wanted: Uint8Array, offset: number): number {
  const mask = slots.length - 1;
  for (let at = wordAt(wanted, offset) & mask; ; at = (at + 1) & mask) {
    const row = slots[at] ?? -1;
    if (row < 0 || sameBytes(hashes, row * size, wanted, offset, size)) return row;
  }
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (
    ((bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)) >>> 0
  );
}

function sameBytes(one: Uint8Array, from: number, other: Uint8Array, otherFrom: number, length: number): boolean {
  for (let at = 0; at < length; at++) if (one[from + at] !== other[otherFrom + at]) return false;
  return true;
}
