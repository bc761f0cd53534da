import type { Span } from '../../catalogue/language/descriptorFile.js';
import { fail, tokenize, Unparsable, type ExpressionProblem, type Token } from './expressionTokens.js';

/** A part of an expression, with its place in the text that was read. */
export type Expression =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null; readonly span: Span }
  | { readonly type: 'name'; readonly name: string; readonly span: Span }
  | MemberExpression
  | { readonly type: 'index'; readonly target: Expression; readonly index: Expression; readonly span: Span }
  | {
      readonly type: 'call';
      readonly callee: Expression;
      readonly parts: readonly Expression[];
      readonly span: Span;
    }
  | {
      readonly type: 'filter';
      readonly name: string;
      readonly nameSpan: Span;
      /** What goes into the filter first, then its arguments. */
      readonly parts: readonly Expression[];
      readonly span: Span;
    }
  | {
      readonly type: 'operation';
      readonly operator: string;
      readonly parts: readonly Expression[];
      readonly span: Span;
    };

/** `target.key` or `target['key']`. */
export interface MemberExpression {
  readonly type: 'member';
  readonly target: Expression;
  readonly key: string;
  /** The key alone: without the dot, or without the quotes. */
  readonly keySpan: Span;
  readonly bracket: boolean;
  readonly span: Span;
}

export type ParsedExpression =
  { readonly ok: true; readonly expression: Expression } | { readonly ok: false; readonly problem: ExpressionProblem };

// The server's limit is of the same size; nobody writes this by hand.
const DEEPEST = 100;
// Names that the server refuses wherever they stand.
const REFUSED = new Set(['constructor', 'prototype', '__proto__']);

/**
 * Reads an expression of the template language. Source of the grammar: Nunjucks 3.2 ("Templating"), in the subset that
 * Backstage's engine (nunjitsu 0.6) takes. Takes time in proportion to the length of the text.
 * @param source what stands between `${{` and `}}`
 * @param offset is added to all places
 */
export function parseExpression(source: string, offset = 0): ParsedExpression {
  try {
    return { ok: true, expression: new Reader(tokenize(source, offset)).whole() };
  } catch (error) {
    if (error instanceof Unparsable) return { ok: false, problem: error.problem };
    throw error;
  }
}

/** All parts of an expression, itself first. */
export function* partsOf(expression: Expression): Generator<Expression> {
  const open = [expression];
  for (let part = open.pop(); part; part = open.pop()) {
    yield part;
    open.push(...childrenOf(part).toReversed());
  }
}

function childrenOf(part: Expression): readonly Expression[] {
  switch (part.type) {
    case 'member':
      return [part.target];
    case 'index':
      return [part.target, part.index];
    case 'call':
      return [part.callee, ...part.parts];
    case 'filter':
    case 'operation':
      return part.parts;
    default:
      return [];
  }
}

/**
 * The names that lead to a value: `steps.fetch.output.a` gives the member nodes of `fetch`, `output` and `a`.
 * @returns undefined where it does not begin with a plain name
 */
export function memberPath(
  expression: Expression,
): { readonly root: Expression & { type: 'name' }; readonly members: readonly MemberExpression[] } | undefined {
  const members: MemberExpression[] = [];
  let at = expression;
  while (at.type === 'member') {
    members.unshift(at);
    at = at.target;
  }
  return at.type === 'name' ? { root: at, members } : undefined;
}

class Reader {
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  whole(): Expression {
    if (this.next.kind === 'end') fail(widened(this.next.span), 'The expression is empty.');
    const expression = this.inlineIf();
    const rest = this.peek();
    if (rest.kind !== 'end') fail(rest.span, '“{0}” is not expected here.', rest.value);
    return expression;
  }

  private peek(): Token {
    return this.tokens[this.at] ?? { kind: 'end', value: '', span: { start: 0, end: 0 } };
  }

  private get next(): Token {
    return this.peek();
  }

  private take(value: string, kind: Token['kind'] = 'operator'): Token | undefined {
    const { next } = this;
    if (next.kind !== kind || next.value !== value) return undefined;
    this.at += 1;
    return next;
  }

  private takeAny(values: readonly string[]): Token | undefined {
    return this.next.kind === 'operator' && values.includes(this.next.value) ? this.take(this.next.value) : undefined;
  }

  private expect(value: string): Token {
    const token = this.take(value);
    if (token) return token;
    const { next } = this;
    return next.kind === 'end'
      ? fail(widened(next.span), '“{0}” is missing.', value)
      : fail(next.span, '“{0}” is expected here, not “{1}”.', value, next.value);
  }

  private name(): Token {
    const { next } = this;
    if (next.kind !== 'name') return fail(widened(next.span), 'A name is missing here.');
    if (REFUSED.has(next.value)) return fail(next.span, 'The server does not take the name “{0}”.', next.value);
    this.at += 1;
    return next;
  }

  private nested<T>(read: () => T): T {
    this.depth += 1;
    if (this.depth > DEEPEST) fail(this.next.span, 'The expression is nested too deep.');
    const value = read();
    this.depth -= 1;
    return value;
  }

  private inlineIf(): Expression {
    return this.nested(() => {
      const body = this.or();
      if (!this.take('if', 'name')) return body;
      const condition = this.or();
      const parts = this.take('else', 'name') ? [body, condition, this.or()] : [body, condition];
      return operation('if', parts);
    });
  }

  private or(): Expression {
    return this.chain(
      () => this.and(),
      () => this.take('or', 'name'),
    );
  }

  private and(): Expression {
    return this.chain(
      () => this.not(),
      () => this.take('and', 'name'),
    );
  }

  private not(): Expression {
    const token = this.take('not', 'name');
    if (!token) return this.membership();
    const operand = this.nested(() => this.not());
    return { ...operation('not', [operand]), span: { start: token.span.start, end: operand.span.end } };
  }

  private membership(): Expression {
    return this.chain(
      () => this.test(),
      () => {
        const after = this.tokens[this.at + 1];
        if (this.next.value === 'not' && this.next.kind === 'name' && after?.value === 'in') this.at += 1;
        return this.take('in', 'name');
      },
    );
  }

  private test(): Expression {
    const left = this.equality();
    if (!this.take('is', 'name')) return left;
    this.take('not', 'name');
    // The name of a test looks like a value, but is none.
    const { next } = this;
    const right = this.equality();
    const callee = right.type === 'call' ? right.callee : right;
    const parts = callee.type === 'name' && next.kind === 'name' ? [left, ...argumentsOf(right)] : [left, right];
    return { ...operation('is', parts), span: { start: left.span.start, end: right.span.end } };
  }

  private equality(): Expression {
    return this.chain(
      () => this.relation(),
      () => this.takeAny(['==', '===', '!=', '!==']),
    );
  }

  private relation(): Expression {
    return this.chain(
      () => this.sum(),
      () => this.takeAny(['<', '<=', '>', '>=']),
    );
  }

  private sum(): Expression {
    return this.chain(
      () => this.product(),
      () => this.takeAny(['+', '-', '~']),
    );
  }

  private product(): Expression {
    return this.chain(
      () => this.power(),
      () => this.takeAny(['*', '/', '//', '%']),
    );
  }

  private power(): Expression {
    return this.chain(
      () => this.filtered(),
      () => this.take('**'),
    );
  }

  private chain(operand: () => Expression, operator: () => Token | undefined): Expression {
    let left = operand();
    for (let token = operator(); token; token = operator()) left = operation(token.value, [left, operand()]);
    return left;
  }

  private filtered(): Expression {
    let input = this.unary();
    while (this.take('|')) {
      const first = this.name();
      let name = first;
      while (this.take('.')) {
        const rest = this.name();
        name = {
          ...first,
          value: `${name.value}.${rest.value}`,
          span: { start: first.span.start, end: rest.span.end },
        };
      }
      const args = this.take('(') ? this.nested(() => this.arguments()) : undefined;
      input = {
        type: 'filter',
        name: name.value,
        nameSpan: name.span,
        parts: [input, ...(args?.parts ?? [])],
        span: { start: input.span.start, end: args?.end ?? name.span.end },
      };
    }
    return input;
  }

  private unary(): Expression {
    const sign = this.takeAny(['-', '+']);
    if (!sign) return this.postfix();
    if (this.next.kind === 'operator' && this.next.value === sign.value)
      fail(this.next.span, 'Two “{0}” in a row have no meaning here.', sign.value);
    const operand = this.nested(() => this.unary());
    return { ...operation(sign.value, [operand]), span: { start: sign.span.start, end: operand.span.end } };
  }

  private postfix(): Expression {
    let target = this.primary();
    for (;;) {
      const { start } = target.span;
      if (this.take('.')) {
        const key = this.name();
        target = {
          type: 'member',
          target,
          key: key.value,
          keySpan: key.span,
          bracket: false,
          span: { start, end: key.span.end },
        };
      } else if (this.take('[')) {
        const index = this.nested(() => this.subscript());
        const { end } = this.expect(']').span;
        if (index.type === 'literal' && typeof index.value === 'string') {
          if (REFUSED.has(index.value)) fail(index.span, 'The server does not take the name “{0}”.', index.value);
          const keySpan = { start: index.span.start + 1, end: index.span.end - 1 };
          target = { type: 'member', target, key: index.value, keySpan, bracket: true, span: { start, end } };
        } else target = { type: 'index', target, index, span: { start, end } };
      } else if (this.take('(')) {
        const { parts, end } = this.nested(() => this.arguments());
        target = { type: 'call', callee: target, parts, span: { start, end } };
      } else return target;
    }
  }

  /** One index, or a slice such as `1:3`. */
  private subscript(): Expression {
    const { start } = this.next.span;
    const parts: Expression[] = [];
    const part = (): void => {
      if (![':', ']'].includes(this.next.value) || this.next.kind !== 'operator') parts.push(this.inlineIf());
    };
    part();
    const [first] = parts;
    if (!this.take(':')) return first ?? fail(widened(this.next.span), 'An index is missing here.');
    part();
    if (this.take(':')) part();
    return { type: 'operation', operator: 'slice', parts, span: { start, end: this.next.span.start } };
  }

  private primary(): Expression {
    const { kind, value, span } = this.next;
    if (kind === 'number' || kind === 'string' || kind === 'pattern') {
      this.at += 1;
      // A pattern is a value of its own that nothing is known of.
      if (kind === 'pattern') return { type: 'operation', operator: 'pattern', parts: [], span };
      return { type: 'literal', value: kind === 'number' ? Number(value) : value, span };
    }
    if (kind === 'name') {
      const constant: boolean | null | undefined = { true: true, false: false, none: null, null: null }[value];
      if (constant !== undefined) {
        this.at += 1;
        return { type: 'literal', value: constant, span };
      }
      this.name();
      return { type: 'name', name: value, span };
    }
    if (this.take('(')) return this.nested(() => this.list(span.start, ')'));
    if (this.take('[')) return this.nested(() => this.list(span.start, ']'));
    if (this.take('{')) return this.nested(() => this.dictionary(span.start));
    return kind === 'end'
      ? fail(widened(span), 'The expression breaks off here.')
      : fail(span, '“{0}” is not expected here.', value);
  }

  private list(start: number, close: ')' | ']'): Expression {
    const parts: Expression[] = [];
    const empty = this.take(close);
    if (empty && close === ')') fail(empty.span, 'Something is missing between the brackets.');
    if (empty) return { type: 'operation', operator: 'list', parts, span: { start, end: empty.span.end } };
    do parts.push(this.inlineIf());
    while (this.take(','));
    const { end } = this.expect(close).span;
    return { type: 'operation', operator: close === ')' ? 'group' : 'list', parts, span: { start, end } };
  }

  private dictionary(start: number): Expression {
    const parts: Expression[] = [];
    const empty = this.take('}');
    if (empty) return { type: 'operation', operator: 'map', parts, span: { start, end: empty.span.end } };
    do {
      const { kind, span } = this.next;
      if (kind !== 'name' && kind !== 'string') fail(widened(span), 'A key is missing here: a name or a text.');
      this.at += 1;
      this.expect(':');
      parts.push(this.inlineIf());
    } while (this.take(','));
    const { end } = this.expect('}').span;
    return { type: 'operation', operator: 'map', parts, span: { start, end } };
  }

  private arguments(): { readonly parts: readonly Expression[]; readonly end: number } {
    const parts: Expression[] = [];
    const empty = this.take(')');
    if (empty) return { parts, end: empty.span.end };
    do {
      const after = this.tokens[this.at + 1];
      if (this.next.kind === 'name' && after?.kind === 'operator' && after.value === '=') this.at += 2;
      parts.push(this.inlineIf());
    } while (this.take(','));
    return { parts, end: this.expect(')').span.end };
  }
}

function argumentsOf(test: Expression): readonly Expression[] {
  return test.type === 'call' ? test.parts : [];
}

function operation(operator: string, parts: readonly Expression[]): Expression {
  const [first] = parts;
  const last = parts.at(-1);
  return { type: 'operation', operator, parts, span: { start: first?.span.start ?? 0, end: last?.span.end ?? 0 } };
}

/** What is missing has no width of its own: it is shown at the letter before. */
function widened({ start, end }: Span): Span {
  return end > start ? { start, end } : { start: Math.max(0, start - 1), end };
}
