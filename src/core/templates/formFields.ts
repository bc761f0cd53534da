import { isRecord, ownProperty } from '../catalogue/entity.js';
import type { FormChecker } from './formCheck.js';
import { CUT_OFF, type FormSchema } from './formSchema.js';
import { pathKey, valueAt, type Path } from './formValues.js';

/** A field that is asked for while the values are as they are. */
export interface FormField {
  readonly path: Path;
  /** The same for as long as it is the same field. */
  readonly key: string;
  readonly name: string;
  readonly title: string;
  /** Titles of the objects that it stands in. */
  readonly groups: readonly string[];
  readonly required: boolean;
  /** Everything that is said of it, under the conditions as they are. */
  readonly schema: FormSchema;
  /** It has a value, but nobody is asked for it: `ui:widget: hidden`, `ui:readonly`, `ui:disabled` or `const`. */
  readonly settled?: 'hidden' | 'locked';
  /** Set for a question that is no value itself: which of several forms an object has. */
  readonly variants?: readonly FormSchema[];
}

/** What decides which fields there are. */
export interface FieldContext {
  readonly checker: FormChecker;
  /** Backstage's feature flags that are on. */
  readonly featureFlags: ReadonlySet<string>;
  /** Which form was chosen for an object, by the key of its question. */
  readonly choices: ReadonlyMap<string, number>;
}

/**
 * The fields of an object under the values as they are, nested objects among them, in the order of `ui:order`.
 * @param values all values of the form, defaults among them
 * @param path where the object stands
 */
export function activeFields(
  schema: FormSchema,
  values: unknown,
  path: Path,
  context: FieldContext,
): readonly FormField[] {
  return isFlaggedOff(schema, context) ? [] : fieldsOf(schema, values, path, [], context);
}

function fieldsOf(
  schema: FormSchema,
  values: unknown,
  path: Path,
  groups: readonly string[],
  context: FieldContext,
): readonly FormField[] {
  const shape = shapeOf(schema, valueAt(values, path), path, new Set(), context);
  const variants = shape.variants.map(({ key, alternatives }): FormField => ({
    ...{ path, key, name: '', groups, required: true, schema, variants: alternatives },
    title: schema.title ?? groups.at(-1) ?? '',
  }));
  const names = ordered([...shape.properties.keys()], schema.ui.get('order'));
  const fields = names.flatMap(name => {
    const own = shape.properties.get(name);
    if (!own || own === CUT_OFF || isFlaggedOff(own, context)) return [];
    const parents = ownProperty(schema.default, name);
    const merged = parents === undefined ? own : { ...own, default: parents };
    const at = [...path, name];
    const title = merged.title ?? name;
    if (isGroup(merged)) return fieldsOf(merged, values, at, [...groups, title], context);
    return [
      {
        ...{ path: at, key: pathKey(at), name, title, groups, schema: merged },
        required: shape.required.has(name),
        ...settledOf(merged),
      },
    ];
  });
  return [...variants, ...fields];
}

/** Whether a schema describes an object whose properties are asked for one by one. */
export function isGroup(schema: FormSchema): boolean {
  if (schema.ui.has('field') && schema.type?.includes('object') !== true) return false;
  if (schema.type && !schema.type.includes('object')) return false;
  const inside = [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  return (schema.properties?.size ?? 0) > 0 || inside.some(isGroup);
}

function settledOf(schema: FormSchema): Pick<FormField, 'settled'> {
  const { ui } = schema;
  if (ui.get('widget') === 'hidden') return { settled: 'hidden' };
  return ui.get('readonly') === true || ui.get('disabled') === true || schema.const ? { settled: 'locked' } : {};
}

function isFlaggedOff(schema: FormSchema, { featureFlags }: FieldContext): boolean {
  const flag = schema.ui.get('featureFlag');
  return typeof flag === 'string' && !featureFlags.has(flag);
}

/** What an object has while its value is as it is. */
interface Shape {
  readonly properties: Map<string, FormSchema>;
  readonly required: Set<string>;
  readonly variants: { readonly key: string; readonly alternatives: readonly FormSchema[] }[];
}

/** @param known properties that are there already, from around this schema */
function shapeOf(
  schema: FormSchema,
  value: unknown,
  path: Path,
  known: ReadonlySet<string>,
  context: FieldContext,
): Shape {
  const shape: Shape = {
    properties: new Map(schema.properties),
    required: new Set(schema.required),
    variants: [],
  };
  const knownHere = (): ReadonlySet<string> => new Set([...known, ...shape.properties.keys()]);
  const add = (inner: FormSchema | undefined, without: ReadonlySet<string> = new Set()): void => {
    if (!inner) return;
    const other = shapeOf(inner, value, path, knownHere(), context);
    for (const [name, property] of other.properties) {
      if (without.has(name)) continue;
      const before = shape.properties.get(name);
      shape.properties.set(name, before ? mergeSchemas(before, property) : property);
    }
    for (const name of other.required) shape.required.add(name);
    shape.variants.push(...other.variants);
  };
  for (const inner of schema.allOf ?? []) add(inner);
  if (schema.if) add(context.checker.fits(schema.if, value ?? {}) ? schema.then : schema.else);
  for (const [name, needed] of schema.dependencies ?? []) {
    if (ownProperty(value, name) === undefined) continue;
    if ('limits' in needed) add(needed);
    else for (const other of needed) shape.required.add(other);
  }
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const alternatives = schema[keyword]?.filter(describesObject);
    if (!alternatives || alternatives.length === 0) continue;
    const names = knownHere();
    const deciders = alternatives.map(alternative => decidersOf(alternative, names));
    if (deciders.every(({ size }) => size > 0)) {
      // The value of a property that is asked for anyway decides which one it is.
      const chosen = alternatives.findIndex((_, index) => allFit(deciders[index], value, context));
      add(alternatives[chosen], new Set(deciders[chosen]?.keys()));
    } else {
      const key = `${pathKey(path)}#${keyword}${String(shape.variants.length)}`;
      const fitting = alternatives.findIndex(alternative => context.checker.fits(alternative, value));
      if (alternatives.length > 1 && alternatives.some(({ properties }) => properties))
        shape.variants.push({ key, alternatives });
      add(alternatives[context.choices.get(key) ?? Math.max(0, fitting)]);
    }
  }
  return shape;
}

function describesObject(schema: FormSchema): boolean {
  return Boolean(schema.properties ?? schema.required ?? schema.allOf ?? schema.oneOf ?? schema.anyOf ?? schema.if);
}

/** The properties of an alternative that are known from elsewhere, and for which it allows only some values. */
function decidersOf(alternative: FormSchema, known: ReadonlySet<string>): ReadonlyMap<string, FormSchema> {
  const own = [...(alternative.properties ?? [])];
  return new Map(own.filter(([name, schema]) => known.has(name) && Boolean(schema.const ?? schema.enum)));
}

function allFit(
  deciders: ReadonlyMap<string, FormSchema> | undefined,
  value: unknown,
  { checker }: FieldContext,
): boolean {
  return [...(deciders ?? [])].every(([name, schema]) => checker.fits(schema, ownProperty(value, name)));
}

/** What two schemas say together; where only one can be right, the later. */
function mergeSchemas(first: FormSchema, second: FormSchema): FormSchema {
  const allOf = [...(first.allOf ?? []), ...(second.allOf ?? [])];
  const properties = new Map(first.properties);
  for (const [name, schema] of second.properties ?? []) {
    const before = properties.get(name);
    properties.set(name, before ? mergeSchemas(before, schema) : schema);
  }
  return {
    ...first,
    ...second,
    limits: { ...first.limits, ...second.limits },
    ui: new Map([...first.ui, ...second.ui]),
    ...(allOf.length > 0 ? { allOf } : {}),
    ...(properties.size > 0 ? { properties } : {}),
  };
}

/** `ui:order`: names in their order, `*` for all others; what it does not name comes last. */
function ordered(names: readonly string[], order: unknown): readonly string[] {
  if (!Array.isArray(order)) return names;
  const wanted = order.filter((name): name is string => typeof name === 'string');
  const others = names.filter(name => !wanted.includes(name));
  const star = wanted.indexOf('*');
  const named = (list: readonly string[]): readonly string[] => list.filter(name => names.includes(name));
  if (star < 0) return [...new Set([...named(wanted), ...others])];
  return [...new Set([...named(wanted.slice(0, star)), ...others, ...named(wanted.slice(star + 1))])];
}

const MOST_ROUNDS = 20;

/**
 * Values with the defaults of the fields that nobody has answered. A default can bring fields with defaults of their own.
 * @param answered keys of the fields that were answered, also with nothing
 */
export function withDefaults(
  schemas: readonly FormSchema[],
  values: unknown,
  answered: ReadonlySet<string>,
  context: FieldContext,
): unknown {
  const filled: unknown = structuredClone(values);
  for (let round = 0, changed = true; changed && round < MOST_ROUNDS; round++) {
    changed = false;
    for (const schema of schemas)
      for (const field of activeFields(schema, filled, [], context)) {
        const own = field.schema.const ? field.schema.const.value : field.schema.default;
        if (field.variants || own === undefined || answered.has(field.key)) continue;
        if (valueAt(filled, field.path) !== undefined) continue;
        put(filled, field.path, own);
        changed = true;
      }
  }
  return filled;
}

/** Puts a value where a field says. The names come from a form that has been read: none of them is `__proto__`. */
function put(values: unknown, path: Path, value: unknown): void {
  let object = values;
  for (const name of path.slice(0, -1)) {
    if (!isRecord(object)) return;
    if (!isRecord(ownProperty(object, String(name)))) Object.assign(object, { [name]: {} });
    object = ownProperty(object, String(name));
  }
  const last = path.at(-1);
  if (isRecord(object) && last !== undefined) Object.assign(object, { [last]: value });
}

/**
 * The values of the fields that are asked for, and no others: what is sent.
 * @param schemas of all pages
 */
export function activeValues(schemas: readonly FormSchema[], values: unknown, context: FieldContext): unknown {
  const kept: unknown = {};
  for (const schema of schemas)
    for (const field of activeFields(schema, values, [], context)) {
      const value = valueAt(values, field.path);
      if (!field.variants && value !== undefined) put(kept, field.path, activeValue(field.schema, value, context));
    }
  return kept;
}

function activeValue(schema: FormSchema, value: unknown, context: FieldContext): unknown {
  const { items } = schema;
  if (!Array.isArray(value) || !items || !isGroup(items)) return value;
  return value.map(item => activeValues([items], item, context));
}
