/** A line that is not what it should be. */
export interface LineProblem {
  /** Counted from 1. */
  readonly line: number;
  /** A sentence, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
}

export interface ReadLines<T> {
  readonly records: readonly T[];
  readonly problems: readonly LineProblem[];
}

/** What is wrong with a value. */
export interface Complaint {
  readonly message: string;
  readonly values: readonly string[];
}

/**
 * Reads JSON Lines (jsonlines.org): one JSON value a line, empty lines left out. A line that is wrong costs only that one.
 * @param text of the file; a byte order mark is left out
 * @param read makes a record of the value of a line, or says what is wrong with it; undefined leaves the line out
 */
export function readJsonLines<T>(text: string, read: (value: unknown) => T | Complaint | undefined): ReadLines<T> {
  const records: T[] = [];
  const problems: LineProblem[] = [];
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .forEach((written, index) => {
      if (written.trim() === '') return;
      const line = index + 1;
      let value: unknown;
      try {
        value = JSON.parse(written);
      } catch {
        problems.push({ line, message: 'This line is no JSON, or is cut off.', values: [] });
        return;
      }
      const made = read(value);
      if (isComplaint(made)) problems.push({ line, ...made });
      else if (made !== undefined) records.push(made);
    });
  return { records, problems };
}

/** Records as JSON Lines, each with a line break at its end. */
export function jsonLines(records: readonly unknown[]): string {
  return records.map(record => `${JSON.stringify(record)}\n`).join('');
}

function isComplaint(value: unknown): value is Complaint {
  return typeof value === 'object' && value !== null && 'message' in value && 'values' in value;
}
