import { PORT_PLACE } from './runPlan.js';

/** A line as words, or what in it only a shell can do. */
export type CommandWords =
  | {
      readonly ok: true;
      /** `NAME=value` words before the program. */
      readonly environment: Readonly<Record<string, string>>;
      readonly words: readonly string[];
    }
  | { readonly ok: false; readonly needs: string };

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;
const PORT = /^\$(?:PORT(?![A-Za-z0-9_])|\{PORT\})/;

/**
 * Splits a line into words as the POSIX shell does (Shell Command Language §2.2: quotes and backslashes), without ever being one:
 * `$PORT` becomes `PORT_PLACE`, and everything else that a shell would expand, redirect or join is refused.
 * @returns `needs`: the character that asks for a shell
 */
export function splitCommand(line: string): CommandWords {
  const words: { text: string; assignable: boolean }[] = [];
  let word: string | undefined;
  // Whether the word up to its first equals sign is unquoted: only then it assigns.
  let assignable = true;
  const end = (): void => {
    if (word !== undefined) words.push({ text: word, assignable });
    word = undefined;
    assignable = true;
  };
  const addQuoted = (text: string): void => {
    if (!word?.includes('=')) assignable = false;
    word = (word ?? '') + text;
  };
  for (let at = 0; at < line.length; at++) {
    const letter = line.charAt(at);
    const port = letter === '$' ? PORT.exec(line.slice(at)) : null;
    if (port) {
      word = (word ?? '') + PORT_PLACE;
      at += port[0].length - 1;
    } else if (letter === ' ' || letter === '\t') end();
    else if (letter === "'") {
      const close = line.indexOf("'", at + 1);
      if (close < 0) return { ok: false, needs: "'" };
      addQuoted(line.slice(at + 1, close));
      at = close;
    } else if (letter === '"') {
      const read = readDoubleQuoted(line, at + 1);
      if (typeof read === 'string') return { ok: false, needs: read };
      addQuoted(read.text);
      at = read.close;
    } else if (letter === '\\') {
      if (at + 1 >= line.length) return { ok: false, needs: '\\' };
      addQuoted(line.charAt(++at));
    } else if (/[|&;<>()$`*?[\]{}!\n\r\0]/.test(letter)) return { ok: false, needs: letter };
    else if ((letter === '~' || letter === '#') && word === undefined) return { ok: false, needs: letter };
    else word = (word ?? '') + letter;
  }
  end();
  const environment: Record<string, string> = {};
  let first = 0;
  for (; first < words.length; first++) {
    const { text, assignable: assigns } = words[first] ?? { text: '', assignable: false };
    const assignment = assigns ? ASSIGNMENT.exec(text) : null;
    if (!assignment) break;
    environment[assignment[1] ?? ''] = assignment[2] ?? '';
  }
  return { ok: true, environment, words: words.slice(first).map(({ text }) => text) };
}

function readDoubleQuoted(line: string, from: number): { readonly text: string; readonly close: number } | string {
  let text = '';
  for (let at = from; at < line.length; at++) {
    const letter = line.charAt(at);
    if (letter === '"') return { text, close: at };
    const port = letter === '$' ? PORT.exec(line.slice(at)) : null;
    if (port) {
      text += PORT_PLACE;
      at += port[0].length - 1;
    } else if (letter === '$' || letter === '`' || letter === '\0') return letter;
    else if (letter === '\\' && /["\\$`]/.test(line.charAt(at + 1))) text += line.charAt(++at);
    else text += letter;
  }
  return '"';
}
