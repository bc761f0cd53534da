import { openBrackets } from './brackets.js';
import type { Span, SyntaxProblem } from './node.js';

/**
 * Says in plain words what is wrong with a document that cannot be read, and marks where that was written: a parser notices most
 * mistakes a line too late.
 * @param text what was parsed
 * @param reason what the parser says
 * @param position where it gave up
 */
export function explainMistake(text: string, reason: string, position: number): SyntaxProblem {
  const at = Math.min(position, text.length);
  return (
    conflictMarker(text) ??
    tabIndent(text, reason, at) ??
    badCharacter(text, at) ??
    tooDeep(reason, at) ??
    behindQuote(text, reason, at) ??
    openQuote(text, reason, at) ??
    openBracket(text, reason, at) ??
    missingColon(text, reason, at) ??
    colonInValue(text, reason, at) ??
    specialStart(text, at) ??
    badIndent(text, reason, at) ??
    problem(markAt(text, at), 'From here on this is no valid YAML ({0}).', reason)
  );
}

function problem(span: Span, message: string, ...values: readonly string[]): SyntaxProblem {
  return { span, message, values };
}

function conflictMarker(text: string): SyntaxProblem | undefined {
  const found = /^(?:<{7}|>{7}|\|{7})(?: .*)?$/m.exec(text);
  if (!found) return undefined;
  const span = { start: found.index, end: found.index + found[0].length };
  return problem(
    span,
    'A merge left conflict markers here: choose one of the two versions and remove the marker lines.',
  );
}

function tabIndent(text: string, reason: string, at: number): SyntaxProblem | undefined {
  const line = lineAt(text, at);
  const tab = /^ *(\t+)/.exec(textOf(text, line));
  if (!tab?.[1] || !/tab|indentation|':'|separator|multiline/.test(reason)) return undefined;
  const start = line.start + tab[0].length - tab[1].length;
  return problem({ start, end: line.start + tab[0].length }, 'YAML is indented with spaces, not with tabs.');
}

function badCharacter(text: string, at: number): SyntaxProblem | undefined {
  const letter = text.charCodeAt(at);
  if (Number.isNaN(letter)) return undefined;
  const isAlone =
    (isHigh(letter) && !isLow(text.charCodeAt(at + 1))) || (isLow(letter) && !isHigh(text.charCodeAt(at - 1)));
  const isControl =
    letter < 0x20 ? !/[\t\r\n]/.test(text.charAt(at)) : letter >= 0x7f && letter < 0xa0 && letter !== 0x85;
  if (!isAlone && !isControl && letter < 0xfffe) return undefined;
  const code = letter.toString(16).toUpperCase().padStart(4, '0');
  return problem({ start: at, end: at + 1 }, 'The character U+{0} must not stand in YAML.', code);
}

function isHigh(letter: number): boolean {
  return letter >= 0xd800 && letter <= 0xdbff;
}

function isLow(letter: number): boolean {
  return letter >= 0xdc00 && letter <= 0xdfff;
}

function tooDeep(reason: string, at: number): SyntaxProblem | undefined {
  const depth = /maxDepth \((\d+)\)/.exec(reason)?.[1];
  if (depth === undefined) return undefined;
  return problem({ start: at, end: at + 1 }, 'This is nested more than {0} levels deep and is not read.', depth);
}

/** A quoted text that is not closed swallows what comes next: the line on which it begins is the one to look at. */
function openQuote(text: string, reason: string, at: number): SyntaxProblem | undefined {
  const inText = /within a (?:single|double) quoted scalar|deficient indentation|expected valid JSON/.test(reason);
  if (!inText && !/':'|separator|bad indentation|missed comma|multiline|expected/.test(reason)) return undefined;
  let end = at;
  for (let lines = 0; lines < MOST_LINES_BACK && end >= 0; lines++) {
    const line = lineAt(text, end);
    const quote = openQuoteIn(textOf(text, line));
    if (quote !== undefined)
      return problem(
        { start: line.start + quote, end: line.end },
        'The text that begins here has no closing quote ({0}).',
        text.charAt(line.start + quote),
      );
    // Further up only where a text surely goes over lines.
    if (line.start === 0 || (!inText && lines > 1)) return undefined;
    end = line.start - 1;
  }
  return undefined;
}

// How much is looked through for where a mistake begins: what is longer is made to be looked through.
const MOST_LINES_BACK = 500;
const LONGEST_LINE = 1_000;

/** Where in a line a quoted value begins that does not end in it. */
function openQuoteIn(line: string): number | undefined {
  const opening = /(?:^\s*|[:\-,[{?]\s+|[[{])(["'])/g;
  for (let found = opening.exec(line); found; found = opening.exec(line)) {
    const from = found.index + found[0].length;
    const rest = found[1] === '"' ? /^(?:[^"\\]|\\.)*"/ : /^(?:[^']|'')*'(?!')/;
    const closed = rest.exec(line.slice(from));
    if (!closed) return line.slice(0, from).includes(' #') ? undefined : from - 1;
    opening.lastIndex = from + closed[0].length;
  }
  return undefined;
}

function openBracket(text: string, reason: string, at: number): SyntaxProblem | undefined {
  if (!/flow collection|deficient indentation/.test(reason)) return undefined;
  const opening = openBrackets(text, at).at(-1);
  if (opening === undefined) return undefined;
  const bracket = text.charAt(opening);
  const closing = bracket === '[' ? ']' : '}';
  if (reason.includes('missed comma') && text.slice(opening, at).split('\n').length < 3)
    return problem(
      markAt(text, at),
      'A comma is missing before this, or a “{0}” that closes the “{1}”.',
      closing,
      bracket,
    );
  return problem(
    { start: opening, end: opening + 1 },
    'The “{0}” that begins here is not closed with “{1}”.',
    bracket,
    closing,
  );
}

function missingColon(text: string, reason: string, at: number): SyntaxProblem | undefined {
  if (
    !/multiline key|expected ':'|separator is expected|whitespace character|bad indentation of a mapping/.test(reason)
  )
    return undefined;
  if (reason.startsWith('bad indentation') && text.charAt(at) !== ':') return undefined;
  let line = lineAt(text, at);
  // A line without a colon is taken for the beginning of a text that the next lines go on with.
  for (let above = lineAbove(text, line); above; above = lineAbove(text, above)) {
    const content = textOf(text, above);
    if (/^\s*(?:#|$)/.test(content)) continue;
    if (/:(?:\s|$)/.test(content)) break;
    line = above;
  }
  const content = textOf(text, line);
  const glued = /^\s*(?:- +)*([\w./-]+):(?=[^\s:/])/.exec(content);
  if (glued?.[1] !== undefined) {
    const start = line.start + glued[0].length - 1;
    return problem({ start, end: start + 1 }, 'After “{0}:” a space is missing.', glued[1]);
  }
  const word = /^\s*(?:- +)*([^\s#:][^#:]*?)\s*(?:#.*)?$/.exec(content)?.[1];
  if (word === undefined || /:\s/.test(content)) return undefined;
  const start = line.start + content.indexOf(word);
  return problem(
    { start, end: start + word.length },
    'A colon is missing: “{0}” stands where a key belongs.',
    word.slice(0, 80),
  );
}

/** `a: b: c`: a second colon in a line. */
function colonInValue(text: string, reason: string, at: number): SyntaxProblem | undefined {
  if (!/bad indentation|separator is expected|multiline key|expected ':'/.test(reason)) return undefined;
  const line = lineAt(text, at);
  const before = textOf(text, { start: line.start, end: at });
  if (text.charAt(at) !== ':' || !/:\s+\S/.test(before)) return undefined;
  const start = line.start + (/^.*?:\s+(?=\S)/.exec(before)?.[0].length ?? 0);
  return problem({ start, end: line.end }, 'A text with a colon and a space in it must be quoted.');
}

function specialStart(text: string, at: number): SyntaxProblem | undefined {
  const letter = text.charAt(at);
  if (letter !== '@' && letter !== '`' && letter !== '%') return undefined;
  return problem({ start: at, end: at + 1 }, 'A text that begins with “{0}” must be quoted.', letter);
}

function badIndent(text: string, reason: string, at: number): SyntaxProblem | undefined {
  if (!/indentation|separator is expected|multiline key|expected ':'/.test(reason)) return undefined;
  const line = lineAt(text, at);
  const start = firstIn(text, line);
  if (start >= line.end) return undefined;
  return problem(
    { start, end: line.end },
    'This line is not indented like the lines that it belongs to: the same number of spaces is needed.',
  );
}

/** `'it's'`: more behind what closes a quoted text. */
function behindQuote(text: string, reason: string, at: number): SyntaxProblem | undefined {
  if (!/bad indentation|separator is expected|expected ':'|missed comma/.test(reason)) return undefined;
  const before = /(["'])\s*$/.exec(textOf(text, { start: lineAt(text, at).start, end: at }))?.[1];
  if (before === undefined || /[\s,\]}]/.test(text.charAt(at))) return undefined;
  const message =
    before === '"'
      ? 'The quoted text ends before this. A {0} in it is written as {1}.'
      : 'The quoted text ends before this. A {0} in it is written twice: {1}.';
  return problem(markAt(text, at), message, before, before === '"' ? '\\"' : "''");
}

function lineAbove(text: string, line: Span): Span | undefined {
  return line.start > 0 ? lineAt(text, line.start - 1) : undefined;
}

function lineAt(text: string, offset: number): Span {
  const start = offset > 0 ? text.lastIndexOf('\n', offset - 1) + 1 : 0;
  const end = text.indexOf('\n', start);
  if (end < 0) return { start, end: text.length };
  return { start, end: text.charAt(end - 1) === '\r' && end > start ? end - 1 : end };
}

function textOf(text: string, { start, end }: Span): string {
  return text.slice(start, Math.min(end, start + LONGEST_LINE));
}

function firstIn(text: string, { start, end }: Span): number {
  let at = start;
  while (at < end && (text.charAt(at) === ' ' || text.charAt(at) === '\t')) at++;
  return at;
}

/** One character at a place; at the end of a text its last one. */
function markAt(text: string, at: number): Span {
  const start = Math.min(at, Math.max(0, text.length - 1));
  return { start, end: Math.min(text.length, start + 1) };
}
