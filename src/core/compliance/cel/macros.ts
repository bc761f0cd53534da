import type { CelNode } from './ast.js';
import { compile, isOpen, logical, lookUp, reject, type Evaluate, type Frame, type Scope } from './compile.js';
import { noOverload } from './operators.js';
import {
  CelError,
  CelList,
  CelMap,
  CelOptional,
  CelUnknown,
  isStop,
  keyOf,
  listOf,
  UNKNOWN,
  type CelMapEntry,
  type CelValue,
} from './value.js';

type Call = Extract<CelNode, { op: 'call' }>;

/**
 * What looks like a call and is none: its arguments are not evaluated before it (cel-spec, "Macros"; cel-go, extensions
 * "Comprehensions v2" and "Bindings").
 * @returns undefined where the call is one
 */
export function compileMacro(node: Call, scope: Scope): Evaluate | undefined {
  const { name, on, args } = node;
  if (!on) return name === 'has' && args.length === 1 ? compileHas(node, scope) : undefined;
  if (on.op === 'name' && on.name === 'cel' && name === 'bind' && args.length === 3) return compileBind(node, scope);
  if (args.length === 1 && (name === 'orValue' || name === 'or')) return compileOr(node, scope);
  if (args.length === 2 && (name === 'optMap' || name === 'optFlatMap')) return compileOptional(node, scope);
  const comprehension = COMPREHENSIONS.get(name);
  return comprehension?.arguments.includes(args.length) ? compileComprehension(node, comprehension, scope) : undefined;
}

function compileHas({ args: [of], span }: Call, scope: Scope): Evaluate {
  if (of?.op !== 'select') return reject(of?.span ?? span, 'has() takes a field, such as {0}.', 'object.spec');
  const operand = compile(of.of, scope);
  const { field } = of;
  return frame => {
    const value = operand(frame);
    if (isStop(value)) return value;
    if (value instanceof CelOptional) {
      const found = lookUp(value, field, true);
      return found instanceof CelOptional ? found.value !== undefined : found;
    }
    if (!(value instanceof CelMap)) return noOverload('has', value);
    const found = value.get(field);
    // A value that a template fills in is there.
    return found === UNKNOWN && !value.entries.has(`s${field}`) ? UNKNOWN : found !== undefined;
  };
}

function variableName(node: CelNode | undefined, of: Call): string {
  return node?.op === 'name'
    ? node.name
    : reject(node?.span ?? of.span, '{0}() takes the name of a variable here.', of.name);
}

function withLocals(scope: Scope, ...names: readonly string[]): Scope {
  return { ...scope, locals: [...scope.locals, ...names] };
}

/** `cel.bind(name, value, body)` */
function compileBind(node: Call, scope: Scope): Evaluate {
  const [name, value, body] = node.args;
  if (!value || !body) return reject(node.span, 'cel.bind() takes a name, a value and an expression.');
  const slot = scope.locals.length;
  const init = compile(value, scope);
  const run = compile(body, withLocals(scope, variableName(name, node)));
  return frame => {
    const bound = init(frame);
    if (bound instanceof CelError) return bound;
    frame.locals[slot] = bound;
    return run(frame);
  };
}

/** `optional.orValue(other)`, `optional.or(other)`: the other one is looked at only where it is needed. */
function compileOr({ name, on, args }: Call, scope: Scope): Evaluate | undefined {
  if (!on || !args[0]) return undefined;
  const first = compile(on, scope);
  const second = compile(args[0], scope);
  return frame => {
    const value = first(frame);
    if (isStop(value)) return value;
    if (!(value instanceof CelOptional)) return noOverload(name, value);
    if (value.value !== undefined) return name === 'or' ? value : value.value;
    const other = second(frame);
    return name === 'or' && !isStop(other) && !(other instanceof CelOptional) ? noOverload(name, value, other) : other;
  };
}

/** `optional.optMap(name, body)`, `optional.optFlatMap(name, body)` */
function compileOptional(node: Call, scope: Scope): Evaluate | undefined {
  const { name, on, args } = node;
  if (!on || !args[1]) return undefined;
  const slot = scope.locals.length;
  const first = compile(on, scope);
  const run = compile(args[1], withLocals(scope, variableName(args[0], node)));
  return frame => {
    const value = first(frame);
    if (isStop(value)) return value;
    if (!(value instanceof CelOptional)) return noOverload(name, value);
    if (value.value === undefined) return value;
    frame.locals[slot] = value.value;
    const made = run(frame);
    return isStop(made) || name === 'optFlatMap' ? made : new CelOptional(made);
  };
}

interface Comprehension {
  /** How many arguments it can have; the last one or two are expressions, the others variables. */
  readonly arguments: readonly number[];
  /** Whether it always has two variables. */
  readonly pairs?: boolean;
  readonly expressions: (args: number) => number;
  readonly run: (loop: Loop) => CelValue;
}

/** One run over a collection. */
interface Loop {
  /** Calls for each item with the variables set, as long as true comes back. */
  readonly each: (visit: (item: CelValue) => boolean) => void;
  /** The last expression. */
  readonly body: () => CelValue;
  /** The expression before it, which chooses items. */
  readonly condition: (() => CelValue) | undefined;
  /** The key of the item, or its index. */
  readonly key: () => CelValue;
  readonly open: boolean;
}

const quantifier =
  (decides: boolean) =>
  ({ each, body, open }: Loop): CelValue => {
    let answer: CelValue = open ? UNKNOWN : !decides;
    each(() => {
      answer = logical(answer, body(), decides);
      return answer !== decides;
    });
    return answer;
  };

const exactlyOne = ({ each, body, open }: Loop): CelValue => {
  let found = 0;
  let stop: CelValue | undefined;
  each(() => {
    const answer = body();
    if (answer === true) found++;
    else if (isStop(answer)) stop = answer;
    else if (answer !== false) stop = noOverload('exists_one', answer);
    return !(stop instanceof CelError);
  });
  return stop ?? (open ? UNKNOWN : found === 1);
};

/** Collects values; `take` gives undefined to leave one out. */
function collect({ each, open, condition }: Loop, take: (item: CelValue) => CelValue | undefined): CelValue {
  const items: CelValue[] = [];
  let stop: CelValue | undefined;
  each(item => {
    const wanted = condition ? condition() : true;
    if (wanted === false) return true;
    if (wanted !== true) {
      stop = isStop(wanted) ? wanted : noOverload('filter', wanted);
      return false;
    }
    const value = take(item);
    if (value instanceof CelError) {
      stop = value;
      return false;
    }
    if (value !== undefined) items.push(value);
    return true;
  });
  return stop ?? (open ? UNKNOWN : listOf(items));
}

const transformed = (loop: Loop): CelValue => collect(loop, () => loop.body());

const filtered = (loop: Loop): CelValue => {
  const { body, ...rest } = loop;
  return collect({ ...rest, body, condition: body }, item => item);
};

/** @param entryOf the entries that an item gives */
const mapped =
  (entriesOf: (loop: Loop, value: CelValue) => readonly CelMapEntry[] | CelError) =>
  (loop: Loop): CelValue => {
    const made = new Map<string, CelMapEntry>();
    const seen = { unknown: false };
    const outcome = collect(loop, () => {
      const value = loop.body();
      if (value instanceof CelError) return value;
      if (value instanceof CelUnknown) {
        seen.unknown = true;
        return undefined;
      }
      const entries = entriesOf(loop, value);
      if (entries instanceof CelError) return entries;
      for (const entry of entries) {
        const name = keyOf(entry.key);
        if (name === undefined) return new CelError('unsupported key type');
        if (made.has(name)) return new CelError(`repeated key: ${name.slice(1)}`);
        made.set(name, entry);
      }
      return undefined;
    });
    if (isStop(outcome)) return outcome;
    return seen.unknown ? UNKNOWN : new CelMap(made);
  };

const ONE = (): number => 1;

const COMPREHENSIONS: ReadonlyMap<string, Comprehension> = new Map<string, Comprehension>([
  ['all', { arguments: [2, 3], expressions: ONE, run: quantifier(false) }],
  ['exists', { arguments: [2, 3], expressions: ONE, run: quantifier(true) }],
  ['exists_one', { arguments: [2, 3], expressions: ONE, run: exactlyOne }],
  ['existsOne', { arguments: [2, 3], expressions: ONE, run: exactlyOne }],
  ['map', { arguments: [2, 3], expressions: args => args - 1, run: transformed }],
  ['filter', { arguments: [2], expressions: ONE, run: filtered }],
  ['transformList', { arguments: [3, 4], expressions: args => args - 2, run: transformed }],
  [
    'transformMap',
    {
      arguments: [3, 4],
      expressions: args => args - 2,
      run: mapped(({ key }, value) => [{ key: key(), value }]),
    },
  ],
  [
    'transformMapEntry',
    {
      arguments: [3, 4],
      expressions: args => args - 2,
      run: mapped((_, value) =>
        value instanceof CelMap ? [...value.entries.values()] : noOverload('transformMapEntry', value),
      ),
    },
  ],
]);

function compileComprehension(node: Call, comprehension: Comprehension, scope: Scope): Evaluate {
  const { name, on, args } = node;
  if (!on) return reject(node.span, 'There is no function {0}.', name);
  const variables = args.length - comprehension.expressions(args.length);
  const names = args.slice(0, variables).map(arg => variableName(arg, node));
  if (new Set(names).size !== names.length)
    return reject(node.span, 'The variables of {0}() have the same name.', name);
  const slot = scope.locals.length;
  const inner = withLocals(scope, ...names);
  const [first, second] = args.slice(variables).map(arg => compile(arg, inner));
  const range = compile(on, scope);
  if (!first) return reject(node.span, 'There is no function {0}.', name);
  return frame => {
    const collection = range(frame);
    if (isStop(collection)) return collection;
    const pairs = pairsOf(collection, variables === 2);
    if (!pairs) return noOverload(name, collection);
    let key: CelValue = null;
    const last = second ?? first;
    return comprehension.run({
      open: isOpen(collection),
      key: () => key,
      body: () => last(frame),
      condition: second ? () => first(frame) : undefined,
      each: visit => {
        for (const [itemKey, item] of pairs) {
          frame.meter.spend(1);
          key = itemKey;
          bind(frame, slot, variables === 2 ? [itemKey, item] : [item]);
          if (!visit(item)) return;
        }
      },
    });
  };
}

function bind(frame: Frame, slot: number, values: readonly CelValue[]): void {
  values.forEach((value, index) => {
    frame.locals[slot + index] = value;
  });
}

/** What one variable runs over: items of a list, keys of a map. Two: index and item, key and value. */
function pairsOf(collection: CelValue, two: boolean): Iterable<readonly [CelValue, CelValue]> | undefined {
  if (collection instanceof CelList) return indexed(collection.items);
  if (!(collection instanceof CelMap)) return undefined;
  return [...collection.entries.values()].map(({ key, value }) => [key, two ? value : key] as const);
}

function* indexed(items: readonly CelValue[]): Iterable<readonly [CelValue, CelValue]> {
  let index = 0n;
  for (const item of items) yield [index++, item];
}
