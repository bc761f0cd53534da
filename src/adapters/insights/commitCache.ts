import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommitTable } from '../../core/insights/git/commitTable.js';
import { tableFromBytes, tableToBytes } from '../../core/insights/git/tableBytes.js';

/** What is kept beside the commits of a clone. */
export interface CachedFacts {
  /** What the commits were read with; other patterns or another depth of the clone: they are read again. */
  readonly key: string;
  /** The commits from which everything in the table can be reached. */
  readonly tips: readonly string[];
  readonly tags: readonly (readonly [name: string, sha: string])[];
  /** Makes the words for authors; it never leaves this file. */
  readonly salt: string;
  /** How many commits have gone since the clone was first read. */
  readonly rewritten: number;
  readonly movedTags: number;
  readonly notUtf8: number;
}

export interface CachedCommits {
  readonly table: CommitTable;
  readonly facts: CachedFacts;
}

// The checksum in front, up to a multiple of eight.
const HEAD = 24;

/** Commits kept in a folder, one file per clone. A file that is not as it was written counts as none. */
export class CommitCache {
  readonly #file: string;
  readonly #folder: string;

  /**
   * @param folder absolute path; made when it is needed
   * @param repository what tells the clone from others: its absolute path
   */
  constructor(folder: string, repository: string) {
    this.#folder = folder;
    this.#file = join(folder, `commits-${createHash('sha256').update(repository).digest('hex').slice(0, 24)}.bin`);
  }

  async read(): Promise<CachedCommits | undefined> {
    const bytes = await readFile(this.#file).catch(() => undefined);
    if (!bytes || bytes.length < HEAD) return undefined;
    const content = bytes.subarray(HEAD);
    if (!checksum(content).equals(bytes.subarray(0, 20))) return undefined;
    const read = tableFromBytes(content);
    return read && { table: read.table, facts: read.extra as CachedFacts };
  }

  /** Writes the file anew; whoever reads it meanwhile has the one before. Where it cannot be written, the next reading takes longer. */
  async write({ table, facts }: CachedCommits): Promise<boolean> {
    const content = tableToBytes(table, facts);
    const head = Buffer.alloc(HEAD);
    checksum(content).copy(head);
    const aside = `${this.#file}.${randomBytes(6).toString('hex')}`;
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(aside, [head, content], { mode: 0o600 });
      await rename(aside, this.#file);
      return true;
    } catch {
      await rm(aside, { force: true });
      return false;
    }
  }
}

function checksum(bytes: Uint8Array): Buffer {
  return createHash('sha1').update(bytes).digest();
}
