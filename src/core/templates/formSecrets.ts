import { activeFields, isGroup, type FormField } from './formFields.js';
import { credentialsKey, uiText } from './formOptions.js';
import type { FormFacts, FormState } from './formState.js';
import { pathKey, valueAt, withValue } from './formValues.js';
import type { Secrets } from './scaffolder.js';

/** Whether the value is a secret of the run. */
export function isSecret({ schema }: FormField): boolean {
  return uiText(schema, 'field') === 'Secret';
}

/** Whether nobody is to see the value: it is not shown, and not kept. */
export function isMasked(field: FormField): boolean {
  return isSecret(field) || uiText(field.schema, 'widget') === 'password';
}

/** All fields that are asked for, those of the entries of lists among them. */
export function fieldsWithEntries(facts: FormFacts): readonly FormField[] {
  const below = (field: FormField): readonly FormField[] => {
    const entries = valueAt(facts.filled, field.path);
    if (!Array.isArray(entries) || !field.schema.items) return [field];
    return [field, ...entries.flatMap((_, index) => entryFields(field, index, facts).flatMap(below))];
  };
  return facts.pages.flat().flatMap(below);
}

/** The fields of one entry of a list. An entry that is no object is one field, named as Backstage's form names it. */
export function entryFields(field: FormField, index: number, { filled, context }: FormFacts): readonly FormField[] {
  const { items } = field.schema;
  if (!items) return [];
  const path = [...field.path, index];
  if (isGroup(items)) return activeFields(items, filled, path, context);
  const title = items.title ?? field.title;
  const name = `${field.name}-${String(index)}`;
  return [{ path, key: pathKey(path), name, title, groups: [], required: true, schema: items }];
}

/**
 * Backstage keeps a secret under the name of its property alone, however deep it stands, and puts as many stars into the values.
 * Source: Backstage, `SecretWidget` of the scaffolder's form.
 */
export function withSecret(state: FormState, field: FormField, secret: string): FormState {
  const secrets = new Map(state.secrets);
  if (secret === '') secrets.delete(field.key);
  else secrets.set(field.key, secret);
  const value = secret === '' ? undefined : '*'.repeat(secret.length);
  const values = withValue(state.values, field.path, value);
  return { ...state, values, answered: new Set([...state.answered, field.key]), secrets };
}

/** The secrets when the entries of a list have other places. @param placeOf undefined for an entry that went away */
export function movedSecrets(
  secrets: ReadonlyMap<string, string>,
  list: string,
  placeOf: (index: number) => number | undefined,
): ReadonlyMap<string, string> {
  const moved = [...secrets].flatMap(([key, secret]): [string, string][] => {
    if (!key.startsWith(`${list}/`)) return [[key, secret]];
    const [index = '', ...rest] = key.slice(list.length + 1).split('/');
    const place = placeOf(Number(index));
    return place === undefined ? [] : [[[list, place, ...rest].join('/'), secret]];
  });
  return new Map(moved);
}

/**
 * The field whose secret would be lost, since another secret has the same name: a run has only one of each.
 * @param secret what this field is answered with
 */
export function rivalOf(
  field: FormField,
  secret: string | undefined,
  state: FormState,
  facts: FormFacts,
): FormField | undefined {
  if (secret === undefined || secret === '') return undefined;
  return fieldsWithEntries(facts).find(other => {
    const held = isSecret(other) ? state.secrets.get(other.key) : undefined;
    return other.name === field.name && other.key !== field.key && held !== undefined && held !== secret;
  });
}

/** The secrets to send: those of the fields that are asked for, and the credentials that they want. */
export function secretsToSend(state: FormState, facts: FormFacts): Secrets {
  const secrets = fieldsWithEntries(facts).flatMap((field): (readonly [string, string])[] => {
    const credentials = credentialsKey(field.schema);
    const secret = isSecret(field) ? state.secrets.get(field.key) : undefined;
    const credential = credentials === undefined ? undefined : state.secrets.get(credentials);
    return [
      ...(secret === undefined ? [] : [[field.name, secret] as const]),
      ...(credentials === undefined || credential === undefined ? [] : [[credentials, credential] as const]),
    ];
  });
  return Object.fromEntries(secrets);
}

/** Values without those that nobody is to see. A list of nothing else goes as a whole. */
export function withoutMasked(values: unknown, facts: FormFacts): unknown {
  let kept = values;
  for (const { path } of fieldsWithEntries(facts).filter(isMasked)) {
    if (valueAt(kept, path) === undefined) continue;
    kept = withValue(kept, typeof path.at(-1) === 'number' ? path.slice(0, -1) : path, undefined);
  }
  return kept;
}

/** A state that may be kept: without what nobody is to see, which is to be asked for again. */
export function withoutSecrets(state: FormState, facts: FormFacts): FormState {
  const masked = fieldsWithEntries(facts).filter(isMasked);
  const keys = new Set([...masked.map(({ key }) => key), ...state.secrets.keys()]);
  return {
    ...state,
    values: withoutMasked(state.values, facts),
    secrets: new Map(),
    answered: new Set([...state.answered].filter(key => !keys.has(key))),
    asked: new Set([...state.asked].filter(id => ![...keys].some(key => id.includes(`:${key}`)))),
  };
}
