import { isRecord } from '../../catalogue/entity.js';
import type { TemplateAction, TemplatingExtension } from '../scaffolder.js';
import { BUILT_IN_ACTIONS } from './builtInActions.js';

/** A property that an action takes or gives. */
export interface SchemaProperty {
  readonly name: string;
  readonly schema: unknown;
  readonly required: boolean;
}

// Alternatives in alternatives: more than any action has.
const DEEPEST = 6;

/** The properties of a JSON schema (draft 7), with those of its alternatives. What comes from a server may be anything. */
export function propertiesOf(schema: unknown, depth = 0): readonly SchemaProperty[] {
  if (!isRecord(schema) || depth > DEEPEST) return [];
  const required: readonly unknown[] = Array.isArray(schema['required']) ? schema['required'] : [];
  const own = isRecord(schema['properties'])
    ? Object.entries(schema['properties']).map(([name, property]) => ({
        name,
        schema: property,
        required: required.includes(name),
      }))
    : [];
  const found = new Map(own.map(property => [property.name, property]));
  for (const [keyword, all] of [
    ['allOf', true],
    ['anyOf', false],
    ['oneOf', false],
  ] as const)
    for (const property of alternativesOf(schema, keyword).flatMap(part => propertiesOf(part, depth + 1)))
      if (!found.has(property.name)) found.set(property.name, { ...property, required: all && property.required });
  return [...found.values()];
}

export function alternativesOf(schema: unknown, keyword: 'allOf' | 'anyOf' | 'oneOf'): readonly unknown[] {
  const parts = isRecord(schema) ? schema[keyword] : undefined;
  return Array.isArray(parts) ? (parts as readonly unknown[]) : [];
}

/** The types that a schema allows; none where it says nothing. */
export function typesOf(schema: unknown): readonly string[] {
  if (!isRecord(schema)) return [];
  const { type } = schema;
  const own = (Array.isArray(type) ? (type as readonly unknown[]) : [type]).filter(one => typeof one === 'string');
  return own.length > 0
    ? own
    : [...new Set([...alternativesOf(schema, 'anyOf'), ...alternativesOf(schema, 'oneOf')].flatMap(typesOf))];
}

/** The values that a schema lists, and `true` and `false` for a yes or no. */
export function enumerationOf(schema: unknown): readonly (string | number | boolean)[] {
  if (!isRecord(schema)) return [];
  const listed: readonly unknown[] = Array.isArray(schema['enum']) ? schema['enum'] : [];
  const own = listed.filter(
    value => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  );
  const yesOrNo = own.length === 0 && schema['type'] === 'boolean' ? [true, false] : [];
  return [
    ...own,
    ...yesOrNo,
    ...[...alternativesOf(schema, 'anyOf'), ...alternativesOf(schema, 'oneOf')].flatMap(enumerationOf),
  ];
}

export function descriptionOf(schema: unknown): string | undefined {
  const description = isRecord(schema) ? schema['description'] : undefined;
  return typeof description === 'string' && description !== '' ? description : undefined;
}

/** The schema of what stands at a path of keys; lists are gone through without a key. */
export function schemaAt(schema: unknown, path: readonly string[]): unknown {
  const inner = itemSchema(schema);
  const [key, ...rest] = path;
  if (key === undefined) return inner;
  const property = propertiesOf(inner).find(({ name }) => name === key);
  return property ? schemaAt(property.schema, rest) : undefined;
}

function itemSchema(schema: unknown): unknown {
  let inner = schema;
  for (let depth = 0; depth < DEEPEST && isRecord(inner) && isRecord(inner['items']); depth++) inner = inner['items'];
  return inner;
}

/** What an instance's scaffolder is known to offer. What is undefined is not known: nothing is said about it. */
export class TemplateKnowledge {
  readonly actions: ReadonlyMap<string, TemplateAction> | undefined;
  readonly extensions: readonly TemplatingExtension[] | undefined;
  /** Milliseconds since 1970 at which it was read. */
  readonly readAt: number | undefined;

  /** @param fresh whether the server said so just now; what was kept from another day may have changed meanwhile */
  constructor(
    known?: {
      readonly actions?: readonly TemplateAction[];
      readonly extensions?: readonly TemplatingExtension[];
      readonly readAt?: number;
    },
    readonly fresh = true,
  ) {
    this.actions = known?.actions && new Map(known.actions.map(action => [action.id, action]));
    this.extensions = known?.extensions;
    this.readAt = known?.readAt;
  }

  /** What can be offered: without a server's list, what every Backstage has. Nothing is judged by that. */
  get offered(): ReadonlyMap<string, TemplateAction> {
    return this.actions ?? BUILT_IN_ACTIONS;
  }

  /** An action as the server has it: what a template is judged by. */
  action(id: string | undefined): TemplateAction | undefined {
    return id === undefined ? undefined : this.actions?.get(id);
  }
}
