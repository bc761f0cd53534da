import type { Meter } from '../cel/meter.js';
import { patternOf, type Pattern } from '../cel/functions/regularExpressions.js';
import { codePoints } from '../cel/functions/conversions.js';
import { compare, equal } from '../cel/operators.js';
import { treeValue } from '../cel/tree.js';
import { CelList, CelMap, CelUnknown, isStop, UNKNOWN, type CelValue } from '../cel/value.js';
import { entriesOf, itemsOf, mapOf, resolved, scalarOf } from '../yaml/navigate.js';
import type { YamlNode } from '../yaml/node.js';
import type { Complain } from './pack.js';
import type { NodePath } from './nodePath.js';
import { PACK_RULES } from './packRules.js';

/** What a value misses. */
export interface Violation {
  readonly path: NodePath;
  readonly message: string;
}

/** What a schema says of a value: what it misses, and whether all of that is certain. */
export type SchemaAnswer = readonly Violation[] | CelUnknown;

/** A JSON Schema that is ready to run. */
export interface SchemaCheck {
  readonly validate: (value: CelValue, meter: Meter) => SchemaAnswer;
}

type Validate = (value: CelValue, path: NodePath, meter: Meter, depth: number) => SchemaAnswer;

const NOTHING: readonly Violation[] = [];
/** A schema that names itself goes as deep as the value; an alias can make that endless. */
const DEEPEST = 60;

interface Context {
  readonly complain: Complain;
  readonly definitions: Map<string, Validate>;
  readonly root: YamlNode;
}

/**
 * Compiles a JSON Schema to closures over values (a subset of draft 2020-12 and draft 7: what Polaris and Kubernetes use; patterns
 * are RE2). What is not known of a value makes the answer unknown, unless something else is wrong for certain.
 * @returns undefined where something in it is wrong; that was told
 */
export function compileSchema(node: YamlNode, complain: Complain): SchemaCheck | undefined {
  const seen = { problem: false };
  const context: Context = {
    root: node,
    definitions: new Map(),
    complain: (...words) => {
      seen.problem = true;
      complain(...words);
    },
  };
  const validate = compile(node, context);
  return seen.problem ? undefined : { validate: (value, meter) => validate(value, [], meter, 0) };
}

type Keyword = (node: YamlNode, context: Context, siblings: YamlNode) => Validate;

function compile(node: YamlNode, context: Context): Validate {
  const whole = treeValue(node, 'core');
  if (whole === true) return () => NOTHING;
  if (whole === false) return (_, path) => [{ path, message: 'must not be there' }];
  if (!mapOf(node)) {
    context.complain(PACK_RULES.field, node, 'A schema is a mapping, true or false.');
    return () => NOTHING;
  }
  const parts: Validate[] = [];
  for (const { name, key, value } of entriesOf(node)) {
    if (ANNOTATIONS.has(name)) continue;
    const keyword = KEYWORDS.get(name);
    if (keyword) parts.push(keyword(value, context, node));
    else context.complain(PACK_RULES.field, key, 'The keyword “{0}” of JSON Schema is not supported here.', name);
  }
  return (value, path, meter, depth) => {
    meter.spend(1);
    if (isStop(value) || depth > DEEPEST) return UNKNOWN;
    return both(parts.map(part => part(value, path, meter, depth + 1)));
  };
}

/** Everything that is wrong for certain; unknown only where nothing is. */
function both(answers: readonly SchemaAnswer[]): SchemaAnswer {
  const violations = answers.flatMap(answer => (answer instanceof CelUnknown ? [] : answer));
  if (violations.length > 0) return violations;
  return answers.find(answer => answer instanceof CelUnknown) ?? NOTHING;
}

const ANNOTATIONS: ReadonlySet<string> = new Set([
  ...['$schema', '$id', '$comment', 'title', 'description', 'default', 'examples', 'format', 'deprecated'],
  ...['definitions', '$defs', 'then', 'else'],
]);

function passes(answer: SchemaAnswer): boolean | CelUnknown {
  return answer instanceof CelUnknown ? answer : answer.length === 0;
}

function wordOf(node: YamlNode): string {
  return scalarOf(node)?.text ?? '';
}

function nameOf(key: CelValue): string {
  return typeof key === 'string' ? key : '';
}

function shown(value: CelValue): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' ? String(value) : '…';
}

const wrong = (path: NodePath, message: string): readonly Violation[] => [{ path, message }];

/** A keyword whose value is known when the schema is read. */
function plain(check: (wanted: CelValue, value: CelValue, meter: Meter) => string | CelUnknown | undefined): Keyword {
  return node => {
    const wanted = treeValue(node, 'core');
    return (value, path, meter) => {
      const answer = check(wanted, value, meter);
      if (answer instanceof CelUnknown) return answer;
      return answer === undefined ? NOTHING : wrong(path, answer);
    };
  };
}

const TYPE_TESTS: ReadonlyMap<string, (value: CelValue) => boolean> = new Map<string, (value: CelValue) => boolean>([
  ['null', value => value === null],
  ['boolean', value => typeof value === 'boolean'],
  ['string', value => typeof value === 'string'],
  ['integer', value => typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))],
  ['number', value => typeof value === 'bigint' || typeof value === 'number'],
  ['array', value => value instanceof CelList],
  ['object', value => value instanceof CelMap],
]);

const typeKeyword: Keyword = (node, { complain }) => {
  const names = (resolved(node)?.type === 'seq' ? itemsOf(node) : [node]).map(item => wordOf(item));
  const tests = names.map(name => TYPE_TESTS.get(name));
  if (tests.includes(undefined))
    complain(PACK_RULES.field, node, 'A type is one of {0}.', [...TYPE_TESTS.keys()].join(', '));
  return (value, path) =>
    tests.some(test => test?.(value)) ? NOTHING : wrong(path, `is to be of type ${names.join(' or ')}`);
};

const requiredKeyword: Keyword = node => {
  const names = itemsOf(node).map(item => wordOf(item));
  return (value, path) => {
    if (!(value instanceof CelMap)) return NOTHING;
    return both(
      names.map(name => {
        const found = value.get(name);
        if (found === UNKNOWN && !value.entries.has(`s${name}`)) return UNKNOWN;
        return found === undefined ? wrong([...path, name], `“${name}” is missing`) : NOTHING;
      }),
    );
  };
};

/** `properties`, `patternProperties` and `additionalProperties` belong together. */
const propertiesKeyword: Keyword = (node, context) => {
  const schemas = entriesOf(node).map(({ name, value }) => [name, compile(value, context)] as const);
  return (value, path, meter, depth) => {
    if (!(value instanceof CelMap)) return NOTHING;
    return both(
      schemas.map(([name, schema]) => {
        const entry = value.entries.get(`s${name}`);
        return entry ? schema(entry.value, [...path, name], meter, depth) : NOTHING;
      }),
    );
  };
};

function patternsOf(node: YamlNode | undefined, { complain }: Context): readonly (readonly [Pattern, YamlNode])[] {
  return entriesOf(node).flatMap(({ name, key, value }) => {
    const pattern = patternOf(name);
    if (typeof pattern !== 'string') return [[pattern, value] as const];
    complain(PACK_RULES.pattern, key, 'This is no regular expression of RE2: {0}.', pattern);
    return [];
  });
}

function matches(pattern: Pattern, text: string, meter: Meter): boolean {
  meter.spend(Math.ceil((text.length * pattern.size) / 100));
  return pattern.test(text);
}

const patternPropertiesKeyword: Keyword = (node, context) => {
  const schemas = patternsOf(node, context).map(([pattern, schema]) => [pattern, compile(schema, context)] as const);
  return (value, path, meter, depth) => {
    if (!(value instanceof CelMap)) return NOTHING;
    return both(
      [...value.entries.values()].flatMap(({ key, value: below }) =>
        schemas
          .filter(([pattern]) => matches(pattern, nameOf(key), meter))
          .map(([, schema]) => schema(below, [...path, nameOf(key)], meter, depth)),
      ),
    );
  };
};

const additionalPropertiesKeyword: Keyword = (node, context, siblings) => {
  const schema = compile(node, context);
  const entries = entriesOf(siblings);
  const named = new Set(entriesOf(entries.find(({ name }) => name === 'properties')?.value).map(({ name }) => name));
  const patterns = patternsOf(entries.find(({ name }) => name === 'patternProperties')?.value, context);
  return (value, path, meter, depth) => {
    if (!(value instanceof CelMap)) return NOTHING;
    return both(
      [...value.entries.values()].flatMap(({ key, value: below }) => {
        const name = nameOf(key);
        if (named.has(name) || patterns.some(([pattern]) => matches(pattern, name, meter))) return [];
        return [schema(below, [...path, name], meter, depth)];
      }),
    );
  };
};

const propertyNamesKeyword: Keyword = (node, context) => {
  const schema = compile(node, context);
  return (value, path, meter, depth) => {
    if (!(value instanceof CelMap)) return NOTHING;
    const names = [...value.entries.values()].map(({ key }) => nameOf(key));
    return both(names.map(name => schema(name, [...path, name], meter, depth)));
  };
};

const itemsKeyword: Keyword = (node, context) => {
  const schema = compile(node, context);
  return (value, path, meter, depth) =>
    value instanceof CelList
      ? both(value.items.map((item, index) => schema(item, [...path, index], meter, depth)))
      : NOTHING;
};

const containsKeyword: Keyword = (node, context) => {
  const schema = compile(node, context);
  return (value, path, meter, depth) => {
    if (!(value instanceof CelList)) return NOTHING;
    const answers = value.items.map((item, index) => passes(schema(item, [...path, index], meter, depth)));
    if (answers.includes(true)) return NOTHING;
    if (value.open || answers.includes(UNKNOWN)) return UNKNOWN;
    return wrong(path, 'has no item of the kind that is needed');
  };
};

/** What is wrong in the value's own words, where only one schema could fit, else in general ones. */
const anyOfKeyword: Keyword = (node, context) => {
  const schemas = itemsOf(node).map(item => compile(item, context));
  return (value, path, meter, depth) => {
    const answers = schemas.map(schema => passes(schema(value, path, meter, depth)));
    if (answers.includes(true)) return NOTHING;
    return answers.includes(UNKNOWN) ? UNKNOWN : wrong(path, 'fits none of what is allowed');
  };
};

const oneOfKeyword: Keyword = (node, context) => {
  const schemas = itemsOf(node).map(item => compile(item, context));
  return (value, path, meter, depth) => {
    const answers = schemas.map(schema => passes(schema(value, path, meter, depth)));
    const fits = answers.filter(answer => answer === true).length;
    if (fits > 1) return wrong(path, 'fits more than one of what is allowed');
    if (answers.includes(UNKNOWN)) return UNKNOWN;
    return fits === 1 ? NOTHING : wrong(path, 'fits none of what is allowed');
  };
};

const allOfKeyword: Keyword = (node, context) => {
  const schemas = itemsOf(node).map(item => compile(item, context));
  return (value, path, meter, depth) => both(schemas.map(schema => schema(value, path, meter, depth)));
};

const notKeyword: Keyword = (node, context) => {
  const schema = compile(node, context);
  return (value, path, meter, depth) => {
    const answer = passes(schema(value, path, meter, depth));
    if (answer instanceof CelUnknown) return answer;
    return answer ? wrong(path, 'is what is not allowed') : NOTHING;
  };
};

const ifKeyword: Keyword = (node, context, siblings) => {
  const entries = entriesOf(siblings);
  const part = (name: string): Validate | undefined => {
    const entry = entries.find(each => each.name === name);
    return entry && compile(entry.value, context);
  };
  const [condition, then, otherwise] = [compile(node, context), part('then'), part('else')];
  return (value, path, meter, depth) => {
    const answer = passes(condition(value, path, meter, depth));
    if (answer instanceof CelUnknown) return answer;
    return (answer ? then : otherwise)?.(value, path, meter, depth) ?? NOTHING;
  };
};

/** `#/definitions/name`, `#/$defs/name`, `#`: within the same schema; nothing is ever loaded. */
const refKeyword: Keyword = (node, context) => {
  const name = wordOf(node);
  const known = context.definitions.get(name);
  if (known) return known;
  let target: Validate | undefined;
  const late: Validate = (...args) => target?.(...args) ?? NOTHING;
  context.definitions.set(name, late);
  const at = definitionOf(name, context.root);
  if (at) target = compile(at, context);
  else context.complain(PACK_RULES.field, node, 'There is no {0} in this schema.', name);
  return late;
};

function definitionOf(name: string, root: YamlNode): YamlNode | undefined {
  if (name === '#') return root;
  const [, list, key] = /^#\/(definitions|\$defs)\/([^/]+)$/.exec(name) ?? [];
  const definitions = entriesOf(root).find(each => each.name === list)?.value;
  return entriesOf(definitions).find(each => each.name === key)?.value;
}

const patternKeyword: Keyword = (node, { complain }) => {
  const text = wordOf(node);
  const pattern = patternOf(text);
  if (typeof pattern === 'string') {
    complain(PACK_RULES.pattern, node, 'This is no regular expression of RE2: {0}.', pattern);
    return () => NOTHING;
  }
  return (value, path, meter) =>
    typeof value !== 'string' || matches(pattern, value, meter) ? NOTHING : wrong(path, `does not match ${text}`);
};

function isNumber(value: CelValue): boolean {
  return typeof value === 'bigint' || typeof value === 'number';
}

/** A bound of numbers. */
const bound = (words: string, holds: (order: number) => boolean): Keyword =>
  plain((wanted, value, meter) => {
    if (!isNumber(value)) return undefined;
    const order = compare(value, wanted, meter);
    return typeof order === 'number' && holds(order) ? undefined : `is to be ${words} ${shown(wanted)}`;
  });

/** A bound of how many there are. Of what may still grow, only too much is certain. */
const count = (
  words: string,
  sizeOf: (value: CelValue) => number | undefined,
  holds: (size: number, wanted: number) => boolean,
  isMost: boolean,
): Keyword =>
  plain((wanted, value) => {
    const size = sizeOf(value);
    if (size === undefined) return undefined;
    const fits = holds(size, Number(wanted));
    if ((value instanceof CelList || value instanceof CelMap) && value.open && fits === isMost) return UNKNOWN;
    return fits ? undefined : `is to have ${words} ${shown(wanted)}`;
  });

const items = (value: CelValue): number | undefined => (value instanceof CelList ? value.items.length : undefined);
const letters = (value: CelValue): number | undefined => (typeof value === 'string' ? codePoints(value) : undefined);
const keys = (value: CelValue): number | undefined => (value instanceof CelMap ? value.entries.size : undefined);
const atLeast = (size: number, wanted: number): boolean => size >= wanted;
const atMost = (size: number, wanted: number): boolean => size <= wanted;

const KEYWORDS: ReadonlyMap<string, Keyword> = new Map<string, Keyword>([
  ['type', typeKeyword],
  ['required', requiredKeyword],
  ['properties', propertiesKeyword],
  ['patternProperties', patternPropertiesKeyword],
  ['additionalProperties', additionalPropertiesKeyword],
  ['propertyNames', propertyNamesKeyword],
  ['items', itemsKeyword],
  ['contains', containsKeyword],
  ['allOf', allOfKeyword],
  ['anyOf', anyOfKeyword],
  ['oneOf', oneOfKeyword],
  ['not', notKeyword],
  ['if', ifKeyword],
  ['$ref', refKeyword],
  ['pattern', patternKeyword],
  [
    'enum',
    plain((wanted, value, meter) => {
      if (!(wanted instanceof CelList)) return undefined;
      const answers = wanted.items.map(item => equal(item, value, meter));
      if (answers.includes(true)) return undefined;
      return answers.includes(UNKNOWN) ? UNKNOWN : 'is none of the values that are allowed';
    }),
  ],
  [
    'const',
    plain((wanted, value, meter) => {
      const same = equal(wanted, value, meter);
      if (same instanceof CelUnknown) return same;
      return same === true ? undefined : 'is not the value that is wanted';
    }),
  ],
  [
    'uniqueItems',
    plain((wanted, value, meter) => {
      if (wanted !== true || !(value instanceof CelList)) return undefined;
      const twice = value.items.some((item, index) =>
        value.items.slice(0, index).some(other => equal(item, other, meter) === true),
      );
      return twice ? 'has an item twice' : undefined;
    }),
  ],
  ['minimum', bound('at least', order => order >= 0)],
  ['maximum', bound('at most', order => order <= 0)],
  ['exclusiveMinimum', bound('more than', order => order > 0)],
  ['exclusiveMaximum', bound('less than', order => order < 0)],
  [
    'multipleOf',
    plain((wanted, value) => {
      if (!isNumber(value)) return undefined;
      const rest = Number(value) / Number(wanted);
      return Number.isInteger(rest) ? undefined : `is to be a multiple of ${shown(wanted)}`;
    }),
  ],
  ['minItems', count('items, at least', items, atLeast, false)],
  ['maxItems', count('items, at most', items, atMost, true)],
  ['minLength', count('characters, at least', letters, atLeast, false)],
  ['maxLength', count('characters, at most', letters, atMost, true)],
  ['minProperties', count('entries, at least', keys, atLeast, false)],
  ['maxProperties', count('entries, at most', keys, atMost, true)],
]);
