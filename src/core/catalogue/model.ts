import type { Clock } from '../common/clock.js';
import { Emitter, type Disposable, type Event } from '../common/event.js';
import { CANCELLED, failure, success, type Problem, type ProblemKind, type Result } from '../common/problem.js';
import type { Entity } from './entity.js';
import { EntityIndex } from './entityIndex.js';
import type { SnapshotStore } from './snapshot.js';
import type { CatalogueSource } from './source.js';
import { synchronise } from './synchronise.js';

/** A platform's catalogue: what the model needs of one instance. */
export interface CatalogueServer {
  /** Address of the instance, such as `https://backstage.example.com`. */
  readonly origin: string;
  readonly source: CatalogueSource;
  readonly snapshots: SnapshotStore;
  /** References of the signed-in person and of the person's groups, for “mine”. */
  ownershipRefs(signal: AbortSignal): Promise<Result<readonly string[]>>;
}

/** How well the model knows one side of the catalogue. */
export interface SideState {
  readonly phase: 'absent' | 'loading' | 'ready' | 'failed';
  /** When the entities shown were read, in milliseconds since 1970; undefined while nothing is known. */
  readonly readAt?: number;
  /** Set while the entities are those that were kept from an earlier window. */
  readonly kept?: true;
  /**
   * Set while the entities are only those that have come of a first reading: what is not among them is unknown. Nothing of them
   * is kept for another window.
   */
  readonly partial?: true;
  /** Why the last reading failed. The entities are then those of the reading before. */
  readonly problem?: Problem;
}

/** Everything that a view needs, as one immutable value. */
export interface CatalogueState {
  readonly index: EntityIndex;
  readonly server: SideState;
  readonly workspace: SideState;
  /** Address of the instance, where one is set. */
  readonly origin?: string;
  /** Full references that “mine” stands for; undefined while nobody is known to be signed in. */
  readonly mine?: ReadonlySet<string>;
}

/** One reading of a side. */
interface Run {
  readonly stop: AbortController;
  /** What the side was in before it, or before those that it took over from. */
  readonly before: SideState;
}

interface Side {
  state: SideState;
  entities: readonly Entity[];
  running?: Run;
}

// Problems after which what was known before is still the best guess.
const PASSING: ReadonlySet<ProblemKind> = new Set(['unreachable', 'rateLimited', 'cancelled', 'internal']);
const ABSENT: SideState = { phase: 'absent' };
const SIGNED_OUT: Problem = { kind: 'unauthorised', message: 'You are signed out.' };

/**
 * The catalogue as the editor shows it: the platform's entities with those of the open folder laid over them. Reads when it
 * is told to, keeps what it has when a reading fails, and announces each change.
 */
export class CatalogueModel implements Disposable {
  private readonly changed = new Emitter<CatalogueState>();
  private readonly server: Side = { state: ABSENT, entities: [] };
  private readonly workspace: Side = { state: ABSENT, entities: [] };
  private connection: CatalogueServer | undefined;
  private folder: CatalogueSource | undefined;
  private ownership: readonly string[] | undefined;
  private watch: Disposable | undefined;
  private indexed = { server: this.server.entities, workspace: this.workspace.entities, index: EntityIndex.EMPTY };
  private current: CatalogueState = { index: EntityIndex.EMPTY, server: ABSENT, workspace: ABSENT };

  readonly onDidChange: Event<CatalogueState> = this.changed.event;

  constructor(private readonly clock: Clock) {}

  get state(): CatalogueState {
    return this.current;
  }

  /**
   * Changes the instance. What was known of the one before is forgotten, and nothing is read yet.
   * @param problem why there is none although one is wanted
   */
  setServer(connection: CatalogueServer | undefined, problem?: Problem): void {
    stop(this.server);
    this.connection = connection;
    this.ownership = undefined;
    this.server.entities = [];
    this.server.state = connection ? { phase: 'loading' } : problem ? { phase: 'failed', problem } : ABSENT;
    this.publish();
  }

  /** Forgets what is known of the instance, on the disk as well: after signing out. */
  async forgetServer(): Promise<void> {
    const connection = this.connection;
    this.setServer(connection);
    this.server.state = connection ? { phase: 'failed', problem: SIGNED_OUT } : ABSENT;
    this.publish();
    await connection?.snapshots.forget();
  }

  /** Changes the source for the open folder; undefined where no folder is open. */
  setWorkspace(folder: CatalogueSource | undefined): void {
    stop(this.workspace);
    this.watch?.dispose();
    this.folder = folder;
    this.watch = folder?.onDidChange?.(() => void this.readWorkspace());
    this.workspace.entities = [];
    this.workspace.state = folder ? { phase: 'loading' } : ABSENT;
    this.publish();
  }

  /**
   * Reads both sides again. A newer call stops an older one.
   * @param signal lets the person stop it; what was known stays
   * @param onProgress told how many entities of the platform have come so far
   * @returns the platform's problem if there is one: it is also in the state
   */
  async refresh(signal: AbortSignal, onProgress?: (entities: number) => void): Promise<Result<void>> {
    const [server] = await Promise.all([this.readServer(signal, onProgress), this.readWorkspace(signal)]);
    return server;
  }

  private async readServer(outer: AbortSignal, onProgress?: (entities: number) => void): Promise<Result<void>> {
    const connection = this.connection;
    if (!connection) return success(undefined);
    const run = this.begin(this.server);
    const signal = AbortSignal.any([outer, run.stop.signal]);
    if (this.server.state.readAt === undefined) await this.showSnapshot(connection, signal);
    const showsNothing = this.server.state.readAt === undefined;
    const [read, ownership] = await Promise.all([
      synchronise(
        connection.source,
        this.server.entities,
        signal,
        onProgress,
        showsNothing ? entities => this.showArrivals(entities, signal) : undefined,
      ),
      connection.ownershipRefs(signal),
    ]);
    if (signal.aborted) return this.stopped(this.server, run);
    if (ownership.ok) this.ownership = ownership.value;
    // Where the catalogue goes on being shown as it was, so does whose it is.
    else if (!PASSING.has(ownership.problem.kind) && !isSignedOut(read, ownership)) this.ownership = undefined;
    const taken = this.finish(this.server, read);
    if (read.ok && taken !== undefined)
      await connection.snapshots.save({ origin: connection.origin, takenAt: taken, entities: read.value });
    return read.ok ? success(undefined) : read;
  }

  /** Reads the open folder again. */
  async readWorkspace(outer?: AbortSignal): Promise<void> {
    const folder = this.folder;
    if (!folder) return;
    const run = this.begin(this.workspace);
    const signal = outer ? AbortSignal.any([outer, run.stop.signal]) : run.stop.signal;
    const read = await synchronise(folder, this.workspace.entities, signal);
    if (signal.aborted) this.stopped(this.workspace, run);
    else this.finish(this.workspace, read);
  }

  /** Shows what was known of the instance the last time, until something newer comes. */
  private async showSnapshot(connection: CatalogueServer, signal: AbortSignal): Promise<void> {
    const snapshot = await connection.snapshots.load();
    if (snapshot?.origin !== connection.origin || signal.aborted) return;
    this.server.entities = snapshot.entities;
    this.server.state = { phase: 'loading', readAt: snapshot.takenAt, kept: true };
    this.publish();
  }

  /** Shows what has come of a first reading, where it is more than is shown already: a reading that was cut may have left more. */
  private showArrivals(entities: readonly Entity[], signal: AbortSignal): void {
    if (signal.aborted || entities.length <= this.server.entities.length) return;
    this.server.entities = entities;
    this.server.state = { ...this.server.state, partial: true };
    this.publish();
  }

  private begin(side: Side): Run {
    const run = { stop: new AbortController(), before: side.running?.before ?? side.state };
    stop(side);
    side.running = run;
    side.state = { phase: 'loading', ...origin(side.state) };
    this.publish();
    return run;
  }

  private finish(side: Side, read: Result<readonly Entity[]>): number | undefined {
    delete side.running;
    if (read.ok) {
      const now = this.clock.now();
      side.entities = read.value;
      side.state = { phase: 'ready', readAt: now };
      this.publish();
      return now;
    }
    side.state = { phase: 'failed', problem: read.problem, ...origin(side.state) };
    this.publish();
    return undefined;
  }

  /** A reading that was stopped changes nothing; if no newer one took over, the side is as it was before. */
  private stopped(side: Side, run: Run): Result<void> {
    if (side.running === run) {
      delete side.running;
      const known = origin(side.state);
      if (run.before.phase !== 'loading') side.state = { ...run.before, ...known };
      else if (known.readAt === undefined) side.state = { phase: 'failed', problem: CANCELLED, ...known };
      else side.state = { phase: 'ready', ...known };
      this.publish();
    }
    return failure(CANCELLED);
  }

  private publish(): void {
    const { server, workspace } = this;
    const isComplete = !server.state.partial;
    if (
      this.indexed.server !== server.entities ||
      this.indexed.workspace !== workspace.entities ||
      this.indexed.index.isComplete !== isComplete
    )
      this.indexed = {
        server: server.entities,
        workspace: workspace.entities,
        index: EntityIndex.of(server.entities, workspace.entities, isComplete),
      };
    const { index } = this.indexed;
    const mine = this.ownership && index.withChildGroups(this.ownership);
    this.current = {
      index,
      server: this.server.state,
      workspace: this.workspace.state,
      ...(this.connection ? { origin: this.connection.origin } : {}),
      // The same set as long as it holds the same: a view draws itself anew when it is another one.
      ...(mine ? { mine: sameSet(mine, this.current.mine) ? this.current.mine : mine } : {}),
    };
    this.changed.fire(this.current);
  }

  dispose(): void {
    stop(this.server);
    stop(this.workspace);
    this.watch?.dispose();
    this.changed.dispose();
  }
}

/** Where the entities that are known come from. */
function origin({ readAt, kept, partial }: SideState): Pick<SideState, 'readAt' | 'kept' | 'partial'> {
  return {
    ...(readAt === undefined ? {} : { readAt }),
    ...(kept ? { kept } : {}),
    ...(partial ? { partial } : {}),
  };
}

/** Whether the instance wants a sign-in for everything, so that none of its answers says anything about who is there. */
function isSignedOut(...answers: readonly Result<unknown>[]): boolean {
  return answers.every(answer => !answer.ok && answer.problem.kind === 'unauthorised');
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string> | undefined): b is ReadonlySet<string> {
  return b?.size === a.size && [...a].every(item => b.has(item));
}

function stop(side: Side): void {
  side.running?.stop.abort();
  delete side.running;
}
