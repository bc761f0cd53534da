import type { Entity } from '../catalogue/entity.js';
import { EntityIndex } from '../catalogue/entityIndex.js';
import type { CatalogueModel } from '../catalogue/model.js';
import type { Clock } from '../common/clock.js';
import { DisposableStore } from '../common/disposables.js';
import { Emitter, type Disposable, type Event } from '../common/event.js';
import { success, type Problem, type Result } from '../common/problem.js';
import type { Translate } from '../common/translate.js';
import type { Environment } from './environment.js';
import { environmentAsOf, isInTransition } from './environmentState.js';
import type { EnvironmentProvider } from './provider.js';
import { isEnvironment, readEnvironment } from './readEnvironment.js';

/** The pause between two looks at what is in transition, in milliseconds. */
const POLL_MS = 2_000;
const POLL_CATALOGUE_MS = 15_000;
// What has been on its way for longer does not come, or its platform does not say so.
const LONGEST_TRANSITION_MS = 3_600_000;

export interface EnvironmentsModelOptions {
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  readonly translate: Translate;
  /** Of this machine; undefined where there is none. Its code may be loaded when it is first asked. */
  readonly local?: EnvironmentProvider;
  /** Calls back after a time, unless it is disposed before. */
  readonly after: (ms: number, call: () => void) => Disposable;
  readonly onProblem: (problem: Problem) => void;
}

/**
 * The environments of the catalogue and of this machine, as one list that is kept: asking for it costs nothing. While somebody looks,
 * what is on its way from one state to another is looked at again and again; nothing else is.
 */
export class EnvironmentsModel implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly closing = new AbortController();
  private index: EntityIndex = EntityIndex.EMPTY;
  private recorded: readonly Environment[] = [];
  private local: readonly Environment[] = [];
  private merged: readonly Environment[] | undefined;
  private localProblem: Problem | undefined;
  private localReading: Promise<Result<void>> | undefined;
  private nextReading: Promise<Result<void>> | undefined;
  private isWatched = false;
  private poll: Disposable | undefined;
  private readonly entityCache = new Map<Entity, Environment | undefined>();

  /** Told when an environment has come, gone or changed, other than by the clock. */
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(private readonly options: EnvironmentsModelOptions) {
    const { catalogue, local } = options;
    this.store.add(catalogue.onDidChange(({ index }) => index !== this.index && this.takeCatalogue(index)));
    if (local) this.store.add(local.onDidChange(() => void this.readLocal()));
    this.takeCatalogue(catalogue.state.index);
  }

  /** All of them as of now: those of the catalogue, then those of this machine. The same array until something changes. */
  get environments(): readonly Environment[] {
    const now = this.options.clock.now();
    const known = (this.merged ??= [...this.recorded, ...this.local]);
    const asOf = known.map(each => environmentAsOf(each, now));
    if (asOf.some((each, at) => each !== known[at])) this.merged = asOf;
    return this.merged;
  }

  /** @param id as in `Environment` */
  get(id: string): Environment | undefined {
    return this.environments.find(each => each.id === id);
  }

  /** Why those of this machine could not be read the last time. */
  get problem(): Problem | undefined {
    return this.localProblem;
  }

  /** The environments of a component's branch, the newest first. */
  ofBranch(componentRef: string | undefined, branch: string): readonly Environment[] {
    return this.environments
      .filter(({ state, components }) =>
        components.some(
          each =>
            state !== 'destroyed' &&
            each.branch === branch &&
            (componentRef === undefined || each.entityRef === componentRef),
        ),
      )
      .toSorted((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
  }

  /** Says whether somebody looks. While nobody does, nothing is looked at again. */
  watch(isWatched: boolean): void {
    this.isWatched = isWatched;
    this.plan();
  }

  /**
   * Looks at this machine again. A look that is going on may have missed what has just changed: it is followed by another one.
   * @returns its problem, if there is one
   */
  readLocal(): Promise<Result<void>> {
    const { localReading } = this;
    if (localReading)
      return (this.nextReading ??= localReading.then(() => {
        this.nextReading = undefined;
        return this.readLocal();
      }));
    return (this.localReading = this.readLocalNow().finally(() => (this.localReading = undefined)));
  }

  dispose(): void {
    this.closing.abort();
    this.poll?.dispose();
    this.store.dispose();
  }

  private async readLocalNow(): Promise<Result<void>> {
    const { local, onProblem } = this.options;
    if (!local) return success(undefined);
    const listed = await local.list(this.closing.signal);
    if (this.closing.signal.aborted) return success(undefined);
    if (!listed.ok && listed.problem.kind !== this.localProblem?.kind) onProblem(listed.problem);
    this.localProblem = listed.ok ? undefined : listed.problem;
    // What was known is still the best guess.
    if (listed.ok) this.local = listed.value;
    this.tell();
    return listed.ok ? success(undefined) : listed;
  }

  private takeCatalogue(index: EntityIndex): void {
    const { clock, translate } = this.options;
    const now = clock.now();
    this.index = index;
    const entities = index.entities.filter(isEnvironment);
    const before = new Map(this.entityCache);
    this.entityCache.clear();
    const isSame = entities.length === before.size && entities.every(entity => before.has(entity));
    for (const entity of entities)
      this.entityCache.set(entity, before.get(entity) ?? readEnvironment(entity, now, translate));
    if (isSame) return;
    this.recorded = [...this.entityCache.values()].filter(environment => environment !== undefined);
    this.tell();
  }

  private tell(): void {
    this.merged = undefined;
    this.plan();
    this.changed.fire();
  }

  private plan(): void {
    this.poll?.dispose();
    this.poll = undefined;
    if (!this.isWatched) return;
    const now = this.options.clock.now();
    const moving = this.environments.filter(
      each => isInTransition(each) && now - (each.stateAt ?? each.createdAt ?? 0) < LONGEST_TRANSITION_MS,
    );
    if (moving.length === 0) return;
    const isLocal = moving.some(({ provider }) => provider === 'local');
    this.poll = this.options.after(isLocal ? POLL_MS : POLL_CATALOGUE_MS, () => void this.lookAgain(isLocal));
  }

  private async lookAgain(isLocal: boolean): Promise<void> {
    const { catalogue } = this.options;
    if (isLocal) await this.readLocal();
    else if (catalogue.state.server.phase !== 'loading') await catalogue.refresh(this.closing.signal);
    if (!this.closing.signal.aborted) this.plan();
  }
}
