// ECMA-48: control sequences (5.4), operating system commands and other strings (5.6), two-character escapes (5.3).
// eslint-disable-next-line no-control-regex -- these characters are what is looked for
const ESCAPES = /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]/g;
// eslint-disable-next-line no-control-regex -- these characters are what is looked for
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;
// What a program writes on one line is for a person to read.
const LONGEST_LINE = 10_000;

/** A text without the colours and other control sequences of a terminal. */
export function withoutEscapes(text: string): string {
  return text.replace(ESCAPES, '');
}

/**
 * What a terminal would be left with after a text: without colours and other control sequences, and of a line that is written
 * over (by carriage returns) the last state.
 * @returns its lines; none longer than a person reads
 */
export function plainLines(text: string): readonly string[] {
  return withoutEscapes(text)
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map(line => {
      const last = line.replace(/\r+$/, '');
      const shown = last.slice(last.lastIndexOf('\r') + 1).replace(CONTROLS, '');
      return shown.length > LONGEST_LINE ? `${shown.slice(0, LONGEST_LINE)}…` : shown;
    });
}
