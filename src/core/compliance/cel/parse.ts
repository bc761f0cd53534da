import { Environment, ParseError, type ASTNode } from '@marcbachmann/cel-js';
import type { CelNode, CelProblem, Parsed } from './ast.js';
import { CelUint } from './value.js';

/** Longer expressions are made by programs, and against us. */
const LONGEST = 20_000;
const MOST_NODES = 10_000;
/** So deep may an expression be in itself, counted over every kind of node: chains of operators go as deep as brackets. */
const DEEPEST = 200;

const environment = new Environment({
  unlistedVariablesAreDyn: true,
  enableOptionalTypes: true,
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: MOST_NODES, maxDepth: DEEPEST },
});

const MAX_INT = 2n ** 63n - 1n;

/**
 * Reads an expression of the Common Expression Language (cel-spec 0.25).
 * @returns its tree, or why there is none and where in the text
 */
export function parseCel(text: string): Parsed {
  if (text.length > LONGEST)
    return refused({ start: 0, end: text.length }, 'The expression is longer than {0} characters.', String(LONGEST));
  try {
    return { ok: true, node: convert(environment.parse(text).ast, 0) };
  } catch (error) {
    if (error instanceof ExpressionError) return { ok: false, problem: error.problem };
    if (error instanceof ParseError) {
      const { start, end } = error.range ?? { start: 0, end: text.length };
      return refused({ start, end: Math.max(start, end) }, '{0}', error.summary);
    }
    // The parser goes down once for each sign of `!!!!…`, without a limit of its own.
    if (error instanceof RangeError)
      return refused({ start: 0, end: text.length }, 'The expression is nested too deeply.');
    throw error;
  }
}

class ExpressionError extends Error {
  constructor(readonly problem: CelProblem) {
    super(problem.message);
  }
}

function refused(span: CelProblem['span'], message: string, ...values: readonly string[]): Parsed {
  return { ok: false, problem: { span, message, values } };
}

function convert(ast: ASTNode, depth: number): CelNode {
  const span = { start: ast.start, end: ast.end };
  if (depth > DEEPEST) throw new ExpressionError({ span, message: 'The expression is nested too deeply.', values: [] });
  const below = (node: ASTNode): CelNode => convert(node, depth + 1);
  switch (ast.op) {
    case 'value':
      return literal(ast.args, span);
    case 'id':
      return { op: 'name', name: ast.args, span };
    case '.':
    case '.?':
      return { op: 'select', of: below(ast.args[0]), field: ast.args[1], optional: ast.op === '.?', span };
    case '[]':
    case '[?]':
      return { op: 'index', of: below(ast.args[0]), index: below(ast.args[1]), optional: ast.op === '[?]', span };
    case 'call':
      return { op: 'call', name: ast.args[0], on: undefined, args: ast.args[1].map(below), span };
    case 'rcall':
      return { op: 'call', name: ast.args[0], on: below(ast.args[1]), args: ast.args[2].map(below), span };
    case 'list':
      return { op: 'list', items: ast.args.map(below), span };
    case 'map':
      return { op: 'map', entries: ast.args.map(([key, value]) => [below(key), below(value)] as const), span };
    case '?:': {
      const [condition, then, otherwise] = ast.args;
      return { op: 'choice', condition: below(condition), then: below(then), otherwise: below(otherwise), span };
    }
    case '!_':
      return { op: 'not', of: below(ast.args), span };
    case '-_': {
      const of = ast.args;
      if (of.op === 'value' && typeof of.args === 'bigint') return literal(-of.args, span);
      return { op: 'negative', of: below(of), span };
    }
    default:
      return { op: 'binary', operator: ast.op, left: below(ast.args[0]), right: below(ast.args[1]), span };
  }
}

type LiteralArgs = Extract<ASTNode, { op: 'value' }>['args'];

function literal(value: LiteralArgs, span: CelProblem['span']): CelNode {
  if (typeof value === 'bigint' && (value > MAX_INT || value < -MAX_INT - 1n))
    throw new ExpressionError({
      span,
      message: '{0} is too large for an integer of 64 bits.',
      values: [String(value)],
    });
  if (value === null || typeof value !== 'object' || value instanceof Uint8Array) return { op: 'literal', value, span };
  return { op: 'literal', value: new CelUint(value.value), span };
}
