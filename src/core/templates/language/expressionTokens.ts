import type { Span } from '../../catalogue/language/descriptorFile.js';

/** Why a text is no expression. */
export interface ExpressionProblem {
  /** A sentence, `{0}` standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  readonly span: Span;
}

/** A word of an expression. */
export interface Token {
  readonly kind: 'name' | 'number' | 'string' | 'pattern' | 'operator' | 'end';
  readonly value: string;
  readonly span: Span;
}

const LONG_OPERATORS = ['===', '!==', '**', '//', '==', '!=', '<=', '>='];
const SHORT_OPERATORS = '()[]{}.,:|~+-*/%<>=';

/** Thrown where a text is no expression, and caught where its reading began. */
export class Unparsable extends Error {
  constructor(readonly problem: ExpressionProblem) {
    super(problem.message);
  }
}

/** Ends the reading of an expression. @throws Unparsable */
export function fail(span: Span, message: string, ...values: readonly string[]): never {
  throw new Unparsable({ message, values, span });
}

/**
 * The words of an expression, with one at the end that is empty.
 * @param offset is added to all places
 * @throws Unparsable
 */
export function tokenize(source: string, offset: number): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const add = (kind: Token['kind'], end: number, value = source.slice(at, end)): void => {
    tokens.push({ kind, value, span: { start: offset + at, end: offset + end } });
    at = end;
  };
  while (at < source.length) {
    const letter = source.charAt(at);
    if (/[ \t\n\r\u00a0]/.test(letter)) {
      at += 1;
      continue;
    }
    const here = { start: offset + at, end: offset + at + 1 };
    const afterDot = tokens.at(-1)?.value === '.' && tokens.at(-1)?.kind === 'operator';
    const name = nameEnd(source, at, afterDot);
    if (name > at) {
      if (name === at + 1 && letter === 'r' && source[name] === '/') add('pattern', patternEnd(source, at, offset));
      else add('name', name);
    } else if (isDigit(letter)) {
      let end = at + 1;
      while (isDigit(source.charAt(end))) end += 1;
      if (source[end] === '.') {
        end += 1;
        while (isDigit(source.charAt(end))) end += 1;
      }
      if (nameEnd(source, end, false) > end)
        fail({ ...here, end: offset + end }, 'A name cannot begin with a digit here.');
      add('number', end);
    } else if (letter === '"' || letter === "'") {
      const end = stringEnd(source, at);
      if (end === undefined)
        return fail({ start: here.start, end: offset + source.length }, 'This text has no closing quote.');
      add('string', end, unescaped(source.slice(at + 1, end - 1)));
    } else {
      const long = LONG_OPERATORS.find(operator => source.startsWith(operator, at));
      if (long === undefined && !SHORT_OPERATORS.includes(letter)) fail(here, '“{0}” has no meaning here.', letter);
      add('operator', at + (long ?? letter).length);
    }
  }
  add('end', at, '');
  return tokens;
}

/** Where a name ends that begins at a place; the place itself where none does. */
function nameEnd(source: string, start: number, afterDot: boolean): number {
  let at = start;
  // A property may begin with digits: `values.2nd`.
  if (afterDot) while (isDigit(source.charAt(at))) at += 1;
  if (!/[A-Za-z_]/.test(source.charAt(at))) return start;
  while (/[A-Za-z_0-9]/.test(source.charAt(at))) at += 1;
  return at;
}

function isDigit(letter: string): boolean {
  return letter >= '0' && letter <= '9';
}

/** Behind the closing quote of a text; undefined where there is none before `limit`. */
export function stringEnd(source: string, start: number, limit = source.length): number | undefined {
  const quote = source[start];
  for (let at = start + 1; at < limit; at++) {
    if (source[at] === '\\') at += 1;
    else if (source[at] === quote) return at + 1;
  }
  return undefined;
}

function patternEnd(source: string, start: number, offset: number): number {
  let at = start + 2;
  while (at < source.length && source[at] !== '/') at += source[at] === '\\' ? 2 : 1;
  if (at >= source.length)
    fail({ start: offset + start, end: offset + source.length }, 'This regular expression has no closing “/”.');
  at += 1;
  while (/[gimy]/.test(source.charAt(at))) at += 1;
  return at;
}

function unescaped(text: string): string {
  const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
  return text.replace(/\\([\s\S])/g, (_, letter: string) => letters[letter] ?? letter);
}
