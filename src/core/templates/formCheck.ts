import { Validator, type OutputUnit, type Schema } from '@cfworker/json-schema';
import { isRecord, ownProperty } from '../catalogue/entity.js';
import type { Translate } from '../common/translate.js';
import { messageOf, missingMessage } from './formMessages.js';
import type { PatternMatcher } from './formPatterns.js';
import type { FormSchema } from './formSchema.js';
import { pathKey, valueAt, type Path } from './formValues.js';

/** What is wrong with a value. */
export interface ValueProblem {
  readonly path: Path;
  /** For a person, in one sentence. */
  readonly text: string;
}

/** What a check found. */
export interface Checked {
  readonly problems: readonly ValueProblem[];
  /** Patterns that could not be matched here: the server does. */
  readonly unmatched: readonly string[];
}

// What the validator knows of them; others say nothing about a value.
const FORMATS: ReadonlySet<string> = new Set([
  ...['date', 'time', 'date-time', 'duration', 'uri', 'uri-reference', 'uri-template', 'url', 'email', 'hostname'],
  ...['ipv4', 'ipv6', 'regex', 'uuid', 'json-pointer', 'relative-json-pointer'],
]);
const MOST_STRINGS = 5000;

/** Checks values against the schemas of a form. */
export class FormChecker {
  constructor(
    private readonly patterns: PatternMatcher,
    private readonly translate: Translate,
  ) {}

  /** Whether a value is what a schema describes. A pattern that cannot be matched counts as matched. */
  fits(schema: FormSchema, value: unknown): boolean {
    return value !== undefined && this.validate(schema, value).errors.length === 0;
  }

  /** @returns at most one problem for each place, the first */
  check(schema: FormSchema, value: unknown): Checked {
    const { errors, checkable } = this.validate(schema, value);
    const problems = new Map<string, ValueProblem>();
    const covered: string[] = [];
    for (const error of errors) {
      if (covered.some(location => error.keywordLocation.startsWith(`${location}/`))) continue;
      if (error.keyword === 'oneOf' || error.keyword === 'anyOf' || error.keyword === 'not')
        covered.push(error.keywordLocation);
      for (const problem of this.problemsOf(error, checkable, value)) {
        const key = pathKey(problem.path);
        if (!problems.has(key)) problems.set(key, problem);
      }
    }
    return { problems: [...problems.values()], unmatched: [...checkable.unmatched] };
  }

  private validate(
    schema: FormSchema,
    value: unknown,
  ): { readonly errors: readonly OutputUnit[]; readonly checkable: Checkable } {
    const strings = new Set<string>();
    collectStrings(value, strings);
    const checkable = new Checkable([...strings], this.patterns);
    const root = checkable.write(schema);
    checkable.root = root;
    const { valid, errors } = new Validator(root, '7', false).validate(value);
    return { errors: valid ? [] : errors, checkable };
  }

  private problemsOf(error: OutputUnit, checkable: Checkable, value: unknown): readonly ValueProblem[] {
    const path = partsOf(error.instanceLocation, value);
    const location = partsOf(error.keywordLocation, undefined);
    const schema = checkable.schemaAt(location.slice(0, -1));
    if (!schema) return [];
    if (error.keyword === 'required')
      return (schema.required ?? []).flatMap(name => this.missing(name, path, value, schema));
    if (error.keyword === 'dependencies')
      return [...(schema.dependencies ?? [])].flatMap(([name, needed]) =>
        Array.isArray(needed) && ownProperty(valueAt(value, path), name) !== undefined
          ? needed.flatMap((other: string) => this.missing(other, path, value, schema))
          : [],
      );
    const text = messageOf(checkable.keywordOf(location, error.keyword), schema, this.translate);
    return text === undefined ? [] : [{ path, text }];
  }

  private missing(name: string, path: Path, value: unknown, schema: FormSchema): readonly ValueProblem[] {
    if (ownProperty(valueAt(value, path), name) !== undefined) return [];
    const title = schema.properties?.get(name)?.title ?? name;
    return [{ path: [...path, name], text: missingMessage(title, this.translate) }];
  }
}

type Json = Record<string, unknown>;

/**
 * Writes a schema for the validator. A pattern never gets there, since it would be matched without any limit of time: among
 * the texts of the value it is the same as “none of those that do not match”.
 */
class Checkable {
  root: Schema = {};
  readonly unmatched = new Set<string>();
  private readonly schemas = new Map<unknown, FormSchema>();
  private readonly patternNodes = new Set<unknown>();

  constructor(
    private readonly strings: readonly string[],
    private readonly patterns: PatternMatcher,
  ) {}

  /** The schema that a place in what was written stands for. */
  schemaAt(location: Path): FormSchema | undefined {
    return this.schemas.get(this.nodeAt(location));
  }

  keywordOf(location: Path, keyword: string): string {
    return keyword === 'not' && this.patternNodes.has(this.nodeAt(location.slice(0, -1))) ? 'pattern' : keyword;
  }

  write(schema: FormSchema): Schema {
    const json: Json = { ...schema.limits };
    if (schema.type) json['type'] = [...schema.type];
    if (schema.const) json['const'] = schema.const.value;
    if (schema.enum) json['enum'] = schema.enum;
    if (schema.required) json['required'] = schema.required;
    if (schema.uniqueItems) json['uniqueItems'] = true;
    if (schema.format !== undefined && FORMATS.has(schema.format)) json['format'] = schema.format;
    if (schema.properties) json['properties'] = this.writeMap(schema.properties);
    if (schema.dependencies) json['dependencies'] = this.writeMap(schema.dependencies);
    for (const name of ['items', 'not', 'if', 'then', 'else', 'contains', 'additionalProperties'] as const)
      if (schema[name]) json[name] = this.write(schema[name]);
    for (const name of ['oneOf', 'anyOf', 'allOf'] as const)
      if (schema[name]) json[name] = schema[name].map(inner => this.write(inner));
    if (schema.pattern !== undefined) this.writePattern(schema.pattern, schema, json);
    this.schemas.set(json, schema);
    return json;
  }

  private writePattern(pattern: string, schema: FormSchema, json: Json): void {
    const nonMatching = this.patterns.nonMatching(pattern, this.strings);
    if (!nonMatching) this.unmatched.add(pattern);
    if (!nonMatching || nonMatching.length === 0) return;
    const node = { not: { enum: nonMatching } };
    this.patternNodes.add(node);
    this.schemas.set(node, schema);
    const others = json['allOf'];
    json['allOf'] = [...(Array.isArray(others) ? (others as unknown[]) : []), node];
  }

  private writeMap(map: ReadonlyMap<string, readonly string[] | FormSchema>): Json {
    return Object.fromEntries([...map].map(([name, inner]) => [name, isNames(inner) ? inner : this.write(inner)]));
  }

  private nodeAt(location: Path): unknown {
    let node: unknown = this.root;
    for (const part of location) node = Array.isArray(node) ? node[Number(part)] : ownProperty(node, String(part));
    return node;
  }
}

function isNames(value: readonly string[] | FormSchema): value is readonly string[] {
  return Array.isArray(value);
}

/** A location of the validator (`#/a/0`) as a path. @param value tells names from places in lists */
function partsOf(location: string, value: unknown): Path {
  const parts: (string | number)[] = [];
  for (const raw of location.split('/').slice(1)) {
    const name = decodeURI(raw).replaceAll('~1', '/').replaceAll('~0', '~');
    parts.push(Array.isArray(valueAt(value, parts)) ? Number(name) : name);
  }
  return parts;
}

function collectStrings(value: unknown, into: Set<string>): void {
  if (into.size > MOST_STRINGS) return;
  if (typeof value === 'string') into.add(value);
  else if (Array.isArray(value)) for (const item of value) collectStrings(item, into);
  else if (isRecord(value)) for (const item of Object.values(value)) collectStrings(item, into);
}
