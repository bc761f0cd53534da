import type { Clock } from '../../core/common/clock.js';
import { Emitter } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { plainTranslate, type Translate } from '../../core/common/translate.js';
import type { Environment } from '../../core/environments/environment.js';
import { environmentFolderName, isEnvironmentFolderName } from '../../core/environments/environmentName.js';
import type {
  EnvironmentLogLine,
  EnvironmentProvider,
  EnvironmentRequest,
  ProvisionProgress,
} from '../../core/environments/provider.js';
import { checkTimeToLive } from '../../core/environments/timeToLive.js';
import { containerEngine, type ContainerEngine } from './containerEngine.js';
import { containerLogs } from './containers.js';
import { mayTreeGo, removeEnvironment, stopEnvironment } from './environmentEnding.js';
import { EnvironmentFolders } from './environmentFolders.js';
import { makeEnvironment, startEnvironment, type MadeEnvironment } from './environmentMaking.js';
import { inState, readRecord, writeRecord, type EnvironmentRecord } from './environmentRecord.js';
import { EnvironmentWatch } from './environmentWatch.js';
import { lockFolder } from './folderLock.js';
import { resolveCommit } from './gitWorktree.js';
import { diskProblem, USUAL_LIMITS, type LocalContext, type LocalLimits } from './localContext.js';
import { readLogs } from './logFiles.js';
import { markedProcesses, signalProcess, startOfProcess } from './processTable.js';
import { folderOfId } from './recordedEnvironment.js';
import { requestProblem } from './requestProblem.js';
import type { RunningProcess } from './startPlan.js';
import { SharedWork, SpawnTurns } from './spawnTurns.js';
import { Turns } from './turns.js';

const MOST_LINES = 10_000;

/** What the local provider works with. */
export interface LocalProviderOptions {
  /** Absolute path of the folder that everything is kept in; it is made where it is not there. One for all windows. */
  readonly storage: string;
  readonly clock: Clock;
  readonly log?: Log;
  readonly translate?: Translate;
  /** How long things may take, where the usual is not right. */
  readonly limits?: Partial<LocalLimits>;
}

/**
 * Makes environments on this machine: each has a work tree of its own, its own ports, and a folder in which everything about it is
 * written down. What runs goes on when the provider ends, and is found again by the next one.
 */
export class LocalProvider implements EnvironmentProvider {
  private readonly changes = new Emitter<void>();
  private readonly disposed = new AbortController();
  private readonly turns = new Turns();
  private readonly making = new Map<string, AbortController>();
  /** Ports that were picked for what is being started. */
  private readonly promised = new Set<number>();
  private readonly translate: Translate;
  private foundEngine: Promise<Result<ContainerEngine>> | undefined;
  private begun: Promise<Result<EnvironmentWatch>> | undefined;

  readonly onDidChange = this.changes.event;

  constructor(private readonly options: LocalProviderOptions) {
    this.translate = options.translate ?? plainTranslate;
  }

  /** Takes over what is there, and watches it from then on. Everything else does this first where nobody has. */
  async start(): Promise<Result<void>> {
    const watch = await this.watch();
    return watch.ok ? success(undefined) : watch;
  }

  async list(signal: AbortSignal): Promise<Result<readonly Environment[]>> {
    const watch = await this.watch();
    if (!watch.ok) return watch;
    const environments = await watch.value.environments();
    return cancelledBy(signal) ?? success(environments);
  }

  async create(
    request: EnvironmentRequest,
    onProgress: ProvisionProgress,
    signal: AbortSignal,
  ): Promise<Result<Environment>> {
    const wrong = requestProblem(request, this.translate);
    if (wrong) return failure(wrong);
    const watch = await this.watch();
    if (!watch.ok) return watch;
    const { context } = watch.value;
    const engine = request.driver === 'container' ? await context.engine() : undefined;
    if (engine && !engine.ok) return engine;
    const name = environmentFolderName(request.entityRef.toLowerCase(), request.branch);
    const cancel = new AbortController();
    const stop = AbortSignal.any([signal, cancel.signal, this.disposed.signal]);
    const commit = await resolveCommit(context.spawns, request.repository, request.branch, request.commit, stop);
    if (!commit.ok) return commit;
    const record = this.recordOf(request, commit.value, context);
    return this.turns.take(name, () =>
      this.guarded(async () => {
        if (!(await context.folders.claim(name, record)))
          return failure({
            kind: 'conflict',
            message: `The branch “${request.branch}” has an environment already. Open that one, or destroy it first.`,
          });
        this.making.set(name, cancel);
        try {
          watch.value.lookSoon();
          const promised = this.promised;
          const made = await this.guarded(() =>
            makeEnvironment({ context, name, record, promised, onProgress, signal: stop }),
          );
          if (made.ok) return await this.watched(watch.value, name, made.value);
          await this.takeAway(context, name);
          return cancelledBy(stop) ?? made;
        } finally {
          this.making.delete(name);
          watch.value.lookSoon();
        }
      }),
    );
  }

  async extend(id: string, until: number, signal: AbortSignal): Promise<Result<Environment>> {
    return this.change(id, signal, async (watch, name, record) => {
      const { context } = watch;
      const now = context.clock.now();
      const life = checkTimeToLive(until - now, context.translate);
      if (!life.ok) return life;
      if (!record) return failure(UNREADABLE);
      const state = record.state === 'expired' ? 'ready' : record.state;
      const text = `Extended until ${new Date(until).toISOString()}.`;
      const { trouble } = state === record.state ? record : {};
      const extended = inState({ ...record, expiresAt: until }, state, now, trouble);
      const events = extended.events.map((event, at, all) => (at === all.length - 1 ? { ...event, text } : event));
      await writeRecord(context.folders.pathOf(name), { ...extended, events });
      return watch.environment(name);
    });
  }

  async destroy(id: string, discardChanges: boolean, signal: AbortSignal): Promise<Result<void>> {
    const watch = await this.watch();
    if (!watch.ok) return watch;
    const name = folderOfId(id);
    if (name === undefined || !isEnvironmentFolderName(name)) return failure(NO_ID);
    // One that is being made here is taken away by its maker.
    this.making.get(name)?.abort();
    const { context } = watch.value;
    return this.turns.take(name, async () => {
      const stopped = cancelledBy(signal);
      if (stopped) return stopped;
      const destroyed = await this.guarded(async (): Promise<Result<void>> => {
        if (!(await context.folders.has(name))) {
          await stopEnvironment(context, name, undefined);
          return success(undefined);
        }
        return this.locked(context, name, record => this.end(context, name, record, discardChanges));
      });
      await watch.value.refresh();
      return destroyed;
    });
  }

  async mend(id: string, onProgress: ProvisionProgress, signal: AbortSignal): Promise<Result<Environment | undefined>> {
    return this.change(id, signal, async (watch, name, record): Promise<Result<Environment | undefined>> => {
      const { context } = watch;
      if (!record) {
        const ended = await this.end(context, name, undefined, false);
        return ended.ok ? success(undefined) : ended;
      }
      const environment = await watch.environment(name);
      if (!environment.ok) return environment;
      if (!['failed', 'degraded'].includes(environment.value.state)) return environment;
      onProgress('Stopping what is left');
      await stopEnvironment(context, name, record);
      const now = context.clock.now();
      const begun = inState({ ...record, worker: context.self }, 'provisioning', now);
      await writeRecord(context.folders.pathOf(name), begun);
      const stop = AbortSignal.any([signal, this.disposed.signal]);
      const promised = this.promised;
      const made = await this.guarded(() =>
        startEnvironment({ context, name, record: begun, promised, onProgress, signal: stop }),
      );
      if (made.ok) return this.watched(watch, name, made.value);
      // What it has of work is kept: only what was started is ended.
      const left = (await readRecord(context.folders.pathOf(name))) ?? begun;
      await stopEnvironment(context, name, left);
      const trouble = made.problem.kind === 'cancelled' ? 'Mending was stopped.' : made.problem.message;
      await writeRecord(context.folders.pathOf(name), inState(left, 'failed', context.clock.now(), trouble));
      return made;
    });
  }

  async log(id: string, most: number, signal: AbortSignal): Promise<Result<readonly EnvironmentLogLine[]>> {
    const watch = await this.watch();
    if (!watch.ok) return watch;
    const { context } = watch.value;
    const { folders } = context;
    const name = folderOfId(id);
    if (name === undefined || !isEnvironmentFolderName(name) || !(await folders.has(name))) return failure(NOT_FOUND);
    const path = folders.pathOf(name);
    const record = await readRecord(path);
    const count = Math.min(Math.max(Math.floor(most) || 0, 0), MOST_LINES);
    if (record?.driver === 'container') {
      const engine = await context.engine();
      if (!engine.ok) return engine;
      const written = await containerLogs(engine.value, record.processes, count);
      return cancelledBy(signal) ?? success(count > 0 ? written.slice(-count) : []);
    }
    const lines = count > 0 ? await readLogs(path, record?.createdAt ?? 0, count) : [];
    return cancelledBy(signal) ?? success(lines);
  }

  /** Ends the watching, and stops what is being made. What runs goes on. */
  dispose(): void {
    this.disposed.abort();
    void this.begun?.then(watch => watch.ok && watch.value.dispose());
    this.changes.dispose();
  }

  private async engine(): Promise<Result<ContainerEngine>> {
    this.foundEngine ??= containerEngine(this.disposed.signal);
    const engine = await this.foundEngine;
    if (!engine.ok) this.foundEngine = undefined;
    return engine;
  }

  private watch(): Promise<Result<EnvironmentWatch>> {
    this.begun ??= this.begin().then(watch => {
      if (!watch.ok) this.begun = undefined;
      return watch;
    });
    return this.begun;
  }

  private begin(): Promise<Result<EnvironmentWatch>> {
    return this.guarded(async () => {
      if (process.platform === 'win32')
        return failure({
          kind: 'unsupported',
          message: 'Environments on this machine need Linux or macOS. In Windows, open the folder in WSL.',
        });
      const { translate } = this;
      const { clock, log = SILENT } = this.options;
      const limits = { ...USUAL_LIMITS, ...this.options.limits };
      const folders = await EnvironmentFolders.at(this.options.storage);
      const self = { pid: process.pid, startedAt: (await startOfProcess(process.pid)) ?? '' };
      const spawns = new SpawnTurns();
      const marked = new SharedWork(markedProcesses);
      const repositories = new Turns();
      const engine = (): Promise<Result<ContainerEngine>> => this.engine();
      const context: LocalContext = {
        folders,
        clock,
        log,
        translate,
        limits,
        spawns,
        repositories,
        marked,
        engine,
        self,
      };
      await folders.sweep(Date.now());
      const watch = new EnvironmentWatch(context, this.turns, {
        changed: () => this.changes.fire(),
        abandoned: name => this.abandoned(context, name),
        expired: name => this.expired(context, name),
      });
      await watch.begin();
      if (this.disposed.signal.aborted) watch.dispose();
      return success(watch);
    });
  }

  private recordOf(request: EnvironmentRequest, commit: string, { clock, self }: LocalContext): EnvironmentRecord {
    const { name, entityRef, branch, repository, folder, owner, driver, timeToLiveMs } = request;
    const now = clock.now();
    return {
      version: 1,
      name,
      entityRef: entityRef.toLowerCase(),
      branch,
      commit,
      repository,
      folder,
      ...(owner === undefined ? {} : { owner }),
      driver,
      state: 'provisioning',
      stateAt: now,
      createdAt: now,
      expiresAt: now + timeToLiveMs,
      worker: self,
      processes: [],
      links: [],
      events: [{ at: now, state: 'provisioning' }],
    };
  }

  /** Watches what was made, and says what it is. */
  private async watched(watch: EnvironmentWatch, name: string, made: MadeEnvironment): Promise<Result<Environment>> {
    for (const running of made.running) {
      for (const port of Object.values(running.record.ports)) this.promised.delete(port);
      void running.ended.then(how => this.processEnded(watch, name, running, how));
    }
    return watch.environment(name);
  }

  private async processEnded(
    watch: EnvironmentWatch,
    name: string,
    running: RunningProcess,
    how: string,
  ): Promise<void> {
    const { identity } = running.record;
    if (this.disposed.signal.aborted || !identity) return;
    // The number is still that of its group for as long as anything is in it.
    signalProcess(-identity.pid, 'SIGTERM');
    await watch.noteEnd(name, running.record, how);
  }

  /** What somebody began and did not finish, because the window ended. */
  private async abandoned(context: LocalContext, name: string): Promise<void> {
    await this.locked(context, name, async record => {
      const isOurs = record?.worker && (await startOfProcess(record.worker.pid)) === record.worker.startedAt;
      if (!record || isOurs || (record.state !== 'provisioning' && record.state !== 'destroying'))
        return success(undefined);
      const wasMade = record.events.some(({ state }) => state === 'ready');
      context.log.info(`Takes away what is left of ${name}, which was not finished.`);
      const ended = await this.end(context, name, record, !wasMade);
      if (!ended.ok) {
        await stopEnvironment(context, name, record);
        const path = context.folders.pathOf(name);
        await writeRecord(path, inState(record, 'failed', context.clock.now(), ended.problem.message));
      }
      return success(undefined);
    });
  }

  /** What has reached its end. Changes of a person are kept, and nothing runs any more. */
  private async expired(context: LocalContext, name: string): Promise<void> {
    await this.locked(context, name, async record => {
      if (!record || context.clock.now() < record.expiresAt) return success(undefined);
      const ended = await this.end(context, name, record, false);
      if (ended.ok || ended.problem.kind !== 'conflict') return ended;
      await stopEnvironment(context, name, record);
      const path = context.folders.pathOf(name);
      if (record.state !== 'expired' || record.trouble !== ended.problem.message)
        await writeRecord(path, inState(record, 'expired', context.clock.now(), ended.problem.message));
      return success(undefined);
    });
  }

  private async end(
    context: LocalContext,
    name: string,
    record: EnvironmentRecord | undefined,
    discardChanges: boolean,
  ): Promise<Result<void>> {
    if (!discardChanges) {
      const may = await mayTreeGo(context, name, record);
      if (!may.ok) return may;
    }
    if (record) {
      const ending = inState({ ...record, worker: context.self }, 'destroying', context.clock.now());
      // A full disk must not keep it from being removed: that is what makes room.
      await writeRecord(context.folders.pathOf(name), ending).catch(() => undefined);
    }
    await stopEnvironment(context, name, record);
    await removeEnvironment(context, name, record);
    return success(undefined);
  }

  private async takeAway(context: LocalContext, name: string): Promise<void> {
    try {
      const record = await readRecord(context.folders.pathOf(name));
      for (const { ports } of record?.processes ?? [])
        for (const port of Object.values(ports)) this.promised.delete(port);
      await stopEnvironment(context, name, record);
      await removeEnvironment(context, name, record);
    } catch (error) {
      context.log.warn(`What is left of ${name} cannot be removed: ${String(error)}`);
    }
  }

  /** A change of one environment, when it is its turn and no other window is at it. */
  private async change<T>(
    id: string,
    signal: AbortSignal,
    work: (watch: EnvironmentWatch, name: string, record: EnvironmentRecord | undefined) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const watch = await this.watch();
    if (!watch.ok) return watch;
    const name = folderOfId(id);
    if (name === undefined || !isEnvironmentFolderName(name)) return failure(NO_ID);
    const { context } = watch.value;
    return this.turns.take(name, async () => {
      const stopped = cancelledBy(signal);
      if (stopped) return stopped;
      const changed = await this.guarded(async () =>
        (await context.folders.has(name))
          ? this.locked(context, name, record => work(watch.value, name, record))
          : failure(NOT_FOUND),
      );
      await watch.value.refresh();
      return changed;
    });
  }

  private async locked<T>(
    context: LocalContext,
    name: string,
    work: (record: EnvironmentRecord | undefined) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const path = context.folders.pathOf(name);
    const release = await lockFolder(path, context.self);
    if (!release) return failure(BUSY);
    try {
      const record = await readRecord(path);
      const { worker } = record ?? {};
      const isOthers =
        worker && worker.pid !== context.self.pid && (await startOfProcess(worker.pid)) === worker.startedAt;
      return isOthers ? failure(BUSY) : await work(record);
    } finally {
      await release();
    }
  }

  private async guarded<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || !('code' in error)) throw error;
      return failure(diskProblem(error));
    }
  }
}

const NO_ID: Problem = { kind: 'notFound', message: 'This is no environment of this machine.' };
const NOT_FOUND: Problem = { kind: 'notFound', message: 'This environment is not there any more.' };
const UNREADABLE: Problem = { kind: 'invalid', message: 'What is written down about this environment cannot be read.' };
const BUSY: Problem = { kind: 'conflict', message: 'Another window is working on this environment.' };

const SILENT: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore };

function ignore(): void {
  return undefined;
}
