import type { Page } from '../catalogue/source.js';
import type { FieldProblem, Result } from '../common/problem.js';

/** Values by their names, as a form collects them. Every one of them is JSON. */
export type Values = Readonly<Record<string, unknown>>;

/** Secrets by their names: handed on to the server, never kept, never logged. */
export type Secrets = Readonly<Record<string, string>>;

/** One page of a template's form. Source: Backstage, "Writing Templates", `spec.parameters`. */
export interface FormPage {
  readonly title?: string;
  readonly description?: string;
  /** JSON Schema (draft 7) with `ui:` options. It is data of a server: nothing of it is to be believed. */
  readonly schema: unknown;
}

/** The form of a template: `GET /v2/templates/:namespace/:kind/:name/parameter-schema`. */
export interface TemplateForm {
  readonly title: string;
  readonly description?: string;
  readonly pages: readonly FormPage[];
}

/** A link that a task gives out at its end; either a URL or an entity. */
export interface TaskLink {
  readonly title?: string;
  readonly icon?: string;
  readonly url?: string;
  readonly entityRef?: string;
}

/** A text that a task gives out at its end, in Markdown. */
export interface TaskText {
  readonly title?: string;
  readonly icon?: string;
  readonly content: string;
}

/** What a task gives out at its end. */
export interface TaskOutput {
  readonly links: readonly TaskLink[];
  readonly text: readonly TaskText[];
  /** Everything, as the template names it. */
  readonly values: Values;
}

export type TaskStatus = 'open' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'skipped';

/** A step as the template declares it. */
export interface TaskStep {
  readonly id: string;
  readonly name: string;
  readonly action: string;
  /** That it runs only under a condition. */
  readonly isConditional: boolean;
}

/** A run of a template, as the server keeps it. */
export interface TaskRecord {
  readonly id: string;
  readonly status: TaskStatus;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Milliseconds since 1970, of the last sign of life. */
  readonly lastHeartbeatAt?: number;
  /** Full reference of who started it. */
  readonly createdBy?: string;
  /** Full reference of the template. */
  readonly templateRef?: string;
  /** `metadata.annotations`, `tags` and so on are not kept; the title of the template where the server tells it. */
  readonly templateTitle?: string;
  readonly steps: readonly TaskStep[];
  /** The values it was started with, without secrets. */
  readonly values: Values;
}

/** One event of a task, in the order of `id`. Source: Backstage scaffolder, `/v2/tasks/:id/eventstream`. */
export interface TaskEvent {
  /** Grows with each event; not without gaps. */
  readonly id: number;
  readonly type: 'log' | 'completion' | 'cancelled' | 'recovered';
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** A server's words, with colour codes of a terminal in them. */
  readonly message: string;
  readonly stepId?: string;
  /** The state that the step (or, without a step, the task) is in from here on. */
  readonly status?: TaskStatus;
  readonly output?: TaskOutput;
  /** Why it failed. */
  readonly error?: string;
}

/** A file by its path below a folder, with forward slashes. The path may be anything: it comes from a server. */
export interface TemplateFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable?: boolean;
}

/** What a dry run gives. */
export interface DryRun {
  readonly files: readonly TemplateFile[];
  readonly log: readonly Omit<TaskEvent, 'id' | 'createdAt'>[];
  readonly output: TaskOutput;
  readonly steps: readonly TaskStep[];
}

/** What to try. */
export interface DryRunRequest {
  /** The whole template in Backstage's JSON form. */
  readonly template: unknown;
  readonly values: Values;
  readonly secrets: Secrets;
  /** The files beside the template's own, by their paths relative to it. */
  readonly files: readonly TemplateFile[];
}

/** A value that the server does not take: the problem `invalid` carries them as `fields`. */
export type ValueError = FieldProblem;

/** An action that templates can use: `GET /v2/actions`. */
export interface TemplateAction {
  readonly id: string;
  readonly description?: string;
  readonly inputSchema?: unknown;
  readonly outputSchema?: unknown;
  readonly examples: readonly { readonly description?: string; readonly example: string }[];
}

/** A filter or a global function or value of the template language: `GET /v2/templating-extensions`. */
export interface TemplatingExtension {
  readonly name: string;
  readonly kind: 'filter' | 'function' | 'value';
  readonly description?: string;
  readonly examples: readonly { readonly description?: string; readonly example: string; readonly notes?: string }[];
}

/** Which runs to list. */
export interface TaskListRequest {
  /** Full reference of who started them; everybody's where left out. */
  readonly createdBy?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** Some runs of a list. */
export interface TaskPage extends Page<TaskRecord> {
  /** How many entries of it are no runs. */
  readonly unreadable?: number;
  /** How many runs there are, as the server says; more than can be read where it counts those that are hidden. */
  readonly total?: number;
}

/** What an instance's scaffolder offers. Contract: `test/platform/suite/scaffolder.test.ts`. */
export interface Scaffolder {
  /** @param templateRef full reference; `notFound` where there is no such template (any more) */
  form(templateRef: string, signal: AbortSignal): Promise<Result<TemplateForm>>;
  /** Starts a run. @returns its id; `invalid` where the server does not take the values */
  start(templateRef: string, values: Values, secrets: Secrets, signal: AbortSignal): Promise<Result<string>>;
  task(id: string, signal: AbortSignal): Promise<Result<TaskRecord>>;
  /** The newest first. */
  tasks(request: TaskListRequest, signal: AbortSignal): Promise<Result<TaskPage>>;
  /**
   * Follows a run from an event on until its end. A cut connection is taken up again after the last event that came.
   * @param after the id of the last event that is known; 0 for all
   * @param onEvents told of events in their order, each once
   * @returns success after the completion; a problem where the run could not be followed to its end
   */
  follow(
    id: string,
    after: number,
    onEvents: (events: readonly TaskEvent[]) => void,
    signal: AbortSignal,
  ): Promise<Result<void>>;
  cancel(id: string, signal: AbortSignal): Promise<Result<void>>;
  /** Starts a run that has ended again, under the same id. `unsupported` where the server does not. */
  retry(id: string, secrets: Secrets, signal: AbortSignal): Promise<Result<void>>;
  dryRun(request: DryRunRequest, signal: AbortSignal): Promise<Result<DryRun>>;
  actions(signal: AbortSignal): Promise<Result<readonly TemplateAction[]>>;
  templatingExtensions(signal: AbortSignal): Promise<Result<readonly TemplatingExtension[]>>;
}
