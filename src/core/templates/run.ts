import { plainLines } from './plainLine.js';
import { RunLog } from './runLog.js';
import type { TaskEvent, TaskOutput, TaskRecord, TaskStatus, TaskStep, Values } from './scaffolder.js';

export type RunState = 'waiting' | 'running' | 'completed' | 'failed' | 'cancelled';
/** `skipped`: its condition was false. `waiting` in a run that has ended: it was not reached. */
export type StepState = RunState | 'skipped';

/** A step of a run. */
export interface RunStep extends TaskStep {
  readonly state: StepState;
  /** Milliseconds since 1970. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** The line of the log at which its last attempt begins; of one that failed, the line that says so. */
  readonly line?: number;
}

/** A run of a template as it stands. A value: what comes later makes another one, with the same log grown longer. */
export interface Run {
  readonly id: string;
  readonly state: RunState;
  readonly title: string;
  readonly templateRef?: string;
  readonly createdBy?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly endedAt: number | undefined;
  readonly steps: readonly RunStep[];
  /** The values it was started with, without secrets. */
  readonly values: Values;
  readonly log: RunLog;
  /** The last event that has been taken in; 0 for none. */
  readonly lastEvent: number;
  /** 1 for the first. */
  readonly attempt: number;
  /** Whether a person has asked to cancel it, which the server's status does not say. */
  readonly isCancelling: boolean;
  readonly output: TaskOutput | undefined;
  /** Why it failed, as plain text. */
  readonly error: string | undefined;
}

/** Whether nothing more will happen in a run, unless it is tried again. */
export function hasEnded({ state }: Pick<Run, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}

/**
 * A run as the server lists it, before any event of it is known.
 * @param record of `/v2/tasks`
 */
export function runOf(record: TaskRecord): Run {
  const state = stateOf(record.status);
  return {
    id: record.id,
    state,
    title: record.templateTitle ?? record.templateRef ?? record.id,
    ...(record.templateRef === undefined ? {} : { templateRef: record.templateRef }),
    ...(record.createdBy === undefined ? {} : { createdBy: record.createdBy }),
    createdAt: record.createdAt,
    endedAt: isEnd(state) ? record.lastHeartbeatAt : undefined,
    steps: record.steps.map(unbegun),
    values: record.values,
    log: new RunLog(),
    lastEvent: 0,
    attempt: 1,
    isCancelling: false,
    output: undefined,
    error: undefined,
  };
}

/**
 * A run after more of its events. Events that are known already change nothing.
 * @param events in the order of their ids
 */
export function advanceRun(run: Run, events: readonly TaskEvent[]): Run {
  const fresh = events.filter(({ id }) => id > run.lastEvent);
  if (fresh.length === 0) return run;
  const draft = new RunDraft(run);
  for (const event of fresh) draft.take(event);
  return draft.finish();
}

/**
 * A run by the word of the server's list, which is the truth about whether it has ended. What only the events tell, that it
 * was cancelled, stays.
 */
export function settleRun(run: Run, record: TaskRecord): Run {
  const told = runOf(record);
  const isCancelled = isEnd(told.state) && (run.isCancelling || run.state === 'cancelled');
  const state = isCancelled ? 'cancelled' : told.state;
  const steps = run.steps.length > 0 ? run.steps : told.steps;
  const endedAt = isEnd(state) ? (run.endedAt ?? record.lastHeartbeatAt) : undefined;
  const { log, lastEvent, attempt, isCancelling, output, error } = run;
  return {
    ...told,
    title: record.templateTitle ?? run.title,
    state,
    steps: isEnd(state) ? endSteps(steps, state, endedAt) : steps,
    endedAt,
    ...{ log, lastEvent, attempt, isCancelling, output, error },
  };
}

/** A run that has ended and is asked to run again: until its events say so, nothing of it has begun. */
export function restartRun(run: Run): Run {
  return {
    ...run,
    state: 'waiting',
    steps: run.steps.map(unbegun),
    isCancelling: false,
    endedAt: undefined,
    output: undefined,
    error: undefined,
  };
}

/** The step that is being carried out, or the one that a run has failed or been cancelled at. */
export function currentStep({ steps }: Pick<Run, 'steps'>): RunStep | undefined {
  const broken = (step: RunStep): boolean => step.state === 'failed' || step.state === 'cancelled';
  return steps.find(({ state }) => state === 'running') ?? steps.find(broken);
}

/** How many steps are behind it. */
export function stepsDone({ steps }: Pick<Run, 'steps'>): number {
  return steps.filter(({ state }) => state === 'completed' || state === 'skipped').length;
}

/** Collects what events change, so that thousands of them cost one copy. */
class RunDraft {
  private readonly steps: Map<string, RunStep>;
  private readonly log: RunLog;
  private change: Partial<Omit<Run, 'steps' | 'log'>> = {};
  private ended: 'completed' | 'failed' | 'cancelled' | undefined;
  private cancelling: boolean;
  private error: string | undefined;
  private output: TaskOutput | undefined;
  private endedAt: number | undefined;
  private attempt: number;

  constructor(private readonly run: Run) {
    this.steps = new Map(run.steps.map(step => [step.id, step]));
    this.log = run.log;
    this.cancelling = run.isCancelling;
    this.attempt = run.attempt;
    this.error = run.error;
    this.output = run.output;
    this.endedAt = run.endedAt;
    if (run.state === 'completed' || run.state === 'failed' || run.state === 'cancelled') this.ended = run.state;
  }

  take(event: TaskEvent): void {
    this.change = { lastEvent: event.id };
    if (event.type === 'recovered') this.begin();
    if (event.type === 'cancelled') this.cancelling = true;
    const line = this.log.length;
    this.write(event);
    if (event.type === 'log' || event.type === 'cancelled') this.step(event, line);
    if (event.type === 'completion') this.complete(event);
  }

  finish(): Run {
    const steps = [...this.steps.values()];
    return {
      ...this.run,
      ...this.change,
      steps: this.ended ? endSteps(steps, this.ended, this.endedAt) : steps,
      state: this.ended ?? 'running',
      attempt: this.attempt,
      isCancelling: this.cancelling,
      error: this.error,
      output: this.output,
      endedAt: this.endedAt,
    };
  }

  /** Begins anew: every step runs again. */
  private begin(): void {
    this.attempt++;
    this.ended = this.error = this.output = this.endedAt = undefined;
    this.cancelling = false;
    for (const step of this.steps.values()) this.steps.set(step.id, unbegun(step));
  }

  private write({ createdAt: at, message, stepId, status, type }: TaskEvent): void {
    const isHeading = type !== 'log' || status !== undefined || stepId === undefined;
    const ofStep = stepId === undefined ? {} : { stepId };
    for (const [position, text] of plainLines(message).entries())
      if (text !== '' || !isHeading) this.log.add({ at, text, isHeading: isHeading && position === 0, ...ofStep });
  }

  private step({ stepId, status, createdAt }: TaskEvent, line: number): void {
    const step = stepId === undefined || status === undefined ? undefined : this.steps.get(stepId);
    if (!step) return;
    const state = status === 'open' ? 'waiting' : status === 'processing' ? 'running' : (status ?? step.state);
    // What comes after a step that failed is not begun, and skipped for that alone.
    if (state === 'skipped' && step.state === 'waiting' && this.hasFailure()) return;
    if (state === 'running') this.steps.set(step.id, { ...step, state, startedAt: createdAt, line });
    else {
      const place = state === 'failed' ? { line } : {};
      this.steps.set(step.id, { ...step, state, ...place, ...(state === 'waiting' ? {} : { endedAt: createdAt }) });
    }
  }

  private hasFailure(): boolean {
    return [...this.steps.values()].some(({ state }) => state === 'failed' || state === 'cancelled');
  }

  private complete({ error, output, createdAt, message }: TaskEvent): void {
    this.endedAt = createdAt;
    this.output = output;
    const failed = error !== undefined || output === undefined;
    this.ended = this.cancelling ? 'cancelled' : failed ? 'failed' : 'completed';
    if (this.ended === 'failed') this.error = plainLines(error ?? message).join('\n');
  }
}

function unbegun({ id, name, action, isConditional }: TaskStep): RunStep {
  return { id, name, action, isConditional, state: 'waiting' };
}

/** What the end of a run means for the steps that had not ended. */
function endSteps(
  steps: readonly RunStep[],
  end: 'completed' | 'failed' | 'cancelled',
  endedAt: number | undefined,
): readonly RunStep[] {
  const time = endedAt === undefined ? {} : { endedAt };
  return steps.map(step => {
    if (step.state === 'running') return { ...step, state: end, ...time };
    // The step at which it was cancelled fails as well.
    return step.state === 'failed' && end === 'cancelled' ? { ...step, state: end } : step;
  });
}

function stateOf(status: TaskStatus): RunState {
  switch (status) {
    case 'open':
      return 'waiting';
    case 'processing':
      return 'running';
    case 'skipped':
      return 'completed';
    case 'completed':
    case 'failed':
    case 'cancelled':
      return status;
  }
}

function isEnd(state: RunState): state is 'completed' | 'failed' | 'cancelled' {
  return state !== 'waiting' && state !== 'running';
}
