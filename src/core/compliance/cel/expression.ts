import type { CelProblem } from './ast.js';
import { compile, CompileProblem, type CelFunction, type Evaluate, type Scope, type Variables } from './compile.js';
import type { Meter } from './meter.js';
import { parseCel } from './parse.js';
import type { CelValue } from './value.js';

/** What an expression may name beside what every expression can. */
export interface CelNames {
  readonly variables: readonly string[];
  /** Functions of the caller, by `functionKey`. */
  readonly functions?: ReadonlyMap<string, CelFunction>;
}

/** An expression that is ready to run. */
export interface CelExpression {
  readonly text: string;
  /**
   * The value for these variables: an error is a value too.
   * @throws CelLimitReached where it costs too much or takes too long
   */
  evaluate(variables: Variables, meter: Meter): CelValue;
}

export type Compiled =
  { readonly ok: true; readonly expression: CelExpression } | { readonly ok: false; readonly problem: CelProblem };

/** Reads an expression and looks up every name in it. */
export function compileCel(text: string, names: CelNames): Compiled {
  const parsed = parseCel(text);
  if (!parsed.ok) return parsed;
  const scope: Scope = {
    variables: new Set(names.variables),
    functions: names.functions ?? new Map<string, CelFunction>(),
    locals: [],
  };
  let run: Evaluate;
  try {
    run = compile(parsed.node, scope);
  } catch (error) {
    if (error instanceof CompileProblem) return { ok: false, problem: error.problem };
    throw error;
  }
  const evaluate = (variables: Variables, meter: Meter): CelValue =>
    meter.measure(() => run({ variables, locals: [], meter }));
  return { ok: true, expression: { text, evaluate } };
}
