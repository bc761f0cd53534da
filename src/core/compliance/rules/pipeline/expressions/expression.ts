import {
  Binary,
  ContextAccess,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
  type Expr,
} from '@actions/expressions/ast';
import { ErrorType, ExpressionError } from '@actions/expressions/errors';
import { Lexer, TokenType, type Token } from '@actions/expressions/lexer';
import { Parser } from '@actions/expressions/parser';
import type { Span } from '../../../yaml/node.js';

/** An expression of GitHub Actions as plain data. Spans count from the beginning of the text that was read. */
export type Expression = Span &
  (
    | { readonly type: 'literal'; readonly value: string | number | boolean | null }
    | { readonly type: 'context'; readonly name: string }
    /** `object.name` and `object['name']`. */
    | { readonly type: 'property'; readonly object: Expression; readonly name: string; readonly at: Span }
    | { readonly type: 'index'; readonly object: Expression; readonly index: Expression }
    /** `object.*` */
    | { readonly type: 'filter'; readonly object: Expression }
    | { readonly type: 'call'; readonly name: string; readonly at: Span; readonly args: readonly Expression[] }
    | { readonly type: 'not'; readonly operand: Expression }
    | { readonly type: 'compare'; readonly operator: string; readonly left: Expression; readonly right: Expression }
    | { readonly type: 'logical'; readonly operator: '&&' | '||'; readonly args: readonly Expression[] }
  );

/** What is wrong with the form of an expression. */
export interface ExpressionProblem {
  readonly span: Span;
  readonly message: string;
  readonly values: readonly string[];
}

export type ReadExpression =
  { readonly ok: true; readonly root: Expression } | { readonly ok: false; readonly problem: ExpressionProblem };

/**
 * Reads an expression, without `${{` and `}}`, with GitHub's own parser. Names of contexts and functions are not looked at, but for
 * the number of arguments of functions that GitHub has everywhere.
 */
export function readExpression(text: string): ReadExpression {
  // The lexer counts columns by line: in a single line a column is an offset.
  const line = text.replaceAll(/[\r\n]/g, ' ');
  const lexer = new Lexer(line);
  let tokens: Token[];
  try {
    ({ tokens } = lexer.lex());
  } catch {
    return { ok: false, problem: unreadable(line, lexer['start'] as number) };
  }
  if (tokens.length < 2)
    return {
      ok: false,
      problem: { span: { start: 0, end: text.length }, message: 'There is no expression here.', values: [] },
    };
  const names = tokens.filter(({ type }) => type === TokenType.IDENTIFIER).map(({ lexeme }) => lexeme);
  const functions = names.map(name => ({ name, minArgs: 0, maxArgs: Number.MAX_SAFE_INTEGER, call: neverCalled }));
  try {
    return { ok: true, root: new Reader(tokens).read(new Parser(tokens, names, functions).parse()) };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, problem: problemOf(error, line) };
    throw error;
  }
}

function neverCalled(): never {
  throw new Error('Expressions are read, not run.');
}

function unreadable(line: string, start: number): ExpressionProblem {
  const rest = line.slice(start);
  if (rest.startsWith("'"))
    return {
      span: { start, end: line.length },
      message: 'The text {0} has no closing quote.',
      values: [rest.trim()],
    };
  const part = /^(?:"[^"]*"?|\S+)/.exec(rest)?.[0] ?? rest;
  const span = { start, end: start + part.length };
  if (part.startsWith('"'))
    return { span, message: 'Texts stand in single quotes in an expression: {0} cannot be read.', values: [part] };
  return { span, message: '{0} cannot stand in an expression.', values: [part] };
}

function problemOf(error: ExpressionError, line: string): ExpressionProblem {
  // What went wrong, and where, is in no other place than these two.
  const typ = error['typ'] as ErrorType;
  const tok = error['tok'] as Token;
  const span = spanOf(tok);
  switch (typ) {
    case ErrorType.ErrorUnexpectedEndOfExpression:
      return { span: { start: span.start, end: line.length }, message: 'The expression ends too early.', values: [] };
    case ErrorType.ErrorTooFewParameters:
      return { span, message: 'The function {0} gets too few arguments.', values: [tok.lexeme] };
    case ErrorType.ErrorTooManyParameters:
      return { span, message: 'The function {0} gets too many arguments.', values: [tok.lexeme] };
    case ErrorType.ErrorEvenParameters:
      return {
        span,
        message: 'The function {0} gets pairs of a condition and a value, and one more value at the end.',
        values: [tok.lexeme],
      };
    case ErrorType.ErrorExceededMaxDepth:
    case ErrorType.ErrorExceededMaxLength:
      return { span, message: 'The expression is longer or deeper than GitHub reads.', values: [] };
    case ErrorType.ErrorUnexpectedSymbol:
    case ErrorType.ErrorUnrecognizedNamedValue:
    case ErrorType.ErrorUnrecognizedContext:
    case ErrorType.ErrorUnrecognizedFunction:
    default:
      return tok.type === TokenType.EOF
        ? {
            span: { start: Math.max(0, line.trimEnd().length - 1), end: line.length },
            message: 'The expression ends too early.',
            values: [],
          }
        : { span, message: '{0} cannot stand at this place of the expression.', values: [tok.lexeme] };
  }
}

function spanOf({ range }: Token): Span {
  return { start: range.start.column, end: range.end.column };
}

/** Makes plain data of the parser's tree, with spans. */
class Reader {
  private readonly text: readonly Token[];

  constructor(tokens: readonly Token[]) {
    this.text = tokens;
  }

  read(node: Expr): Expression {
    if (node instanceof Literal) return { type: 'literal', value: this.literal(node), ...spanOf(node.token) };
    if (node instanceof ContextAccess) return { type: 'context', name: node.name.lexeme, ...spanOf(node.name) };
    if (node instanceof Grouping) return this.read(node.group);
    if (node instanceof Unary) {
      const operand = this.read(node.expr);
      return { type: 'not', operand, start: spanOf(node.operator).start, end: operand.end };
    }
    if (node instanceof Binary) {
      const left = this.read(node.left);
      const right = this.read(node.right);
      return { type: 'compare', operator: node.operator.lexeme, left, right, start: left.start, end: right.end };
    }
    if (node instanceof Logical) {
      const args = node.args.map(each => this.read(each));
      const operator = node.operator.type === TokenType.AND ? '&&' : '||';
      return { type: 'logical', operator, args, start: args[0]?.start ?? 0, end: args.at(-1)?.end ?? 0 };
    }
    if (node instanceof FunctionCall) {
      const args = node.args.map(each => this.read(each));
      const at = spanOf(node.functionName);
      const end = this.closing(args.at(-1)?.end ?? at.end, TokenType.RIGHT_PAREN);
      return { type: 'call', name: node.functionName.lexeme, at, args, start: at.start, end };
    }
    if (node instanceof IndexAccess) return this.access(node);
    throw new Error('The parser knows a kind of expression that we do not.');
  }

  private access({ expr, index }: IndexAccess): Expression {
    const object = this.read(expr);
    if (index instanceof Star) return { type: 'filter', object, start: object.start, end: object.end + 2 };
    if (index instanceof Literal && index.token.type === TokenType.IDENTIFIER) {
      const at = spanOf(index.token);
      return { type: 'property', object, name: index.token.lexeme, at, start: object.start, end: at.end };
    }
    const read = this.read(index);
    const end = this.closing(read.end, TokenType.RIGHT_BRACKET);
    if (read.type === 'literal' && typeof read.value === 'string')
      return { type: 'property', object, name: read.value, at: read, start: object.start, end };
    return { type: 'index', object, index: read, start: object.start, end };
  }

  private literal({ token }: Literal): string | number | boolean | null {
    switch (token.type) {
      case TokenType.STRING:
        return token.lexeme.slice(1, -1).replaceAll("''", "'");
      case TokenType.NUMBER:
        return Number(token.lexeme);
      case TokenType.TRUE:
        return true;
      case TokenType.FALSE:
        return false;
      default:
        return null;
    }
  }

  /** Where the first token of a kind behind an offset ends. */
  private closing(from: number, type: TokenType): number {
    const token = this.text.find(each => each.type === type && spanOf(each).start >= from);
    return token ? spanOf(token).end : from;
  }
}
