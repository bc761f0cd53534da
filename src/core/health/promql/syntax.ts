import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode, Tree } from '@lezer/common';
import { nearestName } from '../../catalogue/language/names.js';
import { AGGREGATIONS, FUNCTIONS } from './functions.js';
import type { PromqlProblem, TextSpan } from './problem.js';
import type { QuotedText } from './text.js';

const OPENING: Readonly<Partial<Record<string, string>>> = { ')': '(', ']': '[', '}': '{' };
/** What stands at one place of an expression: a name, a number with its unit, a text, or a sign. */
const TOKEN = /[A-Za-z_:][\w:]*|[\d.][\w.]*|"[^"\n]*"?|'[^'\n]*'?|`[^`]*`?|[=!<>]=|[=!]~|[^]/y;

/** A function that the grammar of newer versions has no longer, and one that is as long and takes arguments as well. */
const GONE = { name: /\bholt_winters(?=\s*\()/g, instead: 'day_of_month' } as const;

/** Reads an expression with Prometheus' own grammar. What cannot be read is an error node in the tree. */
export function parseTree(expression: string): Tree {
  return parser.parse(expression.replace(GONE.name, GONE.instead));
}

/**
 * Says what is wrong where an expression cannot be read first.
 * @param texts the quoted texts of the expression
 * @returns undefined where it can be read
 */
export function syntaxProblem(expression: string, tree: Tree, texts: readonly QuotedText[]): PromqlProblem | undefined {
  const error = firstError(tree);
  if (!error) return undefined;
  const words = withoutTexts(expression, texts);
  if (words.trim() === '') return problem({ start: 0, end: expression.length }, 'The expression is empty.');
  const unknown = unknownFunction(words, error);
  if (unknown) return unknown;
  const at = startOfToken(words, error.from);
  const bracket = strayBracket(words);
  if (bracket && (at >= expression.trimEnd().length || bracket.closes === at || error.from >= bracket.span.start))
    if (bracket.closes === undefined ? at >= words.trimEnd().length : at >= bracket.closes)
      return problem(bracket.span, bracket.message, bracket.sign);
  if (at >= words.trimEnd().length) {
    const last = lastToken(words);
    return problem(last, 'The expression ends here, where more should follow.');
  }
  TOKEN.lastIndex = at;
  const token = TOKEN.exec(expression)?.[0] ?? '';
  const span = { start: at, end: at + token.length };
  if (
    isWithin(error, 'DurationExpr', 'MatrixSelector', 'SubqueryExpr', 'OffsetExpr') &&
    isInBrackets(words, at) &&
    /^[\w.]/.test(token)
  ) {
    const whole = wholeWord(expression, at);
    return problem(whole, '“{0}” is no duration. Write it as 30s, 5m or 1h30m.', textOf(expression, whole));
  }
  if (isWithin(error, 'UnquotedLabelMatcher') && /^\w/.test(token))
    return problem(span, 'The value of a label stands in quotes: "{0}".', token);
  return problem(span, '“{0}” cannot stand here.', token);
}

function problem(span: TextSpan, message: string, ...values: readonly string[]): PromqlProblem {
  return { span, kind: 'syntax', message, values };
}

function textOf(expression: string, { start, end }: TextSpan): string {
  return expression.slice(start, end);
}

function firstError(tree: Tree): SyntaxNode | undefined {
  let first: SyntaxNode | undefined;
  tree.iterate({
    enter: node => {
      if (first) return false;
      if (node.type.isError) first = node.node;
      return undefined;
    },
  });
  return first;
}

/** The expression with blanks in the place of comments, and of what stands within quotes. */
function withoutTexts(expression: string, texts: readonly QuotedText[]): string {
  let words = '';
  let at = 0;
  for (const { start, end } of texts) {
    words += withoutComments(expression.slice(at, start)) + '"'.repeat(end - start);
    at = end;
  }
  return words + withoutComments(expression.slice(at));
}

function withoutComments(text: string): string {
  return text.replace(/#[^\n]*/g, comment => ' '.repeat(comment.length));
}

/** A name that is followed by a bracket, where no function or operator is called so. */
function unknownFunction(words: string, error: SyntaxNode): PromqlProblem | undefined {
  for (const { 0: name, index } of words.matchAll(/(?<![\w:."])[A-Za-z_:][\w:]*(?=\s*\()/g)) {
    if (index > error.to) return undefined;
    if (isKnown(name) || index + name.length > error.to) continue;
    const near = nearestFunction(name);
    const span = { start: index, end: index + name.length };
    return {
      span,
      kind: 'syntax',
      message: near === undefined ? 'PromQL has no function “{0}”.' : 'PromQL has no function “{0}”. Did you mean {1}?',
      values: near === undefined ? [name] : [name, near],
      ...(near === undefined ? {} : { instead: near }),
    };
  }
  return undefined;
}

/** What somebody probably meant: a name that goes on where this one ends comes before others. */
function nearestFunction(name: string): string | undefined {
  const names = [...FUNCTIONS.keys(), ...AGGREGATIONS.keys()];
  const goingOn = name.length < 3 ? [] : names.filter(each => each.startsWith(name.toLowerCase()));
  return nearestName(name, goingOn) ?? nearestName(name, names);
}

const WORDS = new Set([
  ...['by', 'without', 'on', 'ignoring', 'group_left', 'group_right', 'and', 'or', 'unless', 'bool', 'atan2'],
  ...['offset', 'min_of', 'max_of', 'fill', 'fill_left', 'fill_right'],
]);

function isKnown(name: string): boolean {
  const lower = name.toLowerCase();
  return FUNCTIONS.has(name) || AGGREGATIONS.has(lower) || WORDS.has(lower);
}

interface StrayBracket {
  readonly span: TextSpan;
  readonly sign: string;
  readonly message: string;
  /** Where the bracket is that does not fit; undefined where one is missing at the end. */
  readonly closes: number | undefined;
}

function strayBracket(words: string): StrayBracket | undefined {
  const open: number[] = [];
  for (let at = 0; at < words.length; at++) {
    const sign = words[at] ?? '';
    const opening = OPENING[sign];
    if (/[([{]/.test(sign)) open.push(at);
    else if (opening !== undefined) {
      const last = open.pop();
      if (last === undefined)
        return {
          span: { start: at, end: at + 1 },
          sign,
          message: 'The bracket “{0}” closes nothing.',
          closes: at,
        };
      if (words[last] !== opening) return notClosed(words, last, at);
    }
  }
  const last = open.at(-1);
  return last === undefined ? undefined : notClosed(words, last, undefined);
}

function notClosed(words: string, at: number, closes: number | undefined): StrayBracket {
  const message = 'The bracket “{0}” that is opened here is not closed.';
  return { span: { start: at, end: at + 1 }, sign: words[at] ?? '', message, closes };
}

function startOfToken(words: string, from: number): number {
  let at = from;
  while (at < words.length && /\s/.test(words[at] ?? '')) at++;
  return at;
}

function lastToken(words: string): TextSpan {
  const end = words.trimEnd().length;
  const start = /(?:[\w:]+|[^\w\s])$/.exec(words.slice(0, end))?.index ?? 0;
  return { start, end };
}

/** A number with what is stuck to it on both sides. */
function wholeWord(expression: string, at: number): TextSpan {
  const before = /[\w.]*$/.exec(expression.slice(0, at))?.[0].length ?? 0;
  const behind = /^[\w.]*/.exec(expression.slice(at))?.[0].length ?? 0;
  return { start: at - before, end: at + Math.max(behind, before === 0 ? 1 : 0) };
}

function isWithin(node: SyntaxNode, ...names: readonly string[]): boolean {
  return names.includes(node.parent?.name ?? '');
}

function isInBrackets(words: string, at: number): boolean {
  return words.lastIndexOf('[', at) > words.lastIndexOf(']', at - 1);
}
