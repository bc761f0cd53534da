import { parse } from 'yaml';
import type { Question, QuestionAction, Remark, Row, TickQuestion } from '../common/wizard.js';
import { knownTags, isEntityName, isTag, entitiesNamed } from './formEntities.js';
import type { FormChecker } from './formCheck.js';
import type { FormField } from './formFields.js';
import { missingMessage, rivalMessage } from './formMessages.js';
import { optionsOf, uiText, uiTexts, type FormOption } from './formOptions.js';
import { entityQuestion, entitiesQuestion } from './formEntityQuestions.js';
import { promptOf, unknownField } from './formPrompt.js';
import { branchSteps, credentialSteps, repoSteps } from './formRepoSteps.js';
import { rivalOf, withSecret } from './formSecrets.js';
import { answered, type FormFacts, type FormState } from './formState.js';
import type { FormWizardOptions } from './formSteps.js';
import { sameJson, valueAt } from './formValues.js';

/** One question of a field; most have only one. */
export interface FieldStep {
  /** Tells the questions of a field apart. */
  readonly suffix: string;
  /** What this question of the field asks for, where there are several. */
  readonly part?: string;
  readonly ask: Question;
  readonly validate: (answer: unknown) => Remark | undefined;
  readonly take: (answer: unknown, state: FormState) => FormState;
}

/** What the questions of a field depend on. */
export interface FieldQuestionContext {
  readonly options: FormWizardOptions;
  readonly checker: FormChecker;
  readonly facts: FormFacts;
  readonly state: FormState;
}

/** What a field is asked with: by Backstage's field of that name, else by its schema. */
export function questionSteps(field: FormField, context: FieldQuestionContext): readonly FieldStep[] {
  if (field.variants) return [variantStep(field, field.variants, context)];
  switch (uiText(field.schema, 'field')) {
    case 'EntityPicker':
    case 'OwnerPicker':
    case 'OwnedEntityPicker':
    case 'MyGroupsPicker':
      return [valueStep(field, entityQuestion(field, context), context)];
    case 'MultiEntityPicker':
      return [valueStep(field, entitiesQuestion(field, context), context)];
    case 'EntityTagsPicker':
      return [tagsStep(field, context)];
    case 'EntityNamePicker':
      return [nameStep(field, context)];
    case 'RepoUrlPicker':
      return repoSteps(field, context);
    case 'RepoBranchPicker':
      return branchSteps(field, context);
    case 'RepoOwnerPicker':
      return [ownerStep(field, context), ...credentialSteps(field, uiText(field.schema, 'host') ?? '', context)];
    case 'Secret':
      return [secretStep(field, context)];
    default:
      return [plainStep(field, context)];
  }
}

function plainStep(field: FormField, context: FieldQuestionContext): FieldStep {
  const { schema } = field;
  const { translate } = context.options;
  const { items } = schema;
  if (schema.type?.includes('array') && items) {
    const options = optionsOf(items, translate);
    if (options) return tickStep(field, options, context);
  }
  const options = optionsOf(schema, translate);
  if (options) return optionStep(field, options, context);
  if (schema.type?.includes('number') || schema.type?.includes('integer')) return numberStep(field, context);
  if (schema.type?.includes('object') || schema.type?.includes('array')) return dataStep(field, context);
  return textStep(field, context);
}

/** A question whose answer is the value; no text is no value. */
export function valueStep(field: FormField, ask: Question, context: FieldQuestionContext): FieldStep {
  const valueOf = (answer: unknown): unknown =>
    answer === '' || (Array.isArray(answer) && answer.length === 0 && !field.required) ? undefined : answer;
  return {
    suffix: '',
    ask,
    validate: answer => remarkOn(field, valueOf(answer), context),
    take: (answer, state) => answered(state, field, valueOf(answer)),
  };
}

/** What is to be said about a value of a field. */
export function remarkOn(field: FormField, value: unknown, context: FieldQuestionContext): Remark | undefined {
  const { translate } = context.options;
  if (value === undefined)
    return field.required ? { text: missingMessage(field.title, translate), blocks: true } : undefined;
  const { problems, unmatched } = context.checker.check(field.schema, value);
  if (problems[0]) return { text: problems[0].text, blocks: true };
  if (unmatched.length === 0) return undefined;
  return { text: translate('Its pattern cannot be checked here: Backstage checks it at the end'), blocks: false };
}

/** The buttons of a field besides answering. */
export function actionsOf(
  field: FormField,
  { options }: FieldQuestionContext,
): { readonly actions?: readonly QuestionAction[] } {
  const { openInBackstage } = options;
  return unknownField(field) !== undefined && openInBackstage ? { actions: [openInBackstage] } : {};
}

function textStep(field: FormField, context: FieldQuestionContext): FieldStep {
  const { schema } = field;
  const { editText, translate } = context.options;
  const multiline = uiText(schema, 'widget') === 'textarea' || schema.ui.get('multiline') === true;
  const { actions = [] } = actionsOf(field, context);
  const value = valueAt(context.facts.filled, field.path);
  const placeholder = uiText(schema, 'placeholder');
  const ask: Question = {
    kind: 'text',
    prompt: promptOf(field, translate),
    ...(placeholder === undefined ? {} : { placeholder }),
    value: typeof value === 'string' ? value : '',
    actions: [...(multiline && editText ? [editText] : []), ...actions],
    ...(multiline ? { multiline: true } : {}),
    ...(uiText(schema, 'widget') === 'password' ? { secret: true } : {}),
  };
  return valueStep(field, ask, context);
}

function numberStep(field: FormField, context: FieldQuestionContext): FieldStep {
  const { translate } = context.options;
  const value = valueAt(context.facts.filled, field.path);
  const read = (answer: unknown): unknown => {
    const text = String(answer).trim();
    if (text === '') return undefined;
    // What is no number stays a text, and the schema says what is wrong with it.
    return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) && Number.isFinite(Number(text))
      ? Number(text)
      : text;
  };
  return {
    suffix: '',
    ask: {
      kind: 'text',
      prompt: promptOf(field, translate),
      placeholder: uiText(field.schema, 'placeholder') ?? translate('A number'),
      value: typeof value === 'number' || typeof value === 'string' ? String(value) : '',
      ...actionsOf(field, context),
    },
    validate: answer => remarkOn(field, read(answer), context),
    take: (answer, state) => answered(state, field, read(answer)),
  };
}

/** What has no form of its own: written as YAML. */
function dataStep(field: FormField, context: FieldQuestionContext): FieldStep {
  const { translate, editText } = context.options;
  const value = valueAt(context.facts.filled, field.path);
  const read = (answer: unknown): unknown => {
    const text = String(answer).trim();
    return text === '' ? undefined : (parse(text) as unknown);
  };
  return {
    suffix: '',
    ask: {
      kind: 'text',
      prompt: promptOf(field, translate),
      placeholder: translate(
        'As YAML or JSON, such as {0}',
        field.schema.type?.includes('array') ? '[a, b]' : '{ a: 1 }',
      ),
      value: value === undefined ? '' : JSON.stringify(value),
      multiline: true,
      actions: [...(editText ? [editText] : []), ...(actionsOf(field, context).actions ?? [])],
    },
    validate: answer => {
      try {
        return remarkOn(field, read(answer), context);
      } catch (error) {
        const [line = ''] = error instanceof Error ? error.message.split('\n') : [];
        return { text: translate('This is no YAML: {0}', line), blocks: true };
      }
    },
    take: (answer, state) => answered(state, field, read(answer)),
  };
}

function optionStep(field: FormField, options: readonly FormOption[], context: FieldQuestionContext): FieldStep {
  const { translate } = context.options;
  const value = valueAt(context.facts.filled, field.path);
  const rows = [...options.map(rowOfOption), ...(field.required ? [] : [noneRow(translate('No answer'))])];
  const ask: Question = {
    kind: 'pick',
    prompt: promptOf(field, translate),
    rows: () => rows,
    isCurrent: other => sameJson(other, value),
    ...actionsOf(field, context),
  };
  // An option may be the empty text.
  return { ...valueStep(field, ask, context), take: (answer, state) => answered(state, field, answer) };
}

function tickStep(field: FormField, options: readonly FormOption[], context: FieldQuestionContext): FieldStep {
  const value = valueAt(context.facts.filled, field.path);
  const ticked: readonly unknown[] = Array.isArray(value) ? value : [];
  const ask: TickQuestion = {
    kind: 'tick',
    prompt: promptOf(field, context.options.translate),
    rows: options.map(rowOfOption),
    isTicked: other => ticked.some(item => sameJson(item, other)),
    ...actionsOf(field, context),
  };
  return valueStep(field, ask, context);
}

function variantStep(
  field: FormField,
  variants: NonNullable<FormField['variants']>,
  context: FieldQuestionContext,
): FieldStep {
  const { translate } = context.options;
  const fitting = variants.findIndex(variant =>
    context.checker.fits(variant, valueAt(context.facts.filled, field.path)),
  );
  const current = context.state.choices.get(field.key) ?? Math.max(0, fitting);
  const rows = variants.map(({ title, description }, index): Row => ({
    label: title ?? translate('Form {0}', index + 1),
    ...(description === undefined ? {} : { description }),
    choice: { value: index },
  }));
  return {
    suffix: '',
    ask: {
      kind: 'pick',
      prompt: field.schema.description ?? translate('Which of these is it?'),
      rows: () => rows,
      isCurrent: value => value === current,
    },
    validate: () => undefined,
    take: (answer, state) => ({ ...state, choices: new Map([...state.choices, [field.key, Number(answer)]]) }),
  };
}

function nameStep(field: FormField, context: FieldQuestionContext): FieldStep {
  const step = textStep(field, context);
  const { translate, catalogue } = context.options;
  return {
    ...step,
    validate: answer => {
      const remark = step.validate(answer);
      const name = String(answer);
      if (remark?.blocks || name === '') return remark;
      if (!isEntityName(name))
        return {
          text: translate('Letters, digits, and “-”, “_” or “.” between them; at most 63 characters'),
          blocks: true,
        };
      const [taken] = entitiesNamed(name, catalogue().index);
      return taken ? { text: translate('The catalogue has this name already: {0}', taken.ref), blocks: false } : remark;
    },
  };
}

function ownerStep(field: FormField, context: FieldQuestionContext): FieldStep {
  const excluded = uiTexts(field.schema, 'excludedOwners');
  const allowed = uiTexts(field.schema, 'allowedOwners').filter(owner => !excluded.includes(owner));
  if (allowed.length > 0)
    return optionStep(
      field,
      allowed.map(value => ({ value, label: value })),
      context,
    );
  return textStep(field, context);
}

function tagsStep(field: FormField, context: FieldQuestionContext): FieldStep {
  const { translate, catalogue, onDidChangeCatalogue } = context.options;
  const value = valueAt(context.facts.filled, field.path);
  const showsCounts = field.schema.ui.get('showCounts') === true;
  const kinds = uiTexts(field.schema, 'kinds');
  return valueStep(
    field,
    {
      kind: 'gather',
      prompt: uiText(field.schema, 'helperText') ?? promptOf(field, translate),
      value: Array.isArray(value) ? value.map(String) : [],
      labelOf: tag => tag,
      onDidChangeRows: onDidChangeCatalogue,
      rows: (typed, gathered) => {
        const wanted = typed.toLowerCase().trim();
        const known = [...knownTags(catalogue().index, kinds)].filter(
          ([tag]) => tag.includes(wanted) && !gathered.includes(tag),
        );
        const isNew = isTag(wanted) && !gathered.includes(wanted) && !known.some(([tag]) => tag === wanted);
        return [
          ...(isNew ? [{ label: translate('Add “{0}”', wanted), icon: 'add', choice: { value: wanted } }] : []),
          ...(wanted !== '' && !isTag(wanted)
            ? [
                {
                  label: translate('A tag has small letters, digits, “:”, “+”, “#”, and “-” between them'),
                  icon: 'info',
                },
              ]
            : []),
          ...known.slice(0, 100).map(([tag, count]): Row => ({
            label: tag,
            icon: 'tag',
            ...(showsCounts ? { description: String(count) } : {}),
            choice: { value: tag },
          })),
        ];
      },
    },
    context,
  );
}

function secretStep(field: FormField, context: FieldQuestionContext): FieldStep {
  const { translate } = context.options;
  const { facts, state } = context;
  return {
    suffix: '',
    ask: {
      kind: 'text',
      prompt: promptOf(field, translate),
      placeholder: uiText(field.schema, 'placeholder') ?? translate('It is sent to Backstage, and kept nowhere'),
      value: state.secrets.get(field.key) ?? '',
      secret: true,
    },
    // Backstage checks the stars that it puts in the place of the secret: their number is what can be checked.
    validate: answer =>
      rivalOf(field, String(answer), state, facts)
        ? { text: rivalMessage(field, translate), blocks: true }
        : remarkOn(field, answer === '' ? undefined : '*'.repeat(String(answer).length), context),
    take: (answer, before) => withSecret(before, field, String(answer)),
  };
}

function rowOfOption({ value, label, description }: FormOption): Row {
  return { label, ...(description === undefined ? {} : { description }), choice: { value } };
}

/** The row for leaving a field without a value. */
export function noneRow(label: string): Row {
  return { label, icon: 'circle-slash', choice: { value: undefined } };
}
