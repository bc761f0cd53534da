import { anyWildcard } from '../config/wildcard.js';
import { COMMIT_FLAGS, type ReadCommit } from './commitTable.js';
import { commitReader, type CommitPatterns } from './commitWords.js';

/** What `git log -z --format=…` is to write, for `GitLogParser`: seven fields, each with NUL behind it. */
export const GIT_LOG_FORMAT = '%H%x00%P%x00%ct%x00%at%x00%an%x00%ae%x00%B';

const FIELDS = 7;

/**
 * Reads what git writes in `GIT_LOG_FORMAT`, in pieces of any size.
 */
export class GitLogParser {
  /** How many commits have words or names that are not UTF-8. */
  notUtf8 = 0;
  readonly #take: (commit: ReadCommit) => void;
  readonly #opaque: (address: string) => string;
  readonly #meaning: ReturnType<typeof commitReader>;
  readonly #isBot: (author: string) => boolean;
  readonly #authors = new Map<string, { readonly word: string; readonly isBot: boolean }>();
  readonly #decoder = new TextDecoder('utf-8');
  #rest: Uint8Array = new Uint8Array(0);
  #fields: string[] = [];

  /**
   * @param take gets each commit as soon as it is complete
   * @param opaque makes an opaque word of an author's address, or of the name where there is no address; nothing else is kept of
   *   the author
   */
  constructor(patterns: CommitPatterns, opaque: (address: string) => string, take: (commit: ReadCommit) => void) {
    this.#take = take;
    this.#opaque = opaque;
    this.#meaning = commitReader(patterns);
    this.#isBot = anyWildcard(patterns.bots);
  }

  push(piece: Uint8Array): void {
    let start = 0;
    for (let end = piece.indexOf(0); end >= 0; end = piece.indexOf(0, start)) {
      const field = piece.subarray(start, end);
      this.#field(this.#decoder.decode(this.#rest.length > 0 ? joined(this.#rest, field) : field));
      if (this.#rest.length > 0) this.#rest = new Uint8Array(0);
      start = end + 1;
    }
    if (start < piece.length) {
      const left = piece.subarray(start);
      // A copy: whoever reads may use the memory of the piece again.
      this.#rest = this.#rest.length > 0 ? joined(this.#rest, left) : left.slice();
    }
  }

  /** Whether everything that was pushed has been understood; false where it was cut in the middle of a commit. */
  isComplete(): boolean {
    return this.#rest.length === 0 && this.#fields.length === 0;
  }

  #field(text: string): void {
    if (this.#fields.push(text) < FIELDS) return;
    const [sha = '', parentList = '', committed = '', authored = '', name = '', address = '', message = ''] =
      this.#fields;
    this.#fields = [];
    if (message.includes('\uFFFD') || name.includes('\uFFFD')) this.notUtf8++;
    const parents = parentList === '' ? [] : parentList.split(' ');
    const { word, isBot } = this.#author(name, address);
    const { flags, ...meaning } = this.#meaning(message, parents.length > 1);
    this.#take({
      ...{ sha, parents, author: word, ...meaning },
      committedAt: Number(committed) || 0,
      authoredAt: Number(authored) || 0,
      flags: flags | (isBot ? COMMIT_FLAGS.bot : 0),
    });
  }

  #author(name: string, address: string): { readonly word: string; readonly isBot: boolean } {
    const key = `${name} <${address}>`;
    let known = this.#authors.get(key);
    if (!known) {
      known = { word: this.#opaque((address || name).toLowerCase()), isBot: this.#isBot(key) };
      this.#authors.set(key, known);
    }
    return known;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
