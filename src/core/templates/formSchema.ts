import { isRecord, ownProperty } from '../catalogue/entity.js';
import { failure, success, type Problem, type Result } from '../common/problem.js';
import type { TemplateForm } from './scaffolder.js';

const TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const;
export type TypeName = (typeof TYPES)[number];

/**
 * JSON Schema (draft 7) as far as a form uses it, read from data of a server: every keyword has the type that it should have,
 * references are replaced by what they mean, and depth and size are bounded.
 */
export interface FormSchema {
  readonly type?: readonly TypeName[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: { readonly value: unknown };
  readonly enum?: readonly unknown[];
  /** Names of the values of `enum`: `enumNames` beside it, or `ui:enumNames`. */
  readonly enumNames?: readonly string[];
  readonly properties?: ReadonlyMap<string, FormSchema>;
  readonly required?: readonly string[];
  readonly items?: FormSchema;
  readonly oneOf?: readonly FormSchema[];
  readonly anyOf?: readonly FormSchema[];
  readonly allOf?: readonly FormSchema[];
  readonly not?: FormSchema;
  readonly if?: FormSchema;
  readonly then?: FormSchema;
  readonly else?: FormSchema;
  readonly contains?: FormSchema;
  readonly additionalProperties?: FormSchema;
  /** What is asked for besides, where a property has a value. */
  readonly dependencies?: ReadonlyMap<string, readonly string[] | FormSchema>;
  readonly pattern?: string;
  readonly format?: string;
  /** `minLength`, `maximum`, `multipleOf`, `minItems` … */
  readonly limits: Readonly<Partial<Record<LimitName, number>>>;
  readonly uniqueItems?: boolean;
  /** `ui:` options by their names without `ui:`; what stands in `ui:options` is among them. */
  readonly ui: ReadonlyMap<string, unknown>;
}

const LIMITS = [
  ...(['minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'] as const),
  ...(['minItems', 'maxItems', 'minProperties', 'maxProperties'] as const),
];
export type LimitName = (typeof LIMITS)[number];

const SUBSCHEMAS = ['not', 'if', 'then', 'else', 'contains', 'additionalProperties'] as const;
const ALTERNATIVES = ['oneOf', 'anyOf', 'allOf'] as const;

const DEEPEST = 60;
const MOST_PARTS = 20_000;
/** How often a definition may stand inside itself: a form that is a tree is asked for to this depth. */
const MOST_ROUNDS = 2;

/** A page of a form, read. */
export interface SchemaPage {
  readonly title?: string;
  readonly description?: string;
  readonly schema: FormSchema;
}

/**
 * Reads the pages of a form.
 * @returns `invalid` with the place and what is wrong there, for what is no schema or too large to be a form
 */
export function readForm(form: TemplateForm): Result<readonly SchemaPage[]> {
  try {
    const parts = { left: MOST_PARTS };
    const pages = form.pages.map(({ title, description, schema }, index) => ({
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      schema: new Reader(schema, parts).read(schema, `page ${String(index + 1)}`, 0, []),
    }));
    return success(pages);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return failure(error.problem);
  }
}

/** How the reading of a schema ends where it cannot go on. It does not leave this file. */
class SchemaError extends Error {
  readonly problem: Problem;

  constructor(where: string, what: string) {
    super(what);
    const message = `The form of this template cannot be asked for: ${what} (${shortened(where)}).`;
    this.problem = { kind: 'invalid', message };
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

class Reader {
  constructor(
    private readonly root: unknown,
    private readonly parts: { left: number },
  ) {}

  /** @param rounds the references that led here */
  read(value: unknown, where: string, depth: number, rounds: readonly string[]): FormSchema {
    if (depth > DEEPEST) throw new SchemaError(where, `it is more than ${String(DEEPEST)} levels deep`);
    if (this.parts.left-- <= 0)
      throw new SchemaError(where, `it has more than ${MOST_PARTS.toLocaleString('en')} parts`);
    if (value === true) return ANYTHING;
    if (value === false) return { not: ANYTHING, limits: {}, ui: new Map() };
    if (!isRecord(value)) throw new SchemaError(where, `there must be a JSON Schema, not ${kindOf(value)}`);
    const ref = ownProperty(value, '$ref');
    if (ref !== undefined) return this.readReference(value, ref, where, depth, rounds);
    return this.readKeywords(value, where, depth, rounds);
  }

  private readReference(
    value: Readonly<Record<string, unknown>>,
    ref: unknown,
    where: string,
    depth: number,
    rounds: readonly string[],
  ): FormSchema {
    if (typeof ref !== 'string') throw new SchemaError(where, `“$ref” must be a text, not ${kindOf(ref)}`);
    if (!ref.startsWith('#')) throw new SchemaError(where, `“$ref” leads out of the template: ${shortened(ref)}`);
    // A definition that needs itself without end: deeper than this, anything may stand there.
    if (rounds.filter(round => round === ref).length >= MOST_ROUNDS) return CUT_OFF;
    const target = this.lookUp(ref);
    if (target === undefined) throw new SchemaError(where, `“$ref” leads nowhere: ${shortened(ref)}`);
    const read = this.read(target, `${where} → ${ref}`, depth + 1, [...rounds, ref]);
    // Draft 7 has nothing beside a reference count; its title and its `ui:` options are for the form alone.
    const own = this.readKeywords(onlyTexts(value), where, depth, rounds);
    return { ...read, ...withoutEmpty(own), limits: read.limits, ui: new Map([...read.ui, ...own.ui]) };
  }

  private lookUp(ref: string): unknown {
    let target: unknown = this.root;
    for (const part of ref.split('/').slice(1)) {
      const name = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
      target = Array.isArray(target) ? target[Number(name)] : ownProperty(target, name);
    }
    return target;
  }

  private readKeywords(
    value: Readonly<Record<string, unknown>>,
    where: string,
    depth: number,
    rounds: readonly string[],
  ): FormSchema {
    const at = (name: string): string => `${where}, ${name}`;
    const own = (name: string): unknown => ownProperty(value, name);
    const child = (inner: unknown, name: string): FormSchema => this.read(inner, at(name), depth + 1, rounds);
    const ui = uiOptions(value);
    const schema: Mutable<FormSchema> = { limits: readLimits(own), ui };
    const type = readType(own('type'), where);
    if (type) schema.type = type;
    for (const name of ['title', 'description', 'pattern', 'format'] as const) {
      const text = own(name);
      if (typeof text === 'string') schema[name] = text;
    }
    if (own('default') !== undefined) schema.default = own('default');
    if (own('const') !== undefined) schema.const = { value: own('const') };
    const values = own('enum');
    if (values !== undefined) {
      if (!Array.isArray(values)) throw new SchemaError(at('enum'), `“enum” must be a list, not ${kindOf(values)}`);
      schema.enum = values;
      this.parts.left -= values.length;
      const names = own('enumNames') ?? ui.get('enumNames');
      if (Array.isArray(names)) schema.enumNames = names.map(String);
    }
    const properties = own('properties');
    if (properties !== undefined) schema.properties = this.readMap(properties, at('properties'), child);
    const required = own('required');
    if (Array.isArray(required)) schema.required = required.filter(name => typeof name === 'string');
    const items = own('items');
    // A list of schemas, one for each place: a form asks for all by the first.
    if (items !== undefined) schema.items = child(Array.isArray(items) ? (items[0] ?? true) : items, 'items');
    for (const name of SUBSCHEMAS) if (own(name) !== undefined) schema[name] = child(own(name), name);
    for (const name of ALTERNATIVES) {
      const list = own(name);
      if (list === undefined) continue;
      if (!Array.isArray(list)) throw new SchemaError(at(name), `“${name}” must be a list, not ${kindOf(list)}`);
      schema[name] = list.map((inner, index) => child(inner, `${name} ${String(index + 1)}`));
    }
    const dependencies = own('dependencies') ?? own('dependentSchemas') ?? own('dependentRequired');
    if (dependencies !== undefined)
      schema.dependencies = this.readMap<readonly string[] | FormSchema>(
        dependencies,
        at('dependencies'),
        (inner, name) => (Array.isArray(inner) ? inner.filter(part => typeof part === 'string') : child(inner, name)),
      );
    if (own('uniqueItems') === true) schema.uniqueItems = true;
    return schema;
  }

  private readMap<T>(value: unknown, where: string, read: (inner: unknown, name: string) => T): ReadonlyMap<string, T> {
    if (!isRecord(value)) throw new SchemaError(where, `there must be an object with names, not ${kindOf(value)}`);
    const names = Object.keys(value);
    if (names.length > this.parts.left)
      throw new SchemaError(where, `it has more than ${MOST_PARTS.toLocaleString('en')} parts`);
    if (names.includes('__proto__')) throw new SchemaError(where, 'a field cannot be called “__proto__”');
    return new Map(names.map(name => [name, read(value[name], name)]));
  }
}

const ANYTHING: FormSchema = { limits: {}, ui: new Map() };

/** What stands where a definition would go on for ever: anything fits, and nobody is asked for it. */
export const CUT_OFF: FormSchema = { limits: {}, ui: new Map() };

function readType(value: unknown, where: string): readonly TypeName[] | undefined {
  if (value === undefined) return undefined;
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (names.some(name => typeof name !== 'string'))
    throw new SchemaError(where, `“type” must be the name of a type, not ${kindOf(value)}`);
  const known = TYPES.filter(name => names.includes(name));
  return known.length > 0 ? known : undefined;
}

function readLimits(own: (name: string) => unknown): FormSchema['limits'] {
  const found = LIMITS.flatMap(name => {
    const value = own(name);
    const isGood = typeof value === 'number' && Number.isFinite(value) && (name !== 'multipleOf' || value > 0);
    return isGood ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found);
}

/** `ui:name` and what stands in `ui:options` mean the same; Backstage's own options may also stand without `ui:`. */
function uiOptions(value: Readonly<Record<string, unknown>>): ReadonlyMap<string, unknown> {
  const options = new Map<string, unknown>();
  for (const [name, option] of Object.entries(value)) {
    if (name.startsWith('ui:') && name !== 'ui:options') options.set(name.slice(3), option);
    if (name === 'backstage:featureFlag') options.set('featureFlag', option);
  }
  const listed = ownProperty(value, 'ui:options');
  if (isRecord(listed)) for (const [name, option] of Object.entries(listed)) options.set(name, option);
  const flag = ownProperty(options.get('backstage'), 'featureFlag');
  if (flag !== undefined) options.set('featureFlag', flag);
  return options;
}

/** What may stand beside a reference and be about the form alone. */
function onlyTexts(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const kept = Object.entries(value).filter(
    ([name]) => name.startsWith('ui:') || name === 'title' || name === 'description' || name === 'default',
  );
  return Object.fromEntries(kept);
}

function withoutEmpty(schema: FormSchema): Partial<FormSchema> {
  const { title, description } = schema;
  return {
    ...(title === undefined ? {} : { title }),
    ...(description === undefined ? {} : { description }),
    ...(schema.default === undefined ? {} : { default: schema.default }),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value === 'string' ? 'text' : typeof value}`;
}

function shortened(text: string): string {
  return text.length > 160 ? `${text.slice(0, 80)} … ${text.slice(-60)}` : text;
}
