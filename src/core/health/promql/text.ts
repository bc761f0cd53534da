import type { PromqlProblem } from './problem.js';

/** A quoted text in an expression. */
export interface QuotedText {
  readonly start: number;
  readonly end: number;
  /** Undefined where it is not closed or has an escape that there is not. */
  readonly text: string | undefined;
}

/** The texts of an expression with what is wrong in them. */
export interface QuotedTexts {
  readonly texts: readonly QuotedText[];
  readonly problem: PromqlProblem | undefined;
}

const ESCAPE = /^\\(?:[abfnrtv\\'"]|x[0-9a-fA-F]{2}|[0-7]{3}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})/;
const LETTERS: Readonly<Partial<Record<string, string>>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/**
 * Finds the quoted texts of an expression (Prometheus, "String literals": escapes as in Go, none in backquotes, no line breaks
 * in other quotes), past comments.
 */
export function quotedTexts(expression: string): QuotedTexts {
  const texts: QuotedText[] = [];
  let problem: PromqlProblem | undefined;
  for (let at = 0; at < expression.length; at++) {
    const letter = expression[at];
    if (letter === '#') {
      const end = expression.indexOf('\n', at);
      if (end < 0) break;
      at = end;
    } else if (letter === '"' || letter === "'" || letter === '`') {
      const read = readQuoted(expression, at, letter);
      texts.push(read);
      problem ??= read.problem;
      at = read.end - 1;
    }
  }
  return { texts, problem };
}

function readQuoted(
  expression: string,
  start: number,
  quote: string,
): QuotedText & { readonly problem: PromqlProblem | undefined } {
  let text = '';
  let problem: PromqlProblem | undefined;
  for (let at = start + 1; at < expression.length; at++) {
    const letter = expression[at] ?? '';
    if (letter === quote) return { start, end: at + 1, text: problem ? undefined : text, problem };
    if (letter === '\n' && quote !== '`') break;
    if (letter !== '\\' || quote === '`') {
      text += letter;
      continue;
    }
    const escape = ESCAPE.exec(expression.slice(at, at + 10))?.[0];
    if (escape === undefined || (/^\\['"]/.test(escape) && escape[1] !== quote)) {
      problem ??= {
        span: { start: at, end: Math.min(expression.length, at + 2) },
        kind: 'syntax',
        message:
          'There is no escape “{0}” in a text of PromQL. A backslash itself is written twice, or the text stands in backquotes.',
        values: [expression.slice(at, at + 2)],
      };
      at++;
    } else {
      text += unescaped(escape);
      at += escape.length - 1;
    }
  }
  const lineEnd = quote === '`' ? expression.length : (/[^]*?(?=\n|$)/.exec(expression.slice(start))?.[0].length ?? 0);
  const end = quote === '`' ? expression.length : start + Math.max(1, lineEnd);
  problem = {
    span: { start, end: start + 1 },
    kind: 'syntax',
    message: 'The quote {0} that is opened here is not closed.',
    values: [quote],
  };
  return { start, end, text: undefined, problem };
}

function unescaped(escape: string): string {
  const code = /^\\[xuU]/.test(escape)
    ? Number.parseInt(escape.slice(2), 16)
    : /^\\\d/.test(escape)
      ? Number.parseInt(escape.slice(1), 8)
      : undefined;
  if (code === undefined) return LETTERS[escape[1] ?? ''] ?? escape.slice(1);
  return code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
}
