import { plainTranslate, type Translate } from './translate.js';

/**
 * What can go wrong at a port. Nothing in the product matches on message text: it matches on this.
 *
 * - `unreachable`: nobody answered (connection refused, name not found, time-out, cut body)
 * - `unauthorised`: no sign-in, or one that the server no longer accepts (HTTP 401)
 * - `forbidden`: signed in, but not allowed (HTTP 403)
 * - `notFound`: the thing asked for does not exist (HTTP 404)
 * - `conflict`: it exists already or has changed meanwhile (HTTP 409)
 * - `invalid`: what was sent, or what came back, is not what it should be
 * - `rateLimited`: asked too often (HTTP 429)
 * - `cancelled`: the person or a newer request stopped it
 * - `unsupported`: this server, window or file cannot do it
 * - `internal`: the server failed (HTTP 5xx), or we did
 */
export type ProblemKind =
  | 'unreachable'
  | 'unauthorised'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'invalid'
  | 'rateLimited'
  | 'cancelled'
  | 'unsupported'
  | 'internal';

/** An error as a value. */
export interface Problem {
  readonly kind: ProblemKind;
  /** One sentence for a person: what was wrong and where. Never holds a secret. */
  readonly message: string;
  /** What a developer wants to see in the log: a status line, a code, a shortened body. */
  readonly detail?: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs?: number;
  /** The server's own words, where it answered in Backstage's form. They are data: shown as text at most. */
  readonly said?: string;
  /** Which of the values sent are wrong, where the problem is one of them. */
  readonly fields?: readonly FieldProblem[];
}

/** What is wrong with one of the values sent. */
export interface FieldProblem {
  /** Where in the values, as property names and indices; empty for the values as a whole. */
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What a port gives back: a value or a problem, never an exception. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}

/** The one problem that is nobody's fault: shown to no one. */
export const CANCELLED: Problem = { kind: 'cancelled', message: 'Cancelled.' };

/** The answer to a request that was stopped while it ran; undefined where it was not. */
export function cancelledBy(signal: AbortSignal): { readonly ok: false; readonly problem: Problem } | undefined {
  return signal.aborted ? failure(CANCELLED) : undefined;
}

/** What the person can do about a problem with one click. */
export type ProblemAction = 'retry' | 'signIn' | 'changeServer' | 'showLog';

/** How a kind of problem is shown. */
export interface ProblemPresentation {
  /** `undefined`: nothing is shown. */
  readonly text: string | undefined;
  readonly actions: readonly ProblemAction[];
  readonly level: 'error' | 'warn' | 'info' | 'debug';
}

type Treatment = Omit<ProblemPresentation, 'text'> & { readonly advice?: string };

// The one place where a kind becomes what a person sees, the buttons offered and the level in the log.
const TREATMENT: Readonly<Record<ProblemKind, Treatment>> = {
  unreachable: { actions: ['retry', 'changeServer'], level: 'warn', advice: 'Check the address and your connection.' },
  unauthorised: { actions: ['signIn'], level: 'info', advice: 'Sign in to go on.' },
  forbidden: { actions: ['showLog'], level: 'warn', advice: 'Ask your platform team for access.' },
  notFound: { actions: ['showLog'], level: 'warn' },
  conflict: { actions: ['retry'], level: 'warn' },
  invalid: { actions: ['changeServer', 'showLog'], level: 'error' },
  rateLimited: { actions: ['retry'], level: 'warn', advice: 'Wait a moment, then try again.' },
  cancelled: { actions: [], level: 'debug' },
  unsupported: { actions: ['showLog'], level: 'warn' },
  internal: { actions: ['retry', 'showLog'], level: 'error', advice: 'The log has the details.' },
};

/**
 * How to show a problem.
 * @param problem what happened
 * @param translate gives the advice in the person's language
 * @returns the text with its advice, the buttons in order, and the log level; no text where it must stay silent
 */
export function presentProblem(problem: Problem, translate: Translate = plainTranslate): ProblemPresentation {
  const { actions, level, advice } = TREATMENT[problem.kind];
  if (problem.kind === 'cancelled') return { text: undefined, actions, level };
  if (problem.fields) return { text: problem.message, actions: ['showLog'], level };
  return { text: advice ? `${problem.message} ${translate(advice)}` : problem.message, actions, level };
}

/**
 * A thrown value as a problem. Exceptions are defects of ours, so the kind is `internal`, unless it is an abort.
 * @param thrown whatever was caught
 */
export function problemFromThrown(thrown: unknown): Problem {
  if (thrown instanceof Error && (thrown.name === 'AbortError' || thrown.name === 'Canceled')) return CANCELLED;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    kind: 'internal',
    message: `Something went wrong in Golden Path: ${error.message}`,
    ...(error.stack ? { detail: error.stack } : {}),
  };
}
