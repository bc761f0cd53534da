import { isRecord, type Entity } from '../catalogue/entity.js';
import type { QuestionAction, Taken, Wizard, WizardStep } from '../common/wizard.js';
import type { Translate } from '../common/translate.js';
import { withDefaults, type FormField } from './formFields.js';
import type { FormCatalogue } from './formEntities.js';
import { FormChecker } from './formCheck.js';
import type { Answers } from './formFill.js';
import { listStep, menuStep, type ListAnswer } from './formListSteps.js';
import { uiText } from './formOptions.js';
import { rivalMessage } from './formMessages.js';
import type { PatternMatcher } from './formPatterns.js';
import { questionSteps, type FieldStep } from './formQuestions.js';
import { reviewStep, problemsOf } from './formReview.js';
import type { SchemaPage } from './formSchema.js';
import { factsOf, startState, valuesToSend, type Focus, type FormFacts, type FormState } from './formState.js';
import {
  entryFields,
  fieldsWithEntries,
  isSecret,
  movedSecrets,
  rivalOf,
  secretsToSend,
  withoutMasked,
  withoutSecrets,
} from './formSecrets.js';
import { pathKey, valueAt, withValue } from './formValues.js';
import type { Values } from './scaffolder.js';

/** What the wizard of a form needs. */
export interface FormWizardOptions {
  readonly pages: readonly SchemaPage[];
  readonly initial?: Values;
  /** Where the person left off before; instead of `initial`. */
  readonly draft?: FormDraft;
  /** Keeps what was answered when the person goes away. */
  readonly left?: (draft: FormDraft) => void;
  /** What the last button says. */
  readonly finish: string;
  readonly patterns: PatternMatcher;
  readonly catalogue: () => FormCatalogue;
  /** Tells when the catalogue is another one. */
  readonly onDidChangeCatalogue: (listener: () => void) => { dispose(): void };
  readonly translate: Translate;
  /** Backstage's feature flags that are on. */
  readonly featureFlags: ReadonlySet<string>;
  /** Name of the icon of an entity. */
  readonly iconOf: (entity: Entity) => string;
  /** Opens the form in Backstage; undefined where it has none. */
  readonly openInBackstage?: QuestionAction;
  /** Lets the person write a text of several lines. */
  readonly editText?: QuestionAction;
  /** Saves the answers, as they are in a state. */
  readonly save?: (values: Values) => QuestionAction;
}

/** What was answered before a person went away, without what nobody is to see. */
export interface FormDraft {
  readonly state: FormState;
  readonly at: string;
}

export const REVIEW = 'review';

/** The steps of a template's form. What is asked is worked out anew from each answer. */
export class FormWizard implements Wizard<FormState> {
  readonly start: FormState;
  readonly checker: FormChecker;
  private readonly facts = new WeakMap<FormState, FormFacts>();
  private readonly known = new WeakMap<FormState, readonly WizardStep<FormState>[]>();

  constructor(readonly options: FormWizardOptions) {
    this.checker = new FormChecker(options.patterns, options.translate);
    if (options.draft) {
      this.start = options.draft.state;
      return;
    }
    const start = startState(options.initial);
    const whole = options.initial !== undefined && this.problems(start).length === 0;
    // Nothing is to be asked where the answers are there already: they are to be looked through.
    const asked = whole ? this.steps(start).flatMap(({ id }) => (id === REVIEW ? [] : [id])) : [];
    this.start = whole ? { ...start, reviewing: true, asked: new Set(asked) } : start;
  }

  /** Where to begin: with the review, where everything is answered. */
  get startAt(): string | undefined {
    const { draft } = this.options;
    if (!draft) return this.start.reviewing ? REVIEW : undefined;
    // A secret was not kept: it is asked for again on the way.
    const upTo = this.steps(this.start).slice(0, this.placeOf(draft.at) + 1);
    return upTo.find(({ id }) => id !== REVIEW && !this.start.asked.has(id))?.id ?? draft.at;
  }

  /** The steps that a person who goes on with a draft can go back through. */
  get before(): readonly string[] {
    const { startAt } = this;
    if (!this.options.draft || startAt === undefined) return [];
    return this.steps(this.start)
      .slice(0, this.placeOf(startAt))
      .map(({ id }) => id);
  }

  /** Hands on what was answered, unless that is nothing. */
  left(state: FormState, at: string): void {
    if (state.asked.size === 0) return;
    this.options.left?.({ state: withoutSecrets(state, this.factsOf(state)), at });
  }

  private placeOf(id: string): number {
    return this.steps(this.start).findIndex(step => step.id === id);
  }

  steps(state: FormState): readonly WizardStep<FormState>[] {
    const known = this.known.get(state);
    if (known) return known;
    const { pages } = this.factsOf(state);
    const steps = pages.flatMap((fields, page) =>
      focusedFirst(fields).flatMap(field => this.fieldSteps(field, `${String(page)}:`, state, this.titleOf(page))),
    );
    const all = [...steps, reviewStep(this, state)];
    this.known.set(state, all);
    return all;
  }

  factsOf(state: FormState): FormFacts {
    const facts =
      this.facts.get(state) ??
      factsOf(state, this.options.pages, { checker: this.checker, featureFlags: this.options.featureFlags });
    this.facts.set(state, facts);
    return facts;
  }

  /** What is still wrong, by the key of the field. */
  problems(state: FormState): readonly { readonly field: FormField; readonly text: string }[] {
    const facts = this.factsOf(state);
    const { pages, translate } = this.options;
    const found = problemsOf(facts, pages, this.checker, translate);
    const known = new Set(found.map(({ field }) => field.key));
    const rivals = fieldsWithEntries(facts).filter(
      field => isSecret(field) && rivalOf(field, state.secrets.get(field.key), state, facts),
    );
    const lost = facts.pages.flat().flatMap(field => {
      const rival = rivals.find(({ key }) => key === field.key || key.startsWith(`${field.key}/`));
      return rival && !known.has(field.key) ? [{ field, text: rivalMessage(rival, translate) }] : [];
    });
    return [...found, ...lost];
  }

  /** @returns what is to be sent */
  result(state: FormState): Answers {
    const facts = this.factsOf(state);
    return { values: valuesToSend(facts, this.options.pages), secrets: secretsToSend(state, facts) };
  }

  /** What may be kept in a file. */
  toKeep(state: FormState): Values {
    const facts = this.factsOf(state);
    const values = withoutMasked(valuesToSend(facts, this.options.pages), facts);
    return isRecord(values) ? values : {};
  }

  /** The first step of a field, as the review wants it. */
  stepOf(page: number, field: FormField, state: FormState): string | undefined {
    return this.fieldSteps(field, `${String(page)}:`, state, '')[0]?.id;
  }

  titleOf(page: number): string {
    return this.options.pages[page]?.title ?? this.options.translate('Page {0}', page + 1);
  }

  private fieldSteps(
    field: FormField,
    prefix: string,
    state: FormState,
    heading: string,
  ): readonly WizardStep<FormState>[] {
    if (field.settled) return [];
    const parts = [...field.groups, field.title];
    const title = [...(heading === parts[0] ? [] : [heading]), ...parts].filter(part => part !== '').join(' › ');
    const inEntry = prefix.includes('[');
    const made = isList(field)
      ? this.listSteps(field, prefix, state, title)
      : questionSteps(field, { options: this.options, checker: this.checker, facts: this.factsOf(state), state });
    return made.map((step, index): WizardStep<FormState> => {
      const id = 'id' in step ? step.id : `${prefix}${field.key}${step.suffix}`;
      if ('id' in step) return step;
      const isLast = index === made.length - 1;
      return {
        id,
        title: step.part === undefined || step.part === field.title ? title : `${title} › ${step.part}`,
        ...(inEntry || index > 0 ? { uncounted: true as const } : {}),
        ask: () => step.ask,
        validate: step.validate,
        take: answer => {
          const taken = asked(step.take(answer, state), id);
          return isLast ? this.after(taken, id, prefix) : { state: taken };
        },
      };
    });
  }

  /** Goes on after the last step of a field. */
  private after(state: FormState, id: string, prefix: string): Taken<FormState> {
    const steps = this.steps(state);
    const next = steps[steps.findIndex(step => step.id === id) + 1];
    const list = prefix.slice(0, prefix.lastIndexOf('['));
    if (prefix.includes('[')) {
      if (next?.id.startsWith(prefix)) return { state };
      return { state: { ...state, focus: state.focus.slice(0, -1) }, goTo: list };
    }
    if (!state.reviewing) return { state };
    return { state, goTo: steps.find(step => step.id !== REVIEW && !state.asked.has(step.id))?.id ?? REVIEW };
  }

  private listSteps(
    field: FormField,
    prefix: string,
    state: FormState,
    title: string,
  ): readonly (WizardStep<FormState> | FieldStep)[] {
    const { translate } = this.options;
    const id = `${prefix}${field.key}`;
    const { filled } = this.factsOf(state);
    const focus = state.focus.find(({ list }) => pathKey(list) === field.key);
    const list = entriesOf(valueAt(filled, field.path));
    // Whoever comes back from a new entry before it was finished does not want it.
    const settled = focus?.isNew ? list.slice(0, focus.index) : list;
    const above = state.focus.slice(0, focus ? state.focus.indexOf(focus) : undefined);
    const withEntries = (
      entries: readonly unknown[] | undefined,
      next: readonly Focus[],
      placeOf = (place: number): number | undefined => (place < settled.length ? place : undefined),
    ): FormState => ({
      ...state,
      secrets: movedSecrets(state.secrets, field.key, placeOf),
      values: withValue(state.values, field.path, entries),
      answered: new Set([...[...state.answered].filter(key => !key.startsWith(`${field.key}/`)), field.key]),
      focus: next,
      asked: new Set([...[...state.asked].filter(step => !step.startsWith(`${id}[`)), id]),
    });
    const act = ({ act: what, index }: ListAnswer): Taken<FormState> => {
      const entryFocus = (isMenu: boolean, isNew: boolean): readonly Focus[] => [
        ...above,
        { list: field.path, index, isMenu, isNew },
      ];
      switch (what) {
        case 'done':
          return this.after(withEntries(settled.length > 0 || field.required ? settled : undefined, above), id, prefix);
        case 'add':
          return { state: withEntries([...settled, ...this.newEntry(field)], entryFocus(false, true)) };
        case 'menu':
          return { state: withEntries(settled, entryFocus(true, false)) };
        case 'edit': {
          const next = withEntries(settled, entryFocus(false, false));
          return { state: next, goTo: this.firstOfEntry(id, index, next) };
        }
        case 'remove':
          return {
            state: withEntries(settled.toSpliced(index, 1), above, place =>
              place === index || place >= settled.length ? undefined : place > index ? place - 1 : place,
            ),
            goTo: id,
          };
        case 'up':
        case 'down': {
          const to = what === 'up' ? index - 1 : index + 1;
          if (to < 0 || to >= settled.length) return { state: withEntries(settled, above), goTo: id };
          const entries = settled.toSpliced(index, 1).toSpliced(to, 0, settled[index]);
          const swapped = (place: number): number => (place === index ? to : place === to ? index : place);
          return { state: withEntries(entries, above, swapped), goTo: id };
        }
      }
    };
    const common = { id, title, field, entries: settled, translate, checker: this.checker, act };
    const steps: WizardStep<FormState>[] = [
      { ...listStep(common), ...(prefix.includes('[') ? { uncounted: true as const } : {}) },
    ];
    if (!focus) return steps;
    if (focus.isMenu) return [...steps, menuStep(common, focus.index)];
    return [...steps, ...this.entrySteps(field, id, focus.index, state, title)];
  }

  private entrySteps(
    field: FormField,
    id: string,
    index: number,
    state: FormState,
    heading: string,
  ): readonly WizardStep<FormState>[] {
    const prefix = `${id}[${String(index)}]:`;
    const number = this.options.translate('{0} {1}', field.schema.items?.title ?? field.title, index + 1);
    return entryFields(field, index, this.factsOf(state)).flatMap(inner => {
      const isEntry = inner.path.length === field.path.length + 1 && inner.path.at(-1) === index;
      return isEntry
        ? this.fieldSteps({ ...inner, title: number }, prefix, state, heading)
        : this.fieldSteps(inner, prefix, state, `${heading} › ${number}`);
    });
  }

  private firstOfEntry(id: string, index: number, state: FormState): string {
    return this.steps(state).find(step => step.id.startsWith(`${id}[${String(index)}]:`))?.id ?? id;
  }

  /** What a new entry begins with: its defaults; nothing for an entry that is no object. */
  private newEntry({ schema }: FormField): readonly unknown[] {
    const { items } = schema;
    if (!items?.properties) return [];
    const context = {
      checker: this.checker,
      featureFlags: this.options.featureFlags,
      choices: new Map<string, number>(),
    };
    return [withDefaults([items], {}, new Set(), context)];
  }
}

/** A list that is asked for entry by entry. */
export function isList({ schema }: FormField): boolean {
  const { items, type } = schema;
  if (!type?.includes('array') || !items) return false;
  const field = uiText(schema, 'field');
  if (field === 'MultiEntityPicker' || field === 'EntityTagsPicker') return false;
  const constants = items.oneOf ?? items.anyOf;
  return !items.enum && constants?.every(inner => inner.const !== undefined) !== true;
}

/**
 * The fields of a page in the order in which they are asked. Where a form on a page puts the cursor (`ui:autofocus`), the wizard begins;
 * of several such fields, with the first.
 */
function focusedFirst(fields: readonly FormField[]): readonly FormField[] {
  const focused = fields.find(({ schema, settled }) => schema.ui.get('autofocus') === true && !settled);
  return focused === undefined ? fields : [focused, ...fields.filter(field => field !== focused)];
}

function entriesOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asked(state: FormState, id: string): FormState {
  return { ...state, asked: new Set([...state.asked, id]) };
}
