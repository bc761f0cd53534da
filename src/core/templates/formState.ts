import { isRecord } from '../catalogue/entity.js';
import { activeFields, activeValues, withDefaults, type FieldContext, type FormField } from './formFields.js';
import type { SchemaPage } from './formSchema.js';
import { uiText } from './formOptions.js';
import { valueAt, withValue, type Path } from './formValues.js';
import type { Secrets, Values } from './scaffolder.js';

/** An entry of a list that is being answered. */
export interface Focus {
  readonly list: Path;
  readonly index: number;
  /** What is to be done with it is still to be asked. */
  readonly isMenu: boolean;
  /** It came by “Add”: going back from it takes it away. */
  readonly isNew: boolean;
}

/** Everything that a person has answered so far. Answers to what is no longer asked stay here, and are not sent. */
export interface FormState {
  readonly values: unknown;
  /** Keys of the fields that were answered, also with nothing: no default comes there again. */
  readonly answered: ReadonlySet<string>;
  /** Steps that were asked. */
  readonly asked: ReadonlySet<string>;
  readonly secrets: ReadonlyMap<string, string>;
  /** Which of several forms an object has. */
  readonly choices: ReadonlyMap<string, number>;
  readonly focus: readonly Focus[];
  /** The review was seen: each answer leads back to it. */
  readonly reviewing: boolean;
}

/** What follows from a state. */
export interface FormFacts {
  readonly context: FieldContext;
  /** The values with the defaults of what nobody has answered. */
  readonly filled: unknown;
  /** The fields of each page. */
  readonly pages: readonly (readonly FormField[])[];
}

export function startState(initial: Values | undefined): FormState {
  return {
    values: initial ?? {},
    answered: new Set(),
    asked: new Set(),
    secrets: new Map(),
    choices: new Map(),
    focus: [],
    reviewing: false,
  };
}

/** Works out what follows from a state. */
export function factsOf(
  state: FormState,
  pages: readonly SchemaPage[],
  base: Omit<FieldContext, 'choices'>,
): FormFacts {
  const context = { ...base, choices: state.choices };
  const schemas = pages.map(({ schema }) => schema);
  const filled = withDefaults(schemas, state.values, state.answered, context);
  return { context, filled, pages: schemas.map(schema => activeFields(schema, filled, [], context)) };
}

/** A state in which a field is answered. @param value undefined for nothing */
export function answered(state: FormState, { path, key }: FormField, value: unknown): FormState {
  return {
    ...state,
    values: withValue(state.values, path, value),
    answered: new Set([...state.answered, key]),
  };
}

/** Backstage keeps a secret under the name of its property alone, and puts as many stars into the values. */
export function withSecret(state: FormState, field: FormField, secret: string): FormState {
  const secrets = new Map(state.secrets);
  if (secret === '') secrets.delete(field.name);
  else secrets.set(field.name, secret);
  return { ...answered(state, field, secret === '' ? undefined : '*'.repeat(secret.length)), secrets };
}

/** The values to send: those of the fields that are asked for. */
export function valuesToSend(facts: FormFacts, pages: readonly SchemaPage[]): Values {
  const schemas = pages.map(({ schema }) => schema);
  const values = activeValues(schemas, facts.filled, facts.context);
  return isRecord(values) ? values : {};
}

/** The secrets to send: those of the fields that are asked for, and the credentials that they want. */
export function secretsToSend(state: FormState, names: ReadonlySet<string>): Secrets {
  return Object.fromEntries([...state.secrets].filter(([name]) => names.has(name)));
}

/** Whether nobody is to see the value: it is not shown, and not kept. */
export function isMasked(field: FormField): boolean {
  return isSecret(field) || uiText(field.schema, 'widget') === 'password';
}

/** Whether the value is a secret of the run. */
export function isSecret({ schema }: FormField): boolean {
  return uiText(schema, 'field') === 'Secret';
}

/** The values to keep in a file: without those that nobody is to see. */
export function valuesToKeep(facts: FormFacts, pages: readonly SchemaPage[]): Values {
  let values: unknown = valuesToSend(facts, pages);
  for (const field of facts.pages.flat())
    if (isMasked(field)) values = withValue(values, field.path, undefined);
    else if (field.schema.items) values = withoutMaskedEntries(values, field, facts);
  return isRecord(values) ? values : {};
}

function withoutMaskedEntries(values: unknown, { path, schema }: FormField, { context }: FormFacts): unknown {
  const list = valueAt(values, path);
  if (!Array.isArray(list) || !schema.items) return values;
  let kept = values;
  for (const index of list.keys())
    for (const field of activeFields(schema.items, values, [...path, index], context))
      if (isMasked(field)) kept = withValue(kept, field.path, undefined);
  return kept;
}
