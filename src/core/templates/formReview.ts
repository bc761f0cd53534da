import type { Row, WizardStep } from '../common/wizard.js';
import { END } from '../common/wizard.js';
import type { Translate } from '../common/translate.js';
import { referenceLabel } from './formEntities.js';
import type { FormChecker } from './formCheck.js';
import type { FormField } from './formFields.js';
import { missingMessage } from './formMessages.js';
import { optionsOf, uiText } from './formOptions.js';
import { isWholeRepoUrl } from './formRepoUrl.js';
import type { SchemaPage } from './formSchema.js';
import { isMasked } from './formSecrets.js';
import { valuesToSend, type FormFacts, type FormState } from './formState.js';
import type { FormWizard } from './formSteps.js';
import { pathKey, sameJson, shortValue, valueAt } from './formValues.js';

const MASK = '••••••••';

interface FieldProblem {
  readonly field: FormField;
  readonly text: string;
}

/** What is still wrong with the answers, one problem for each field. What is not asked for, the server decides about. */
export function problemsOf(
  facts: FormFacts,
  pages: readonly SchemaPage[],
  checker: FormChecker,
  translate: Translate,
): readonly FieldProblem[] {
  const values = valuesToSend(facts, pages);
  const found = new Map<string, FieldProblem>();
  for (const [page, fields] of facts.pages.entries()) {
    const asked = new Map(fields.filter(field => !field.variants && !field.settled).map(field => [field.key, field]));
    for (const field of asked.values()) {
      const value = valueAt(values, field.path);
      const isPartly =
        uiText(field.schema, 'field') === 'RepoUrlPicker' && value !== undefined && !isWholeRepoUrl(value);
      if ((field.required && value === undefined) || isPartly)
        found.set(field.key, { field, text: missingMessage(field.title, translate) });
    }
    const schema = pages[page]?.schema;
    if (!schema) continue;
    for (const { path, text } of checker.check(schema, values).problems) {
      // The field in whose value it is, such as the list of an entry.
      const key = path.map((_, length) => pathKey(path.slice(0, length + 1))).findLast(part => asked.has(part));
      const field = key === undefined ? undefined : asked.get(key);
      if (field && !found.has(field.key)) found.set(field.key, { field, text });
    }
  }
  return [...found.values()];
}

type ReviewAnswer = { readonly end: true } | { readonly goTo: string };

/** The last step: all answers, to be looked through and changed. */
export function reviewStep(wizard: FormWizard, state: FormState): WizardStep<FormState> {
  const { translate, finish, save } = wizard.options;
  const rows = (): readonly Row[] => {
    const facts = wizard.factsOf(state);
    const problems = new Map(wizard.problems(state).map(({ field, text }) => [field.key, text]));
    const answers = facts.pages.flatMap((fields, page): readonly Row[] => {
      const shown = fields.filter(field => !field.variants && field.settled !== 'hidden');
      if (shown.length === 0) return [];
      return [
        { label: wizard.titleOf(page) },
        ...shown.map(field => answerRow(field, page, problems.get(field.key), state, wizard)),
      ];
    });
    const firstWrong = answers.find(({ icon, choice }) => icon === 'error' && choice);
    const last: Row = firstWrong?.choice
      ? {
          label: translate('Answer what is still open'),
          description: translate('{0} to go', problems.size),
          icon: 'warning',
          choice: firstWrong.choice,
        }
      : { label: finish, icon: 'check', choice: { value: { end: true } satisfies ReviewAnswer } };
    return [last, ...answers];
  };
  return {
    id: 'review',
    title: translate('Review'),
    ask: () => ({
      kind: 'pick',
      prompt: translate('These are your answers. Choose one to change it'),
      rows,
      ...(save ? { actions: [save(wizard.toKeep(state))] } : {}),
    }),
    take: answer => {
      const chosen = answer as ReviewAnswer;
      return { state: { ...state, reviewing: true }, goTo: 'end' in chosen ? END : chosen.goTo };
    },
  };
}

function answerRow(
  field: FormField,
  page: number,
  problem: string | undefined,
  state: FormState,
  wizard: FormWizard,
): Row {
  const step = wizard.stepOf(page, field, state);
  const value = valueAt(wizard.factsOf(state).filled, field.path);
  return {
    label: [...field.groups, field.title].join(' › '),
    description: valueText(field, value, wizard),
    ...(problem === undefined ? {} : { detail: problem }),
    icon: problem !== undefined ? 'error' : field.settled === 'locked' ? 'lock' : 'edit',
    ...(step === undefined ? { choice: { value: { goTo: 'review' } } } : { choice: { value: { goTo: step } } }),
  };
}

function valueText(field: FormField, value: unknown, { options }: FormWizard): string {
  if (isMasked(field)) return value === undefined ? '–' : MASK;
  const { translate, catalogue } = options;
  const { schema } = field;
  const custom = uiText(schema, 'field');
  if (custom?.endsWith('EntityPicker') || custom === 'OwnerPicker' || custom === 'MyGroupsPicker') {
    const refs: readonly unknown[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
    return refs.map(ref => referenceLabel(String(ref), catalogue().index)).join(', ') || '–';
  }
  if (Array.isArray(value) && value.some(item => typeof item === 'object'))
    return value.length === 1 ? translate('1 entry') : translate('{0} entries', value.length);
  const named = (one: unknown, of: typeof schema): string =>
    optionsOf(of, translate)?.find(option => sameJson(option.value, one))?.label ?? shortValue(one);
  const { items } = schema;
  if (Array.isArray(value) && items) return value.map(item => named(item, items)).join(', ') || '–';
  return value === undefined ? '–' : named(value, schema);
}
