import type { Entity } from '../catalogue/entity.js';
import { displayName } from '../catalogue/entity.js';
import { shortEntityRef } from '../catalogue/entityRef.js';
import type { GatherQuestion, PickQuestion, Row } from '../common/wizard.js';
import {
  entityChoice,
  EntityChooser,
  ENTITY_FIELDS_OF_FORMS,
  referenceLabel,
  typedReference,
  type EntityChoice,
} from './formEntities.js';
import type { FormField } from './formFields.js';
import { uiText } from './formOptions.js';
import { promptOf } from './formPrompt.js';
import { noneRow, type FieldQuestionContext } from './formQuestions.js';
import { valueAt } from './formValues.js';

const MOST_ROWS = 100;

/** Asks for one entity of the catalogue, which is searched as the person types. */
export function entityQuestion(field: FormField, context: FieldQuestionContext): PickQuestion {
  const { translate, catalogue, onDidChangeCatalogue } = context.options;
  const choice = choiceOf(field);
  const chooser = new EntityChooser(choice);
  const value = valueAt(context.facts.filled, field.path);
  const current = typeof value === 'string' && value !== '' ? typedReference(value, choice) : undefined;
  return {
    kind: 'pick',
    searches: true,
    prompt: promptWithState(field, context, choice),
    placeholder: translate('A name or any words'),
    isCurrent: other => other === current,
    isReading: () => catalogue().isReading,
    onDidChangeRows: onDidChangeCatalogue,
    rows: typed => {
      const found = foundRows(typed, chooser, choice, context);
      if (typed.trim() !== '' || current === undefined) return [...found, ...noneRows(field, typed, context)];
      // What stands there comes first, also where the catalogue does not have it.
      const rest = found.filter(row => row.choice?.value !== current);
      return [currentRow(current, context), ...rest, ...noneRows(field, typed, context)];
    },
  };
}

/** Asks for any number of entities. */
export function entitiesQuestion(field: FormField, context: FieldQuestionContext): GatherQuestion {
  const { translate, catalogue, onDidChangeCatalogue } = context.options;
  const choice = choiceOf(field);
  const chooser = new EntityChooser(choice);
  const value = valueAt(context.facts.filled, field.path);
  return {
    kind: 'gather',
    prompt: promptWithState(field, context, choice),
    placeholder: translate('A name or any words'),
    value: Array.isArray(value) ? value.map(String) : [],
    labelOf: ref => referenceLabel(ref, catalogue().index),
    onDidChangeRows: onDidChangeCatalogue,
    rows: (typed, gathered) =>
      foundRows(typed, chooser, choice, context).filter(row => !gathered.includes(String(row.choice?.value))),
  };
}

function choiceOf({ schema }: FormField): EntityChoice {
  const name = ENTITY_FIELDS_OF_FORMS.find(field => field === uiText(schema, 'field')) ?? 'EntityPicker';
  return entityChoice(name, schema);
}

function promptWithState(field: FormField, { options }: FieldQuestionContext, choice: EntityChoice): string {
  const { translate, catalogue } = options;
  const isUnknown = (choice.ownedByMe || choice.myGroups) && !catalogue().mine;
  const note = isUnknown ? translate('Nobody is signed in, so nothing is left out') : '';
  return [promptOf(field, translate), note].filter(Boolean).join('. ');
}

function foundRows(
  typed: string,
  chooser: EntityChooser,
  choice: EntityChoice,
  { options }: FieldQuestionContext,
): readonly Row[] {
  const { translate, catalogue, iconOf } = options;
  const state = catalogue();
  const { entities, total } = chooser.find(typed, MOST_ROWS, state);
  const rows = entities.map(entity => entityRow(entity, iconOf));
  const text = typed.trim();
  const reference = typedReference(text, choice);
  // Without a catalogue nobody can choose, so that what is typed has to do.
  const mayType = choice.allowArbitraryValues || state.index.size === 0;
  const isThere = text === '' || entities.some(entity => entity.ref === reference);
  return [
    ...rows,
    ...(mayType && !isThere
      ? [{ label: translate('Use “{0}”', reference), icon: 'edit', choice: { value: reference } }]
      : []),
    ...(total > MOST_ROWS ? [{ label: translate('The first {0} of {1}: type to find others', MOST_ROWS, total) }] : []),
    ...(total === 0 && (!mayType || isThere)
      ? [{ label: translate('The catalogue has none that fits'), icon: 'info' }]
      : []),
  ];
}

function entityRow(entity: Entity, iconOf: (entity: Entity) => string): Row {
  return {
    label: displayName(entity),
    description: [entity.type ?? entity.kind, shortEntityRef(entity.ref)].join(' · '),
    ...(entity.description === undefined ? {} : { detail: entity.description }),
    icon: iconOf(entity),
    choice: { value: entity.ref },
  };
}

function currentRow(ref: string, { options }: FieldQuestionContext): Row {
  const entity = options.catalogue().index.get(ref);
  const row = entity ? entityRow(entity, options.iconOf) : { label: ref, icon: 'edit', choice: { value: ref } };
  return { ...row, choice: { value: ref } };
}

function noneRows(field: FormField, typed: string, { options }: FieldQuestionContext): readonly Row[] {
  return field.required || typed.trim() !== '' ? [] : [noneRow(options.translate('No answer'))];
}
