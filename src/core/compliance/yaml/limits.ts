import type { SyntaxProblem } from './node.js';

/** Bytes of a file up to which it is checked while it is typed. */
export const LARGEST_IN_EDITOR = 2_000_000;
/** Bytes of a file up to which it is checked at all. */
export const LARGEST_FILE = 50_000_000;
/** UTF-16 units of one document: its tree takes about thirty times as much memory. */
export const LARGEST_DOCUMENT = 10_000_000;
/** UTF-16 units of one document with mistakes: what reads it in spite of them takes up to the square of its length. */
export const LARGEST_TOLERATED = 64_000;
/** UTF-16 units of all documents with mistakes of one file. */
export const MOST_TOLERATED = 256_000;
/** Deeper than people write. */
export const DEEPEST = 100;
export const MOST_NODES = 500_000;
/** More aliases than this are a bomb, not a manifest. */
export const MOST_ALIASES = 10_000;
/** Documents of one file. */
export const MOST_DOCUMENTS = 100_000;

/**
 * What is said of a file that is too large to be checked.
 * @param bytes its size
 * @param limit `LARGEST_IN_EDITOR` or `LARGEST_FILE`
 * @returns undefined where it is not too large
 */
export function tooLarge(bytes: number, limit: number): SyntaxProblem | undefined {
  if (bytes <= limit) return undefined;
  return {
    span: { start: 0, end: 0 },
    message: 'This file has {0} MB and is not checked: the limit is {1} MB.',
    values: [(bytes / 1_000_000).toFixed(1), String(limit / 1_000_000)],
  };
}
