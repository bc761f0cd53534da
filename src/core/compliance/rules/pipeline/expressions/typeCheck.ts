import type { Span } from '../../../yaml/node.js';
import { CONTEXTS, type Availability } from './availability.js';
import type { Expression } from './expression.js';
import { FUNCTIONS, type ExpressionFunction, type Wanted } from './functions.js';
import { nearestName } from '../../../../catalogue/language/names.js';
import { ANY, BOOLEAN, isComparable, isOrdered, merged, typeName, typeOfJson, type ExpressionType } from './types.js';

/** What an expression is checked against. */
export interface Surrounding {
  readonly available: Availability;
  /** The type of a context by its name in lower case; undefined for one that there is not. */
  readonly context: (name: string) => ExpressionType | undefined;
  /** Takes what is wrong. Spans count as those of the expression. */
  readonly report: (problem: TypeProblem) => void;
}

export interface TypeProblem {
  readonly at: Span;
  readonly message: string;
  readonly values: readonly string[];
  /** What was probably meant, to stand in place of the span. */
  readonly nearest?: string;
}

/** The type of an expression; says on the way what cannot be right. */
export function typeOf(expression: Expression, around: Surrounding): ExpressionType {
  switch (expression.type) {
    case 'literal':
      return typeOfJson(expression.value);
    case 'context':
      return contextType(expression, around);
    case 'property':
      return propertyType(expression, around);
    case 'index':
      return indexType(expression, around);
    case 'filter':
      return filterType(expression, around);
    case 'call':
      return callType(expression, around);
    case 'not':
      typeOf(expression.operand, around);
      return BOOLEAN;
    case 'compare':
      return compareType(expression, around);
    case 'logical':
      return logicalType(expression, around);
  }
}

type Of<Type extends Expression['type']> = Extract<Expression, { type: Type }>;

function contextType(expression: Of<'context'>, { context, available, report }: Surrounding): ExpressionType {
  const name = expression.name.toLowerCase();
  const type = context(name);
  if (!type) {
    const nearest = nearestName(name, [...available.contexts]);
    report({
      at: expression,
      message: nearest === undefined ? 'There is no context {0}.' : 'There is no context {0}. Is {1} meant?',
      values: nearest === undefined ? [expression.name] : [expression.name, nearest],
      ...(nearest === undefined ? {} : { nearest }),
    });
    return ANY;
  }
  if (CONTEXTS.includes(name) && !available.contexts.has(name))
    report({
      at: expression,
      message:
        available.contexts.size === 0
          ? 'The context {0} is not there at this place: no context is.'
          : 'The context {0} is not there at this place. There are: {1}.',
      values: [expression.name, [...available.contexts].sort().join(', ')],
    });
  return type;
}

function propertyType(expression: Of<'property'>, around: Surrounding): ExpressionType {
  const object = typeOf(expression.object, around);
  if (object.kind === 'array') {
    if (object.filtered) {
      const element = propertyOf(object.element, expression, around, true);
      return { kind: 'array', element, filtered: true };
    }
    around.report({
      at: expression.at,
      message: 'A list has no property {0}: “.*” in between takes that of every element.',
      values: [expression.name],
    });
    return ANY;
  }
  return propertyOf(object, expression, around, false);
}

function propertyOf(
  object: ExpressionType,
  { name, at }: Of<'property'>,
  { report }: Surrounding,
  lenient: boolean,
): ExpressionType {
  if (object.kind === 'any') return ANY;
  if (object.kind !== 'object') {
    if (!lenient)
      report({
        at,
        message: 'A value of type {0} has no property {1}.',
        values: [typeName(object), name],
      });
    return ANY;
  }
  const found = object.properties.get(name.toLowerCase()) ?? object.others;
  if (found) return found;
  if (lenient) return ANY;
  const nearest = nearestName(name, [...object.properties.keys()]);
  report({
    at,
    message:
      nearest === undefined
        ? object.properties.size === 0
          ? 'There is no {0}: nothing is there at this place.'
          : 'There is no {0}. There are: {1}.'
        : 'There is no {0}. Is {1} meant?',
    values: [name, nearest ?? [...object.properties.keys()].sort().slice(0, 20).join(', ')],
    ...(nearest === undefined ? {} : { nearest }),
  });
  return ANY;
}

function indexType(expression: Of<'index'>, around: Surrounding): ExpressionType {
  const object = typeOf(expression.object, around);
  const index = typeOf(expression.index, around);
  if (object.kind === 'any') return ANY;
  if (object.kind === 'array') {
    if (index.kind !== 'any' && index.kind !== 'number')
      around.report({
        at: expression.index,
        message: 'Elements of a list are counted: {0} is no number.',
        values: [typeName(index)],
      });
    return object.element;
  }
  if (object.kind === 'object') {
    if (index.kind !== 'any' && index.kind !== 'string')
      around.report({
        at: expression.index,
        message: 'Properties have names: a value of type {0} is none.',
        values: [typeName(index)],
      });
    return object.others ?? ANY;
  }
  around.report({
    at: expression.index,
    message: 'A value of type {0} has nothing in it.',
    values: [typeName(object)],
  });
  return ANY;
}

function filterType(expression: Of<'filter'>, around: Surrounding): ExpressionType {
  const object = typeOf(expression.object, around);
  switch (object.kind) {
    case 'array':
      return {
        kind: 'array',
        element: object.filtered && object.element.kind === 'array' ? object.element.element : object.element,
        filtered: true,
      };
    case 'object': {
      const types = [...object.properties.values(), ...(object.others ? [object.others] : [])];
      return { kind: 'array', element: types.length === 0 ? ANY : types.reduce(merged), filtered: true };
    }
    case 'any':
      return { kind: 'array', element: ANY, filtered: true };
    default:
      around.report({
        at: expression,
        message: 'A value of type {0} has nothing in it.',
        values: [typeName(object)],
      });
      return ANY;
  }
}

function callType(expression: Of<'call'>, around: Surrounding): ExpressionType {
  const { name, at, args } = expression;
  const { report, available } = around;
  const types = args.map(arg => typeOf(arg, around));
  const known = FUNCTIONS.get(name.toLowerCase());
  if (!known) {
    const nearest = nearestName(
      name,
      [...FUNCTIONS.values()].map(each => each.name),
    );
    report({
      at,
      message: nearest === undefined ? 'There is no function {0}.' : 'There is no function {0}. Is {1} meant?',
      values: nearest === undefined ? [name] : [name, nearest],
      ...(nearest === undefined ? {} : { nearest }),
    });
    return ANY;
  }
  if (known.special && !available[known.special])
    report({
      at,
      message:
        known.special === 'files'
          ? 'The function {0} can be called in steps alone: before, there are no files.'
          : 'The function {0} can be called in “if” alone.',
      values: [name],
    });
  if (args.length < known.least || (!known.rest && args.length > known.args.length)) {
    report({ at, message: 'The function {0} does not take {1} arguments.', values: [name, String(args.length)] });
    return known.result;
  }
  types.forEach((type, position) => {
    const arg = args[position];
    const wanted = known.args[position] ?? known.rest ?? 'any';
    if (!arg || accepts(wanted, type)) return;
    report({
      at: arg,
      message: 'The function {0} takes {1} here: a value of type {2} is none.',
      values: [name, wanted === 'text' ? 'a text' : 'a list or a text', typeName(type)],
    });
  });
  return specialResult(known, expression, around);
}

function accepts(wanted: Wanted, { kind }: ExpressionType): boolean {
  if (wanted === 'any' || kind === 'any') return true;
  if (kind === 'array') return wanted === 'arrayOrText';
  return kind !== 'object';
}

function specialResult(known: ExpressionFunction, { args }: Of<'call'>, { report }: Surrounding): ExpressionType {
  const [first, ...others] = args;
  if (first?.type !== 'literal' || typeof first.value !== 'string') return known.result;
  if (known.name === 'fromJSON') {
    try {
      return typeOfJson(JSON.parse(first.value));
    } catch {
      report({ at: first, message: 'This text is no JSON: {0}', values: [first.value] });
      return ANY;
    }
  }
  if (known.name === 'format') checkFormat(first.value, first, others, report);
  return known.result;
}

/** Every placeholder has an argument, and every argument a placeholder. */
function checkFormat(text: string, at: Span, args: readonly Expression[], report: Surrounding['report']): void {
  const used = new Set<number>();
  for (const [, number] of text.replaceAll(/\{\{|\}\}/g, '').matchAll(/\{(\d+)\}/g)) used.add(Number(number));
  for (const number of used)
    if (number >= args.length) report({ at, message: 'Nothing is given for {0}.', values: [`{${String(number)}}`] });
  args.forEach((arg, number) => {
    if (!used.has(number))
      report({ at: arg, message: 'The text has no {0}: this argument is not used.', values: [`{${String(number)}}`] });
  });
}

function compareType({ operator, left, right }: Of<'compare'>, around: Surrounding): ExpressionType {
  const a = typeOf(left, around);
  const b = typeOf(right, around);
  const equality = operator === '==' || operator === '!=';
  if (equality ? !isComparable(a, b) : !isOrdered(a) || !isOrdered(b))
    around.report({
      at: { start: left.start, end: right.end },
      message: 'Values of the types {0} and {1} cannot be compared with “{2}”: the result is always the same.',
      values: [typeName(a), typeName(b), operator],
    });
  return BOOLEAN;
}

function logicalType({ operator, args }: Of<'logical'>, around: Surrounding): ExpressionType {
  const types = args.map(arg => typeOf(arg, around));
  // What counts as true goes on to the right of `&&`, and stops at `||`.
  const last = types.at(-1) ?? ANY;
  if (operator === '&&') {
    const before = args.slice(0, -1);
    return before.every(isAlwaysTrue) ? last : merged(last, types.slice(0, -1).reduce(merged));
  }
  return types.reduce((a, b, position) => {
    const arg = args[position - 1];
    if (arg?.type === 'logical' && arg.operator === '&&') {
      // `condition && value || other` is the usual way to choose between two values.
      const chosen = arg.args.at(-1);
      return merged(chosen ? (literalType(chosen) ?? a) : a, b);
    }
    return merged(a, b);
  });
}

function isAlwaysTrue(expression: Expression): boolean {
  if (expression.type === 'literal') return Boolean(expression.value);
  return expression.type === 'logical' && expression.operator === '||' && expression.args.some(isAlwaysTrue);
}

function literalType(expression: Expression): ExpressionType | undefined {
  return expression.type === 'literal' ? typeOfJson(expression.value) : undefined;
}

/** Whether a value depends on nothing, so that it is always the same. */
export function isConstant(expression: Expression): boolean {
  switch (expression.type) {
    case 'literal':
      return true;
    case 'context':
      return false;
    case 'property':
    case 'filter':
      return isConstant(expression.object);
    case 'index':
      return isConstant(expression.object) && isConstant(expression.index);
    case 'call':
      return (FUNCTIONS.get(expression.name.toLowerCase())?.pure ?? false) && expression.args.every(isConstant);
    case 'not':
      return isConstant(expression.operand);
    case 'compare':
      return isConstant(expression.left) && isConstant(expression.right);
    case 'logical':
      return expression.args.every(isConstant);
  }
}
