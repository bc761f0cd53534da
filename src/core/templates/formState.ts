import { isRecord } from '../catalogue/entity.js';
import { activeFields, activeValues, withDefaults, type FieldContext, type FormField } from './formFields.js';
import type { SchemaPage } from './formSchema.js';
import { withValue, type Path } from './formValues.js';
import type { Values } from './scaffolder.js';

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
  /** By the key of the field; credentials by the name that they are wanted under. */
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

/** The values to send: those of the fields that are asked for. */
export function valuesToSend(facts: FormFacts, pages: readonly SchemaPage[]): Values {
  const schemas = pages.map(({ schema }) => schema);
  const values = activeValues(schemas, facts.filled, facts.context);
  return isRecord(values) ? values : {};
}
