/** Lines that come into a text. */
export interface InsertedLines {
  /** Zero-based line behind which they stand; -1 for the beginning. */
  readonly after: number;
  readonly lines: readonly string[];
}

/**
 * How one text comes out of another by nothing but lines that are put in.
 * @returns undefined where a line has gone or changed
 */
export function insertedLines(before: string, after: string): readonly InsertedLines[] | undefined {
  const old = before.split(/\r?\n/);
  const insertions: InsertedLines[] = [];
  let at = 0;
  let waiting: string[] = [];
  const close = (): void => {
    if (waiting.length > 0) insertions.push({ after: at - 1, lines: waiting });
    waiting = [];
  };
  for (const line of after.split(/\r?\n/)) {
    if (at < old.length && line === old[at]) {
      close();
      at += 1;
    } else waiting.push(line);
  }
  close();
  return at === old.length ? insertions : undefined;
}
