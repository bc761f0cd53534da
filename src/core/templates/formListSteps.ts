import type { Translate } from '../common/translate.js';
import type { Remark, Row, Taken, WizardStep } from '../common/wizard.js';
import { isRecord } from '../catalogue/entity.js';
import type { FormChecker } from './formCheck.js';
import type { FormField } from './formFields.js';
import { promptOf } from './formPrompt.js';
import type { FormState } from './formState.js';
import { shortValue } from './formValues.js';

/** What a person wants with a list, or with one entry of it. */
export interface ListAnswer {
  readonly act: 'done' | 'add' | 'menu' | 'edit' | 'remove' | 'up' | 'down';
  readonly index: number;
}

export interface ListStepOptions {
  readonly id: string;
  readonly title: string;
  readonly field: FormField;
  readonly entries: readonly unknown[];
  readonly translate: Translate;
  readonly checker: FormChecker;
  readonly act: (answer: ListAnswer) => Taken<FormState>;
}

/** Shows the entries of a list: to add one, to change one, or to go on. */
export function listStep(options: ListStepOptions): WizardStep<FormState> {
  const { id, title, field, entries, translate, act, checker } = options;
  const { maxItems = Infinity, minItems = 0 } = field.schema.limits;
  const mustHaveOne = field.required && minItems > 0;
  const entryRows = entries.map((entry, index): Row => {
    const button = (icon: string, name: string, what: ListAnswer['act']) => ({
      ...{ icon, title: name },
      value: { act: what, index } satisfies ListAnswer,
    });
    return {
      label: summaryOf(entry, field),
      description: translate('{0} of {1}', index + 1, entries.length),
      icon: 'list-selection',
      choice: { value: { act: 'menu', index } satisfies ListAnswer },
      buttons: [
        ...(index > 0 ? [button('arrow-up', translate('Move Up'), 'up')] : []),
        ...(index < entries.length - 1 ? [button('arrow-down', translate('Move Down'), 'down')] : []),
        button('trash', translate('Remove'), 'remove'),
      ],
    };
  });
  const rowOf = (label: string, icon: string, what: ListAnswer['act']): Row => ({
    ...{ label, icon },
    choice: { value: { act: what, index: entries.length } satisfies ListAnswer },
  });
  const rows = [
    ...(entries.length < maxItems ? [rowOf(translate('Add…'), 'add', 'add')] : []),
    rowOf(entries.length > 0 ? translate('Done') : translate('Done: leave it empty'), 'check', 'done'),
    ...(entries.length > 0 ? [{ label: field.title }] : []),
    ...entryRows,
  ];
  return {
    id,
    title,
    ask: () => ({
      kind: 'pick',
      prompt: promptOf(field, translate),
      rows: () => rows,
      // Whoever only accepts what is proposed goes on, instead of adding entries without end.
      isCurrent: value => (entries.length > 0 || !mustHaveOne) && (value as ListAnswer).act === 'done',
    }),
    validate: answer => {
      if ((answer as ListAnswer).act !== 'done') return undefined;
      if (entries.length === 0 && !mustHaveOne) return undefined;
      const [problem] = checker.check(field.schema, entries).problems;
      return problem && ({ text: problem.text, blocks: true } satisfies Remark);
    },
    take: answer => act(answer as ListAnswer),
  };
}

/** Asks what to do with an entry. */
export function menuStep(options: ListStepOptions, index: number): WizardStep<FormState> {
  const { id, title, field, entries, translate, act } = options;
  const rowOf = (label: string, icon: string, what: ListAnswer['act']): Row => ({
    ...{ label, icon },
    choice: { value: { act: what, index } satisfies ListAnswer },
  });
  const rows = [
    rowOf(translate('Edit'), 'edit', 'edit'),
    ...(index > 0 ? [rowOf(translate('Move Up'), 'arrow-up', 'up')] : []),
    ...(index < entries.length - 1 ? [rowOf(translate('Move Down'), 'arrow-down', 'down')] : []),
    rowOf(translate('Remove'), 'trash', 'remove'),
  ];
  return {
    id: `${id}[${String(index)}]menu`,
    title,
    uncounted: true,
    ask: () => ({ kind: 'pick', prompt: summaryOf(entries[index], field), rows: () => rows }),
    take: answer => act(answer as ListAnswer),
  };
}

/** An entry in a few words: its first texts. */
function summaryOf(entry: unknown, { schema }: FormField): string {
  if (!isRecord(entry)) return shortValue(entry);
  const names = [...(schema.items?.properties?.keys() ?? [])];
  const isMasked = (name: string): boolean => {
    const ui = schema.items?.properties?.get(name)?.ui;
    return ui?.get('field') === 'Secret' || ui?.get('widget') === 'password';
  };
  const shown = names.filter(name => entry[name] !== undefined && !isMasked(name)).slice(0, 3);
  return shown.map(name => shortValue(entry[name])).join(' · ') || '–';
}
