import type { Problem } from '../common/problem.js';

/** A file to be written below a folder. */
export interface FileToWrite {
  /** Path below the folder, in parts, as `safePath` gave them. */
  readonly parts: readonly string[];
  readonly bytes: Uint8Array;
  readonly executable: boolean;
  /** What the person has seen there and agreed to lose; undefined: there must be no file. */
  readonly before: Uint8Array | undefined;
}

/** How writing went. */
export interface WriteOutcome {
  /** Paths of what was written, in order. */
  readonly written: readonly string[];
  /** Why it ended before everything was written; `conflict` and `forbidden` before anything was. */
  readonly problem?: Problem;
}

/** How taking back went. */
export interface TakeBackOutcome {
  /** Paths of what was left, since it has changed meanwhile or could not be removed. */
  readonly left: readonly string[];
}

/** Writes many files below one folder and takes them back. */
export interface FolderWriter {
  /** Writes nothing outside of the folder, nothing through a symbolic link, nothing over what the person has not seen. */
  write(files: readonly FileToWrite[], signal: AbortSignal, onWritten?: (count: number) => void): Promise<WriteOutcome>;
  /** Brings back what was there before, but leaves files that somebody has changed since. */
  takeBack(): Promise<TakeBackOutcome>;
}
