import { buildExpression } from './build.js';
import { OF_LOGS, type ValueType } from './functions.js';
import type { PromqlProblem } from './problem.js';
import { selectorsOf, type VectorSelector } from './selectors.js';
import { parseTree, syntaxProblem } from './syntax.js';
import { quotedTexts, type QuotedText } from './text.js';
import { checkTypes } from './typeCheck.js';

/** An expression, read. */
export interface Promql {
  readonly text: string;
  /** At most one of kind `syntax`, and then no other. */
  readonly problems: readonly PromqlProblem[];
  /** None where the expression cannot be read. */
  readonly selectors: readonly VectorSelector[];
  /** What it gives; undefined where it cannot be read. */
  readonly type: ValueType | undefined;
  /** Written in Grafana Loki's language for logs, of which nothing is said here. */
  readonly ofLogs: boolean;
}

// A longer one was made by a program, and reading it would be felt while typing.
const LONGEST_EXPRESSION = 50_000;

/** Reads an expression of PromQL. Longer ones than anybody writes are taken as they are. */
export function readPromql(text: string): Promql {
  const nothing = { text, problems: [], selectors: [], type: undefined };
  if (text.length > LONGEST_EXPRESSION) return { ...nothing, ofLogs: false };
  const { texts, problem } = quotedTexts(text);
  if (isOfLogs(text, texts)) return { ...nothing, ofLogs: true };
  if (problem) return { ...nothing, problems: [problem], ofLogs: false };
  const tree = parseTree(text);
  const mistake = syntaxProblem(text, tree, texts);
  if (mistake) return { ...nothing, problems: [mistake], ofLogs: false };
  const expression = buildExpression(text, tree);
  const { type, problems } = checkTypes(text, expression);
  return { text, problems, selectors: selectorsOf(text, expression), type, ofLogs: false };
}

/** PromQL has no pipes; in the language for logs they stand behind a selector. */
const PIPE = /\{[^]*(?<!\|)\|(?!\|)\s*[=~>\w]/;

function isOfLogs(expression: string, texts: readonly QuotedText[]): boolean {
  let outside = '';
  let at = 0;
  for (const { start, end } of texts) {
    outside += expression.slice(at, start);
    at = end;
  }
  outside = (outside + expression.slice(at)).replace(/#[^\n]*/g, '');
  return PIPE.test(outside) || [...outside.matchAll(/\w+(?=\s*\()/g)].some(([name]) => OF_LOGS.has(name));
}

/** What makes an expression of no use to a rule although it can be evaluated: rules store instant vectors and numbers. */
export function resultProblem({ text, type }: Promql): PromqlProblem | undefined {
  if (type !== 'range' && type !== 'string') return undefined;
  return {
    span: { start: 0, end: text.length },
    kind: 'result',
    message:
      type === 'range'
        ? 'A rule cannot use a range vector: put a function around it, such as rate().'
        : 'A rule cannot use a text: its expression gives a number or an instant vector.',
    values: [],
  };
}
