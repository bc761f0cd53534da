import type { Span } from '../yaml/node.js';
import type { CelNode, CelProblem } from './ast.js';
import { FUNCTIONS, functionsNamed } from './functions/table.js';
import { compileMacro } from './macros.js';
import type { Meter } from './meter.js';
import { negative, noOverload, OPERATIONS } from './operators.js';
import {
  CelError,
  CelList,
  CelMap,
  CelOptional,
  CelUint,
  CelUnknown,
  Deferred,
  isStop,
  keyOf,
  stopOf,
  TYPES,
  UNKNOWN,
  type CelMapEntry,
  type CelType,
  type CelValue,
} from './value.js';

export type Variables = ReadonlyMap<string, CelValue | Deferred>;

/** What an expression runs on. */
export interface Frame {
  /** By name. */
  readonly variables: Variables;
  /** Variables of comprehensions, the outermost first. */
  readonly locals: CelValue[];
  readonly meter: Meter;
}

/** A compiled expression. Never throws but `CelLimitReached`. */
export type Evaluate = (frame: Frame) => CelValue;

/** Which names an expression may use. */
export interface Scope {
  readonly variables: ReadonlySet<string>;
  /** Functions of the caller, by `functionKey`. */
  readonly functions: ReadonlyMap<string, CelFunction>;
  readonly locals: readonly string[];
}

/** A function: its arguments are plain values, the one that it is called on first. */
export type CelFunction = (args: readonly CelValue[], meter: Meter) => CelValue;

/** How a function is kept: what it is called on counts as an argument. */
export function functionKey(name: string, onValue: boolean, args: number): string {
  return `${onValue ? '.' : ''}${name}/${args}`;
}

/** Why an expression cannot be compiled. */
export class CompileProblem extends Error {
  constructor(readonly problem: CelProblem) {
    super(problem.message);
  }
}

export function reject(span: Span, message: string, ...values: readonly string[]): never {
  throw new CompileProblem({ span, message, values });
}

/** @throws CompileProblem where a name is not known */
export function compile(node: CelNode, scope: Scope): Evaluate {
  const run = compileNode(node, scope);
  const { span } = node;
  return frame => {
    frame.meter.spend(1);
    const value = run(frame);
    return value instanceof CelError && !value.span ? new CelError(value.message, span) : value;
  };
}

function compileNode(node: CelNode, scope: Scope): Evaluate {
  switch (node.op) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'name':
      return compileName(node.name, node.span, scope);
    case 'select':
      return compileSelect(node, scope);
    case 'index': {
      const of = compile(node.of, scope);
      const index = compile(node.index, scope);
      const { optional } = node;
      return frame => lookUp(of(frame), index(frame), optional);
    }
    case 'call':
      return compileMacro(node, scope) ?? compileCall(node, scope);
    case 'list': {
      const items = node.items.map(item => compile(item, scope));
      return frame => {
        const values = items.map(item => item(frame));
        return values.find(value => value instanceof CelError) ?? new CelList(values);
      };
    }
    case 'map':
      return compileMap(node, scope);
    case 'choice': {
      const condition = compile(node.condition, scope);
      const then = compile(node.then, scope);
      const otherwise = compile(node.otherwise, scope);
      return frame => {
        const chosen = condition(frame);
        if (chosen === true) return then(frame);
        if (chosen === false) return otherwise(frame);
        return isStop(chosen) ? chosen : noOverload('_?_:_', chosen);
      };
    }
    case 'not': {
      const of = compile(node.of, scope);
      return frame => {
        const value = of(frame);
        if (typeof value === 'boolean') return !value;
        return isStop(value) ? value : noOverload('!_', value);
      };
    }
    case 'negative': {
      const of = compile(node.of, scope);
      return frame => negative(of(frame));
    }
    case 'binary':
      return compileBinary(node, scope);
  }
}

const TYPE_NAMES: ReadonlyMap<string, CelType> = new Map(Object.values(TYPES).map(type => [type.name, type]));

function compileName(name: string, span: Span, scope: Scope): Evaluate {
  const local = scope.locals.lastIndexOf(name);
  if (local >= 0) return frame => frame.locals[local] as CelValue;
  if (scope.variables.has(name)) return frame => variable(frame, name);
  const type = TYPE_NAMES.get(name);
  if (type) return () => type;
  return reject(span, 'There is no variable {0}.', name);
}

function variable({ variables }: Frame, name: string): CelValue {
  const value = variables.get(name);
  if (value === undefined) return new CelError(`no such attribute: ${name}`);
  return value instanceof Deferred ? value.value : value;
}

function compileSelect(node: Extract<CelNode, { op: 'select' }>, scope: Scope): Evaluate {
  const { field, optional } = node;
  const qualified = qualifiedName(node, scope);
  if (qualified !== undefined) {
    if (scope.variables.has(qualified)) return frame => variable(frame, qualified);
    const type = TYPE_NAMES.get(qualified);
    if (type) return () => type;
  }
  const of = compile(node.of, scope);
  return frame => lookUp(of(frame), field, optional);
}

/** `a.b.c` as one name, where no variable of a comprehension hides it. */
export function qualifiedName(node: CelNode, scope: Scope): string | undefined {
  if (node.op === 'name') return scope.locals.includes(node.name) ? undefined : node.name;
  if (node.op !== 'select' || node.optional) return undefined;
  const before = qualifiedName(node.of, scope);
  return before === undefined ? undefined : `${before}.${node.field}`;
}

/** `of[key]`, `of.key`, and with a question mark. */
export function lookUp(of: CelValue, key: CelValue, optional: boolean): CelValue {
  const stop = stopOf([of, key]);
  if (stop) return stop;
  if (of instanceof CelOptional) {
    if (of.value === undefined) return of;
    const found = lookUp(of.value, key, true);
    return found;
  }
  const found = itemOf(of, key);
  if (!optional) return found === undefined ? new CelError(`no such key: ${describeKey(key)}`) : found;
  if (found instanceof CelUnknown) return found;
  if (found instanceof CelError) return of instanceof CelList ? new CelOptional(undefined) : found;
  return new CelOptional(found);
}

function itemOf(of: CelValue, key: CelValue): CelValue | undefined {
  if (of instanceof CelMap) return keyOf(key) === undefined ? noOverload('_[_]', of, key) : of.get(key);
  if (!(of instanceof CelList)) return noOverload(typeof key === 'string' ? `.${key}` : '_[_]', of);
  const index = key instanceof CelUint ? key.value : key;
  if (typeof index !== 'bigint' && !(typeof index === 'number' && Number.isInteger(index)))
    return noOverload('_[_]', of, key);
  if (of.open) return UNKNOWN;
  const item = of.items[Number(index)];
  return item === undefined ? new CelError(`index out of bounds: ${index}`) : item;
}

function describeKey(key: CelValue): string {
  return typeof key === 'string' ? key : (keyOf(key)?.slice(1) ?? '');
}

function compileMap(node: Extract<CelNode, { op: 'map' }>, scope: Scope): Evaluate {
  const entries = node.entries.map(([key, value]) => [compile(key, scope), compile(value, scope)] as const);
  return frame => {
    const made = new Map<string, CelMapEntry>();
    let unknown = false;
    for (const [keyRun, valueRun] of entries) {
      const key = keyRun(frame);
      const value = valueRun(frame);
      if (key instanceof CelError) return key;
      if (value instanceof CelError) return value;
      if (key instanceof CelUnknown) {
        unknown = true;
        continue;
      }
      const name = keyOf(key);
      if (name === undefined || typeof key === 'number') return new CelError('unsupported key type');
      if (made.has(name)) return new CelError(`repeated key: ${describeKey(key)}`);
      made.set(name, { key, value });
    }
    return unknown ? UNKNOWN : new CelMap(made);
  };
}

function compileBinary(node: Extract<CelNode, { op: 'binary' }>, scope: Scope): Evaluate {
  const left = compile(node.left, scope);
  const right = compile(node.right, scope);
  const { operator } = node;
  if (operator === '&&' || operator === '||') {
    const decides = operator === '||';
    return frame => {
      const a = left(frame);
      return a === decides ? a : logical(a, right(frame), decides);
    };
  }
  const operation = OPERATIONS[operator];
  return frame => {
    const a = left(frame);
    const b = right(frame);
    return stopOf([a, b]) ?? operation(a, b, frame.meter);
  };
}

/**
 * `&&` and `||`: whatever is on the other side, the value that decides wins; then what is not known, then an error.
 * @param decides true for `||`, false for `&&`
 */
export function logical(a: CelValue, b: CelValue, decides: boolean): CelValue {
  if (a === decides || b === decides) return decides;
  if (typeof a === 'boolean' && typeof b === 'boolean') return !decides;
  return stopOf([a, b]) ?? noOverload(decides ? '_||_' : '_&&_', a, b);
}

function compileCall(node: Extract<CelNode, { op: 'call' }>, scope: Scope): Evaluate {
  const { name, on, args, span } = node;
  const qualified = on && qualifiedName(on, scope);
  // `math.greatest(1, 2)`: a name before the dot can belong to the name of the function.
  const namespace = scope.variables.has(qualified?.split('.')[0] ?? '') ? undefined : qualified;
  if (namespace !== undefined) {
    const call = functionOf(scope, functionKey(`${namespace}.${name}`, false, args.length));
    if (call) return compileArguments(call, args, scope);
  }
  const key = functionKey(name, on !== undefined, args.length + (on ? 1 : 0));
  const call = functionOf(scope, key);
  if (call) return compileArguments(call, on ? [on, ...args] : args, scope);
  const namesake = functionsNamed(name) || [...scope.functions.keys()].some(each => each.startsWith(`${name}/`));
  if (namesake) return reject(span, 'The function {0} is not called like this: it takes other arguments.', name);
  return reject(span, 'There is no function {0}.', namespace === undefined ? name : `${namespace}.${name}`);
}

function functionOf(scope: Scope, key: string): CelFunction | undefined {
  return scope.functions.get(key) ?? FUNCTIONS.get(key);
}

function compileArguments(call: CelFunction, args: readonly CelNode[], scope: Scope): Evaluate {
  const compiled = args.map(arg => compile(arg, scope));
  return frame => {
    const values = compiled.map(run => run(frame));
    const stop = stopOf(values);
    if (stop) return stop;
    // What a template may still add to is known in its parts only.
    if (values.some(isOpen)) return UNKNOWN;
    return call(values, frame.meter);
  };
}

export function isOpen(value: CelValue): boolean {
  return (value instanceof CelList || value instanceof CelMap) && value.open;
}
