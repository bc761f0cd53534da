import type { Clock } from '../common/clock.js';
import { Emitter, type Event } from '../common/event.js';
import { CANCELLED, cancelledBy, failure, success, type Problem, type Result } from '../common/problem.js';
import { advanceRun, hasEnded, restartRun, runOf, settleRun, type Run } from './run.js';
import type { Scaffolder, Secrets, TaskEvent, TaskRecord, Values } from './scaffolder.js';

/** The scaffolder of an instance, and who is asking. */
export interface RunServer {
  /** Address of the instance, by which runs are remembered. */
  readonly origin: string;
  readonly scaffolder: Scaffolder;
  /** Full reference of the person; undefined for a token that stands for nobody. */
  user(signal: AbortSignal): Promise<Result<string | undefined>>;
}

/** A run that this window has started and not seen the end of. */
export interface RememberedRun {
  readonly id: string;
  readonly title: string;
}

/** Keeps over a reload which runs are to be followed. Holds no values and no secrets. */
export interface RunMemory {
  read(origin: string): readonly RememberedRun[];
  write(origin: string, runs: readonly RememberedRun[]): void;
}

/** What to run. */
export interface RunRequest {
  readonly templateRef: string;
  /** Of the template, for what is shown until the server tells. */
  readonly title: string;
  readonly values: Values;
  /** Handed on to the server and not kept. */
  readonly secrets: Secrets;
}

/** `list`: the list or its state; `run`: one run; `ended`: a run of this window has come to its end just now. */
export type RunsChange = { readonly type: 'list' } | { readonly type: 'run' | 'ended'; readonly run: Run };

/** How far the list of earlier runs has been read. */
export interface RunHistory {
  readonly phase: 'unread' | 'loading' | 'ready' | 'failed';
  readonly hasMore: boolean;
  /** Why the last reading failed. */
  readonly problem?: Problem;
}

const RUNS_PER_PAGE = 20;
const UNREAD: RunHistory = { phase: 'unread', hasMore: false };

/** The runs of templates on one instance: those that this window has started, and those that the person started earlier. */
export class TemplateRuns {
  private readonly changed = new Emitter<RunsChange>();
  private readonly byId = new Map<string, Run>();
  private readonly following = new Map<string, Promise<void>>();
  private readonly lost = new Map<string, Problem>();
  /** Ids of runs whose end the person is to be told of. */
  private readonly own = new Set<string>();
  private closing = new AbortController();
  private server: RunServer | undefined;
  private cursor: string | undefined;
  private read: RunHistory = UNREAD;

  readonly onDidChange: Event<RunsChange> = this.changed.event;

  constructor(
    private readonly memory: RunMemory,
    private readonly clock: Clock,
  ) {}

  /** All that are known, the newest first. */
  get runs(): readonly Run[] {
    return [...this.byId.values()].sort((a, b) => b.createdAt - a.createdAt);
  }

  get history(): RunHistory {
    return this.read;
  }

  /** Whether there is a Backstage to ask. */
  get isConnected(): boolean {
    return this.server !== undefined;
  }

  get(id: string): Run | undefined {
    return this.byId.get(id);
  }

  /** Those of this window that go on. */
  get open(): readonly Run[] {
    return this.runs.filter(run => this.own.has(run.id) && !hasEnded(run));
  }

  /** Why a run can no longer be followed; undefined where it can. */
  problemOf(id: string): Problem | undefined {
    return this.lost.get(id);
  }

  /** Whether any run of this window was going on when it was last seen, by what is remembered. */
  get hasRemembered(): boolean {
    return this.server !== undefined && this.memory.read(this.server.origin).length > 0;
  }

  /** Turns to another instance, or to none. What was followed is followed no longer; nothing is asked yet. */
  setServer(server: RunServer | undefined): void {
    this.closing.abort();
    this.closing = new AbortController();
    for (const map of [this.byId, this.following, this.lost, this.own]) map.clear();
    this.server = server;
    this.cursor = undefined;
    this.read = UNREAD;
    this.changed.fire({ type: 'list' });
  }

  /**
   * Starts a run and follows it.
   * @returns its id as soon as the server has taken it; `invalid` with `fields` where it does not take the values
   */
  async start(request: RunRequest, signal: AbortSignal): Promise<Result<string>> {
    const { server } = this;
    if (!server) return failure(noServer());
    const { templateRef, title, values, secrets } = request;
    const started = await server.scaffolder.start(templateRef, values, secrets, signal);
    if (!started.ok || server !== this.server) return started;
    const id = started.value;
    const createdAt = this.clock.now();
    this.put(runOf({ id, status: 'open', createdAt, templateRef, templateTitle: title, steps: [], values }));
    this.remember(id, title);
    this.changed.fire({ type: 'list' });
    void this.follow(id);
    return started;
  }

  /**
   * Follows a run to its end, or reads the events of one that has ended. Does nothing where that goes on already.
   * @returns when nothing more comes
   */
  follow(id: string): Promise<void> {
    const going = this.following.get(id);
    if (going) return going;
    const { server, closing } = this;
    if (!server) return Promise.resolve();
    const begun = this.followNow(id, server, closing.signal).finally(() => {
      if (this.following.get(id) === begun) this.following.delete(id);
    });
    this.following.set(id, begun);
    return begun;
  }

  /** Follows what was going on when the window was closed, and what could not be followed any further. */
  resume(): void {
    const { server } = this;
    if (!server) return;
    const remembered = this.memory.read(server.origin);
    for (const { id, title } of remembered) {
      this.own.add(id);
      if (this.byId.has(id)) continue;
      const createdAt = this.clock.now();
      this.put(runOf({ id, status: 'open', createdAt, templateTitle: title, steps: [], values: {} }));
    }
    const again = new Set([...remembered.map(({ id }) => id), ...this.lost.keys()]);
    if (again.size === 0) return;
    this.changed.fire({ type: 'list' });
    for (const id of again) void this.follow(id);
  }

  /** Reads the newest runs of the person, and follows those that go on. */
  async refresh(signal: AbortSignal): Promise<Result<void>> {
    this.resume();
    return this.readPage(undefined, signal);
  }

  /** Reads the next page of earlier runs. */
  async readMore(signal: AbortSignal): Promise<Result<void>> {
    return this.cursor === undefined ? success(undefined) : this.readPage(this.cursor, signal);
  }

  /** Asks the server to cancel a run. That it has, its events tell. */
  async cancel(id: string, signal: AbortSignal): Promise<Result<void>> {
    if (!this.server) return failure(noServer());
    const asked = await this.server.scaffolder.cancel(id, signal);
    if (asked.ok) void this.follow(id);
    return asked;
  }

  /** Starts a run that has ended again, and follows it. */
  async retry(id: string, secrets: Secrets, signal: AbortSignal): Promise<Result<void>> {
    const { server } = this;
    if (!server) return failure(noServer());
    // Its earlier events tell where to go on.
    await this.follow(id);
    const asked = await server.scaffolder.retry(id, secrets, signal);
    const run = this.byId.get(id);
    if (!asked.ok || !run || server !== this.server) return asked;
    this.put(restartRun(run));
    this.remember(id, run.title);
    this.changed.fire({ type: 'list' });
    void this.follow(id);
    return asked;
  }

  dispose(): void {
    this.closing.abort();
    this.changed.dispose();
  }

  private async followNow(id: string, server: RunServer, signal: AbortSignal): Promise<void> {
    this.lost.delete(id);
    const told = await server.scaffolder.task(id, signal);
    if (cancelledBy(signal)) return;
    if (told.ok) this.settle(told.value);
    const after = this.byId.get(id)?.lastEvent ?? 0;
    const take = (events: readonly TaskEvent[]): void => {
      const run = this.byId.get(id);
      if (run && !signal.aborted) this.show(advanceRun(run, events));
    };
    const followed =
      told.ok || told.problem.kind !== 'notFound' ? await server.scaffolder.follow(id, after, take, signal) : told;
    const settled = followed.ok ? await server.scaffolder.task(id, signal) : followed;
    if (cancelledBy(signal)) return;
    if (settled.ok) this.settle(settled.value);
    else this.lose(id, settled.problem);
    const run = this.byId.get(id);
    if (!run || !hasEnded(run) || !this.own.delete(id)) return;
    this.forget(id);
    this.changed.fire({ type: 'ended', run });
  }

  /** A run that cannot be followed any further is kept for later, unless it is gone. */
  private lose(id: string, problem: Problem): void {
    if (problem.kind === 'cancelled') return;
    this.lost.set(id, problem);
    if (problem.kind === 'notFound') {
      this.own.delete(id);
      this.forget(id);
    }
    const run = this.byId.get(id);
    if (run) this.changed.fire({ type: 'run', run });
  }

  private settle(record: TaskRecord): void {
    const run = this.byId.get(record.id);
    const next = run ? settleRun(run, record) : runOf(record);
    this.show(next);
  }

  private show(run: Run): void {
    if (this.byId.get(run.id) === run) return;
    this.put(run);
    this.changed.fire({ type: 'run', run });
  }

  private put(run: Run): void {
    this.byId.set(run.id, run);
  }

  private async readPage(cursor: string | undefined, signal: AbortSignal): Promise<Result<void>> {
    const { server, closing } = this;
    if (!server) return failure(noServer());
    this.tell({ ...this.read, phase: 'loading' });
    const stop = AbortSignal.any([signal, closing.signal]);
    const user = await server.user(stop);
    const page = user.ok
      ? await server.scaffolder.tasks(
          {
            limit: RUNS_PER_PAGE,
            ...(user.value === undefined ? {} : { createdBy: user.value }),
            ...(cursor === undefined ? {} : { cursor }),
          },
          stop,
        )
      : user;
    if (closing.signal.aborted) return failure(CANCELLED);
    if (!page.ok) {
      this.tell({ ...this.read, phase: 'failed', problem: page.problem });
      return page;
    }
    this.cursor = page.value.nextCursor;
    for (const record of page.value.items) {
      const run = this.byId.get(record.id);
      // What is being followed knows more than a list that was made a moment ago.
      if (run && this.following.has(record.id)) continue;
      this.put(run ? settleRun(run, record) : runOf(record));
    }
    this.tell({ phase: 'ready', hasMore: this.cursor !== undefined });
    for (const { id } of page.value.items) {
      const run = this.byId.get(id);
      if (run && !hasEnded(run)) void this.follow(id);
    }
    void this.readFailures(page.value.items);
    return success(undefined);
  }

  /** What the server lists as failed may have been cancelled: only the events tell, and where. One is read after the other. */
  private async readFailures(records: readonly TaskRecord[]): Promise<void> {
    const { closing } = this;
    for (const { id, status } of records)
      if (status === 'failed' && this.byId.get(id)?.lastEvent === 0 && !closing.signal.aborted) await this.follow(id);
  }

  private tell(history: RunHistory): void {
    this.read = history;
    this.changed.fire({ type: 'list' });
  }

  private remember(id: string, title: string): void {
    this.own.add(id);
    this.rewrite(runs => [...runs.filter(run => run.id !== id), { id, title }]);
  }

  private forget(id: string): void {
    this.rewrite(runs => runs.filter(run => run.id !== id));
  }

  private rewrite(change: (runs: readonly RememberedRun[]) => readonly RememberedRun[]): void {
    if (this.server) this.memory.write(this.server.origin, change(this.memory.read(this.server.origin)));
  }
}

function noServer(): Problem {
  return {
    kind: 'unsupported',
    message: 'This needs a Backstage. Connect to one with “Golden Path: Connect to Backstage”.',
  };
}
