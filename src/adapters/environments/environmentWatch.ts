import type { Disposable } from '../../core/common/event.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { Environment } from '../../core/environments/environment.js';
import { isEnvironmentFolderName } from '../../core/environments/environmentName.js';
import { runningContainers } from './containers.js';
import { lookAt } from './environmentLook.js';
import { inState, readRecord, writeRecord, type EnvironmentRecord, type RecordedProcess } from './environmentRecord.js';
import type { LocalContext } from './localContext.js';
import { rotateLogs } from './logFiles.js';
import { isRunning } from './processTable.js';
import { environmentOf, unrecordedEnvironment, type Liveness } from './recordedEnvironment.js';
import { exitText } from './startPlan.js';
import type { Turns } from './turns.js';

/** A log that was too large is looked at again soon: who writes that much goes on. */
const FLOODED_LOOK_MS = 200;
/** How often it is looked for processes that no record knows, in looks. */
const MARKS_EVERY = 15;
/** How often it is tried again to remove what has expired and cannot go, in looks. */
const EXPIRY_EVERY = 150;
/** A clock that has moved by this much more than time has passed was set, or the machine has slept. */
const CLOCK_JUMP_MS = 60_000;
const NOTHING_WRONG: Liveness = { ended: [], silent: [] };

/** What the watch tells. */
export interface WatchListener {
  readonly changed: () => void;
  /** Something is being made or taken away by nobody. */
  readonly abandoned: (name: string) => Promise<void>;
  /** The end of an environment has passed, and the clock can be believed. */
  readonly expired: (name: string) => Promise<void>;
}

interface Known {
  record: EnvironmentRecord | undefined;
  liveness: Liveness;
  probedAt: number;
  /** In how many looks its end had passed. */
  expiredLooks: number;
}

/** Looks again and again at the environments that are there: whether they live, how large their logs are, whether they have ended. */
export class EnvironmentWatch implements Disposable {
  private readonly known = new Map<string, Known>();
  /** Names of folders that are not there, and whose mark something carries. */
  private strays: readonly string[] = [];
  /** Names of folders whose mark something carries. */
  private marked: ReadonlySet<string> = new Set();
  private shown = '';
  private looks = 0;
  private looking: Promise<boolean> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isDisposed = false;
  private lastTimes: { readonly wall: number; readonly passed: number } | undefined;
  private doubtUntil = -Infinity;

  constructor(
    readonly context: LocalContext,
    private readonly turns: Turns,
    private readonly listener: WatchListener,
  ) {}

  /** Finds out what is there, and looks again from time to time. */
  async begin(): Promise<void> {
    await this.look();
    this.plan(this.context.limits.lookMs);
  }

  /** What there is, as it is now. */
  async environments(): Promise<readonly Environment[]> {
    // A look that is under way may have passed what has changed since.
    await this.looking;
    await this.look();
    return this.shownEnvironments();
  }

  async environment(name: string): Promise<Result<Environment>> {
    const { folders, clock } = this.context;
    const record = await readRecord(folders.pathOf(name));
    if (!record) return failure({ kind: 'notFound', message: 'This environment is not there any more.' });
    const liveness = shouldRun(record)
      ? await lookAt(record, this.known.get(name)?.liveness ?? NOTHING_WRONG, false, this.containersOf(name))
      : NOTHING_WRONG;
    return success(environmentOf(name, record, liveness, clock.now()));
  }

  /** Looks now, and for processes that no record knows as well. */
  async refresh(): Promise<void> {
    await this.looking;
    this.looks = 0;
    await this.look();
  }

  /** Looks as soon as what is being done is done. */
  lookSoon(): void {
    void this.environments();
  }

  /** Writes down that a process has ended by itself. @param how exit code or name of a signal */
  async noteEnd(name: string, process: RecordedProcess, how: string): Promise<void> {
    const { folders, clock, log } = this.context;
    await this.turns.take(name, async () => {
      const path = folders.pathOf(name);
      const record = await readRecord(path);
      const isSame = record?.processes.some(one => !one.isTask && one.identity?.pid === process.identity?.pid);
      if (!record || !isSame || !shouldRun(record)) return;
      const alive = await Promise.all(
        record.processes.map(async one => !one.isTask && (!one.identity || (await isRunning(one.identity)))),
      );
      const trouble = `“${process.name}” has ended (${exitText(how)}).`;
      const state = alive.includes(true) ? 'degraded' : 'failed';
      await writeRecord(path, inState(record, state, clock.now(), trouble)).catch((error: unknown) =>
        log.warn(`The end of ${process.name} cannot be written down: ${String(error)}`),
      );
    });
    await this.refresh();
  }

  dispose(): void {
    this.isDisposed = true;
    clearTimeout(this.timer);
  }

  private plan(ms: number): void {
    if (this.isDisposed) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      void this.look().then(isFlooded => this.plan(isFlooded ? FLOODED_LOOK_MS : this.context.limits.lookMs));
    }, ms);
    // Nobody has to stay for it.
    this.timer.unref();
  }

  /** @returns whether a log was too large */
  private look(): Promise<boolean> {
    this.looking ??= this.lookAtAll()
      .catch((error: unknown) => {
        this.context.log.warn(`It cannot be looked at the environments: ${String(error)}`);
        return false;
      })
      .finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async lookAtAll(): Promise<boolean> {
    const { folders } = this.context;
    this.noteClock();
    const names = await folders.names();
    for (const name of this.known.keys()) if (!names.includes(name)) this.known.delete(name);
    if (this.looks++ % MARKS_EVERY === 0) await this.lookForMarks(names);
    const flooded = await Promise.all(names.map(name => this.lookAtOne(name)));
    const shown = JSON.stringify(this.shownEnvironments());
    if (shown !== this.shown && !this.isDisposed) {
      this.shown = shown;
      this.listener.changed();
    }
    return flooded.includes(true);
  }

  private async lookForMarks(names: readonly string[]): Promise<void> {
    const { root } = this.context.folders;
    const found = [...(await this.context.marked.ask()).keys()]
      .filter(mark => mark.startsWith(`${root}/`))
      .map(mark => mark.slice(root.length + 1))
      .filter(isEnvironmentFolderName);
    this.marked = new Set(found);
    this.strays = found.filter(name => !names.includes(name)).sort();
  }

  private async lookAtOne(name: string): Promise<boolean> {
    const { folders, clock, limits } = this.context;
    const path = folders.pathOf(name);
    const record = await readRecord(path);
    const known: Known = this.known.get(name) ?? {
      record,
      liveness: NOTHING_WRONG,
      // Of containers nothing is known until the engine was asked.
      probedAt: record?.driver === 'container' ? -Infinity : performance.now(),
      expiredLooks: 0,
    };
    this.known.set(name, known);
    known.record = record;
    if (!record) return false;
    const isProbed = performance.now() - known.probedAt >= limits.probeMs;
    if (isProbed) known.probedAt = performance.now();
    known.liveness = shouldRun(record)
      ? await lookAt(record, known.liveness, isProbed, this.containersOf(name))
      : NOTHING_WRONG;
    if (this.isDisposed) return false;
    const isWorked = record.state === 'provisioning' || record.state === 'destroying';
    if (isWorked) {
      if (!this.turns.isBusy(name) && !(record.worker && (await isRunning(record.worker))))
        this.inBackground(name, this.listener.abandoned);
    } else if (clock.now() < record.expiresAt) known.expiredLooks = 0;
    // Twice at least, so that a clock that is put right at once ends nothing.
    else if (performance.now() >= this.doubtUntil && ++known.expiredLooks % EXPIRY_EVERY === 2)
      this.inBackground(name, this.listener.expired);
    return rotateLogs(path).catch(() => false);
  }

  private containersOf(name: string): () => Promise<ReadonlySet<string> | undefined> {
    return async () => {
      const engine = await this.context.engine();
      return engine.ok ? runningContainers(engine.value, this.context.folders.pathOf(name)) : undefined;
    };
  }

  private inBackground(name: string, work: (name: string) => Promise<void>): void {
    void this.turns
      .take(name, () => work(name))
      .catch((error: unknown) => this.context.log.warn(`${name} cannot be taken away: ${String(error)}`))
      .then(() => this.refresh());
  }

  /** After a jump of the clock ends are not believed for a while: it may be put right, and who comes back can still extend. */
  private noteClock(): void {
    const times = { wall: this.context.clock.now(), passed: performance.now() };
    const before = this.lastTimes;
    this.lastTimes = times;
    if (before && times.wall - before.wall - (times.passed - before.passed) > CLOCK_JUMP_MS)
      this.doubtUntil = times.passed + this.context.limits.clockDoubtMs;
  }

  private shownEnvironments(): readonly Environment[] {
    const now = this.context.clock.now();
    const environments = [...this.known].map(([name, { record, liveness }]) =>
      record ? environmentOf(name, record, liveness, now) : unrecordedEnvironment(name, this.marked.has(name)),
    );
    environments.push(...this.strays.map(name => unrecordedEnvironment(name, true)));
    return environments.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
}

function shouldRun({ state }: EnvironmentRecord): boolean {
  return state === 'ready' || state === 'degraded';
}
