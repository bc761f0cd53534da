import type { Result } from '../common/problem.js';
import type { Secrets, TemplateForm, Values } from './scaffolder.js';

/** What a person answered. */
export interface Answers {
  readonly values: Values;
  readonly secrets: Secrets;
}

/** What to fill in. */
export interface FillRequest {
  /** Full reference of the template, for “open in Backstage”; undefined for a template that is only a file. */
  readonly templateRef?: string;
  readonly form: TemplateForm;
  /** What stands in the fields at the start: the answers of a file or of an earlier run. */
  readonly initial?: Values;
  /** Set where `initial` is what the person wants now: what was left of other answers does not take its place. */
  readonly isInitialMeant?: boolean;
  /** What the last button of the review says, such as “Preview” or “Create”. */
  readonly finish: string;
  /** Starts the same again, for a person who went away and wants to go on; undefined where only the person can. */
  readonly again?: () => void;
}

/** Asks a person for the values of a template: the wizard in the editor, a file of answers on the command line. */
export interface FormFiller {
  /** @returns the answers, which the schema allows; `cancelled` where the person went away */
  fill(request: FillRequest, signal: AbortSignal): Promise<Result<Answers>>;
}
