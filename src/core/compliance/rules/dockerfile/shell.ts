import type { Span } from '../../yaml/node.js';
import type { Dockerfile, Instruction } from './dockerfile.js';

/** A word of a command. */
export interface ShellWord extends Span {
  /** Without quotes and escapes; `$NAME` and `$(…)` stay as they are. */
  readonly text: string;
}

/** A simple command. */
export interface ShellCommand extends Span {
  /** `NAME=value` before it. */
  readonly assignments: readonly ShellWord[];
  readonly words: readonly ShellWord[];
}

/** How lines go on. */
interface Lines {
  /** What stands before a line break that does not count. */
  readonly escape: string;
  /** Whether other line breaks end a command, as in a heredoc. */
  readonly breaksEnd: boolean;
}

/** Words that may stand before a command and are none. */
const KEYWORDS = new Set(['if', 'then', 'elif', 'else', 'fi', 'for', 'while', 'until', 'do', 'done', 'case', 'esac']);
const OPENERS = new Set(['{', '}', '!', 'time', 'exec', 'command', 'nohup']);
/** Substitutions inside substitutions beyond this depth are not looked into. */
const DEEPEST = 10;

const commandsOf = new WeakMap<Instruction, readonly ShellCommand[]>();

/** The commands that a RUN instruction runs; none for other instructions. */
export function runCommands({ text, escape }: Dockerfile, run: Instruction): readonly ShellCommand[] {
  if (run.keyword !== 'RUN') return [];
  let found = commandsOf.get(run);
  if (!found) commandsOf.set(run, (found = readRun(text, escape, run)));
  return found;
}

function readRun(text: string, escape: string, run: Instruction): readonly ShellCommand[] {
  if (run.json) {
    const first = run.json[0];
    return first ? [{ start: run.start, end: run.end, assignments: [], words: run.json }] : [];
  }
  const heredoc = run.heredocs[0];
  const [program, ...rest] = run.words.filter(word => !word.text.startsWith('<<')).map(word => word.text);
  // `RUN <<EOF` and `RUN <<EOF bash -e` are the script itself; otherwise the heredoc is what the command reads.
  if (
    heredoc &&
    (program === undefined || (/(?:^|\/)(?:ba|da|a)?sh$/.test(program) && rest.every(word => word.startsWith('-'))))
  )
    return run.heredocs.flatMap(({ start, end }) => shellCommands(text, start, end, { escape: '\\', breaksEnd: true }));
  const start = run.words[0]?.start ?? run.end;
  const end = heredoc ? (run.words.at(-1)?.end ?? start) : run.end;
  return shellCommands(text, start, end, { escape, breaksEnd: false });
}

/**
 * Reads a shell script as simple commands, as far as that can be done without running it.
 * @param from where it begins in `text`, `to` where it ends
 */
export function shellCommands(
  text: string,
  from: number,
  to: number,
  lines: Lines,
  depth = 0,
): readonly ShellCommand[] {
  const commands: ShellCommand[] = [];
  let words: ShellWord[] = [];
  let assignments: ShellWord[] = [];
  let word: { start: number; text: string; quoted: boolean } | undefined;
  let redirect = false;

  const endWord = (at: number): void => {
    if (!word) return;
    const done = { start: word.start, end: at, text: word.text };
    const { quoted } = word;
    word = undefined;
    if (redirect) {
      redirect = false;
      return;
    }
    if (words.length === 0 && !quoted && (KEYWORDS.has(done.text) || OPENERS.has(done.text))) return;
    if (words.length === 0 && /^[A-Za-z_]\w*\+?=/.test(text.slice(done.start, done.end))) assignments.push(done);
    else words.push(done);
  };
  const endCommand = (at: number): void => {
    endWord(at);
    redirect = false;
    const first = assignments[0] ?? words[0];
    const last = words.at(-1) ?? assignments.at(-1);
    if (first && last) commands.push({ start: first.start, end: last.end, assignments, words });
    words = [];
    assignments = [];
  };
  const open = (at: number): { start: number; text: string; quoted: boolean } =>
    (word ??= { start: at, text: '', quoted: false });
  /** Past a line that goes on, and past comments and empty lines that Docker takes out there. */
  const continued = (at: number): number => {
    if (text[at] !== lines.escape) return -1;
    let next = at + 1;
    while (text[next] === ' ' || text[next] === '\t' || text[next] === '\r') next++;
    if (text[next] !== '\n' || next >= to) return -1;
    next++;
    if (lines.breaksEnd) return next;
    for (;;) {
      const skipped = /^[ \t]*(?:#[^\n]*)?\r?\n/.exec(text.slice(next, Math.min(to, next + 4096)));
      if (!skipped) return next;
      next += skipped[0].length;
    }
  };

  let at = from;
  while (at < to) {
    const letter = text[at] ?? '';
    const next = continued(at);
    if (next >= 0) {
      at = next;
    } else if (letter === '\\') {
      const opened = open(at);
      opened.text += text[at + 1] ?? '';
      opened.quoted = true;
      at += 2;
    } else if (letter === "'" || letter === '"') {
      const opened = open(at);
      opened.quoted = true;
      at++;
      while (at < to && text[at] !== letter) {
        const broken = letter === '"' || !lines.breaksEnd ? continued(at) : -1;
        if (broken >= 0) at = broken;
        else {
          if (letter === '"' && text[at] === '\\' && /["\\$`]/.test(text[at + 1] ?? '')) at++;
          opened.text += text[at] ?? '';
          at++;
        }
      }
      at++;
    } else if (letter === '$' && text[at + 1] === '(') {
      const opened = open(at);
      const end = closing(text, at + 1, to);
      opened.text += text.slice(at, end);
      if (depth < DEEPEST && text[at + 2] !== '(')
        commands.push(...shellCommands(text, at + 2, Math.max(at + 2, end - 1), lines, depth + 1));
      at = end;
    } else if (letter === '$' && text[at + 1] === '{') {
      const opened = open(at);
      const brace = text.indexOf('}', at);
      const end = brace < 0 || brace >= to ? to : brace + 1;
      opened.text += text.slice(at, end);
      at = end;
    } else if (letter === '\n') {
      if (lines.breaksEnd) endCommand(at);
      else endWord(at);
      at++;
    } else if (letter === ' ' || letter === '\t' || letter === '\r') {
      endWord(at);
      at++;
    } else if (letter === '#' && !word) {
      const end = text.indexOf('\n', at);
      at = end < 0 || end > to ? to : end;
    } else if (letter === '>' || letter === '<') {
      if (word && /^\d+$/.test(word.text)) word = undefined;
      endWord(at);
      redirect = true;
      while (at < to && /[<>&|-]/.test(text[at] ?? '')) at++;
    } else if (letter === '&' && text[at + 1] === '>') {
      endWord(at);
      redirect = true;
      at += text[at + 2] === '>' ? 3 : 2;
    } else if (/[;&|()]/.test(letter)) {
      endCommand(at);
      at++;
    } else {
      open(at).text += letter;
      at++;
    }
  }
  endCommand(Math.min(at, to));
  return commands.sort((a, b) => a.start - b.start);
}

/** Behind the bracket that closes the one at an offset. */
function closing(text: string, at: number, to: number): number {
  let depth = 0;
  for (let position = at; position < to; position++) {
    if (text[position] === '(') depth++;
    else if (text[position] === ')' && --depth === 0) return position + 1;
  }
  return to;
}

/** A command by the program that does the work: `sudo apt-get …`, `env A=b apt-get …` and `/usr/bin/apt-get …` are `apt-get`. */
export function programOf({ words }: ShellCommand): { readonly name: string; readonly args: readonly ShellWord[] } {
  let at = 0;
  while (at < words.length) {
    const name = baseName(words[at]?.text ?? '');
    if (name !== 'sudo' && name !== 'env') return { name, args: words.slice(at + 1) };
    at++;
    while (at < words.length && /^-|^[A-Za-z_]\w*=/.test(words[at]?.text ?? '')) at++;
  }
  return { name: '', args: [] };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The first argument that is no option: what a program with sub-commands does. */
export function actionOf(args: readonly ShellWord[]): ShellWord | undefined {
  return args.find(({ text }) => !text.startsWith('-'));
}

/**
 * The argument that sets an option, by its long names or by the letter of a short one, also in a group (`-qy`).
 * @param names such as `--yes`; also matched as `--yes=…`
 */
export function optionOf(args: readonly ShellWord[], names: readonly string[], letter?: string): ShellWord | undefined {
  return args.find(
    ({ text }) =>
      names.some(name => text === name || text.startsWith(`${name}=`)) ||
      (letter !== undefined && /^-[A-Za-z]+$/.test(text) && text.includes(letter)),
  );
}
