import { CANCELLED, failure, success, type Result } from './problem.js';

/** What is to be said about an answer. */
export interface Remark {
  readonly text: string;
  /** Whether the answer cannot be taken; else it is only worth a word. */
  readonly blocks: boolean;
}

/** Something that can be done beside answering. It gets what stands in the box, and may give back what is to stand there. */
export interface QuestionAction {
  /** Name of an icon of the editor, without `$()`. */
  readonly icon: string;
  readonly title: string;
  readonly run: (draft: unknown, signal: AbortSignal) => Promise<unknown>;
}

interface QuestionBase {
  /** What is asked for, in a few words. */
  readonly prompt: string;
  readonly placeholder?: string;
  readonly actions?: readonly QuestionAction[];
}

/** Asks for a text. The answer is a string. */
export interface TextQuestion extends QuestionBase {
  readonly kind: 'text';
  readonly value: string;
  /** It is hidden as it is typed. */
  readonly secret?: boolean;
  /** It may have several lines. */
  readonly multiline?: boolean;
}

/** A row to choose. A row without a value is a heading. */
export interface Row {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly icon?: string;
  /** What choosing it answers; undefined for a heading. */
  readonly choice?: { readonly value: unknown };
  readonly buttons?: readonly { readonly icon: string; readonly title: string; readonly value: unknown }[];
}

/** Asks for one of some rows. The answer is the row's value. */
export interface PickQuestion extends QuestionBase {
  readonly kind: 'pick';
  /** The rows for what was typed; a question that does not search has the same for all, and the editor narrows them. */
  readonly rows: (typed: string) => readonly Row[];
  readonly searches?: boolean;
  /** Which of the rows is lit at first. */
  readonly isCurrent?: (value: unknown) => boolean;
  /** Tells when the rows are to be asked for again. */
  readonly onDidChangeRows?: (listener: () => void) => { dispose(): void };
  /** Whether the rows are still being read. */
  readonly isReading?: () => boolean;
}

/** Asks for any number of a few rows, to be ticked. The answer is the list of their values. */
export interface TickQuestion extends QuestionBase {
  readonly kind: 'tick';
  readonly rows: readonly Row[];
  readonly isTicked: (value: unknown) => boolean;
}

/** Asks for any number of many rows, which are searched. The answer is the list of texts. */
export interface GatherQuestion extends QuestionBase {
  readonly kind: 'gather';
  readonly value: readonly string[];
  readonly rows: (typed: string, gathered: readonly string[]) => readonly Row[];
  readonly labelOf: (value: string) => string;
  readonly onDidChangeRows?: (listener: () => void) => { dispose(): void };
}

export type Question = TextQuestion | PickQuestion | TickQuestion | GatherQuestion;

/** One step. The state is a value: a step gives a new one, and going back takes nothing away. */
export interface WizardStep<S> {
  /** The same for as long as it asks the same. */
  readonly id: string;
  /** What the box is headed with. */
  readonly title: string;
  /** Steps that belong to the one before are not counted. */
  readonly uncounted?: true;
  /** Whether it is asked in this state; always, where left out. */
  readonly when?: (state: S) => boolean;
  readonly ask: (state: S) => Question;
  /** What is to be said about an answer while it is typed. */
  readonly validate?: (
    answer: unknown,
    state: S,
    signal: AbortSignal,
  ) => Remark | undefined | Promise<Remark | undefined>;
  /** Takes the answer. @returns the next state, and the step to go on with where it is not the next */
  readonly take: (answer: unknown, state: S) => Taken<S>;
}

export interface Taken<S> {
  readonly state: S;
  /** The step to go on with; `end` ends the wizard. */
  readonly goTo?: string;
}

/** Where the wizard is. */
export interface Position {
  readonly title: string;
  readonly step: number;
  readonly total: number;
  readonly canGoBack: boolean;
}

/** What came of a question. Going back hands in what stood in the box, to be there again. */
export type Answer =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'back'; readonly draft?: unknown }
  | { readonly kind: 'cancelled' };

/** Puts questions to a person, or to a test. */
export interface Asker {
  /**
   * @param check what is to be said about an answer: the asker gives back none that is blocked
   * @param draft what stood in the box when the person went back from it
   */
  ask(
    question: Question,
    position: Position,
    check: (answer: unknown, signal: AbortSignal) => Remark | undefined | Promise<Remark | undefined>,
    draft: unknown,
    signal: AbortSignal,
  ): Promise<Answer>;
}

export const END = 'end';

/** Questions that depend on each other. */
export interface Wizard<S> {
  readonly start: S;
  /** The step to begin with, where it is not the first. */
  readonly startAt?: string | undefined;
  /** Steps that were asked before `startAt`, to go back through. */
  readonly before?: readonly string[] | undefined;
  /** Told of what was answered when the person goes away, and at which step. */
  readonly left?: (state: S, at: string) => void;
  /** All steps for a state; asked for again after each answer. */
  readonly steps: (state: S) => readonly WizardStep<S>[];
}

/**
 * Runs a wizard: asks one step after the other, goes back through those that were asked, and keeps what was typed.
 * @returns the last state; `cancelled` where the person went away
 */
export async function runWizard<S>(wizard: Wizard<S>, asker: Asker, signal: AbortSignal): Promise<Result<S>> {
  let state = wizard.start;
  let steps = askedSteps(wizard, state);
  let current = stepOf(steps, wizard.startAt) ?? steps[0];
  const history: string[] = [...(wizard.before ?? [])];
  const drafts = new Map<string, unknown>();
  while (current) {
    const step = current;
    const here = state;
    if (signal.aborted) return failure(CANCELLED);
    const answer = await asker.ask(
      step.ask(here),
      positionOf(step, steps, before(history, steps) !== undefined),
      (value, stop) => step.validate?.(value, here, stop),
      drafts.get(step.id),
      signal,
    );
    if (answer.kind === 'cancelled') {
      wizard.left?.(here, step.id);
      return failure(CANCELLED);
    }
    if (answer.kind === 'back') {
      drafts.set(step.id, answer.draft);
      current = stepOf(steps, before(history, steps, true)) ?? step;
      continue;
    }
    drafts.delete(step.id);
    history.push(step.id);
    const taken = step.take(answer.value, here);
    state = taken.state;
    steps = askedSteps(wizard, state);
    current = taken.goTo === undefined ? following(step.id, steps) : stepOf(steps, taken.goTo);
  }
  return success(state);
}

function askedSteps<S>(wizard: Wizard<S>, state: S): readonly WizardStep<S>[] {
  return wizard.steps(state).filter(step => step.when?.(state) ?? true);
}

function stepOf<S>(steps: readonly WizardStep<S>[], id: string | undefined): WizardStep<S> | undefined {
  return steps.find(step => step.id === id);
}

function following<S>(id: string, steps: readonly WizardStep<S>[]): WizardStep<S> | undefined {
  return steps[steps.findIndex(step => step.id === id) + 1];
}

/** The last step that was asked and is still there. @param take takes it, and what came after it, off the history */
function before<S>(history: string[], steps: readonly WizardStep<S>[], take = false): string | undefined {
  const place = history.findLastIndex(id => stepOf(steps, id) !== undefined);
  const id = history[place];
  if (take && place >= 0) history.length = place;
  return id;
}

function positionOf<S>(step: WizardStep<S>, steps: readonly WizardStep<S>[], canGoBack: boolean): Position {
  const upToHere = steps.slice(0, steps.indexOf(step) + 1);
  return {
    title: step.title,
    step: Math.max(1, countOf(upToHere)),
    total: Math.max(1, countOf(steps)),
    canGoBack,
  };
}

function countOf<S>(steps: readonly WizardStep<S>[]): number {
  return steps.filter(step => !step.uncounted).length;
}
