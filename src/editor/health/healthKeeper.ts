import * as vscode from 'vscode';
import type { Entity } from '../../core/catalogue/entity.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import type { Problem, Result } from '../../core/common/problem.js';
import { nextReading } from '../../core/health/pollSchedule.js';
import { componentRefs } from '../../core/health/scope.js';

// What comes into sight together is read together.
const GATHERING_MS = 100;
// What is not there now will not be there in half a minute either, until somebody sets it up.
const MISSING_PAUSE_MS = 300_000;

/** Somebody who wants to know how entities are. */
export interface HealthInterest {
  /** Full references of entities of any kind. */
  readonly refs: () => Iterable<string>;
  /** Whether they are in sight. */
  readonly isShown: () => boolean;
}

/** How the last reading went. */
export interface HealthState {
  /** When it began, in milliseconds since 1970; undefined before the first. */
  readonly readAt?: number;
  readonly isReading: boolean;
  /** Whether the source has ever answered. */
  readonly hasAnswered: boolean;
  /** Why the source as a whole could not be read. */
  readonly problem?: Problem;
}

const NEVER: HealthState = { isReading: false, hasAnswered: false };

export interface HealthKeeperOptions {
  readonly catalogue: CatalogueModel;
  readonly clock: Clock;
  /** The pause between two readings of what is in sight, in seconds. */
  readonly everySeconds: () => number;
  /** Reads the health of components; undefined where there is no source to ask. */
  readonly reader: () => HealthReader | undefined;
  readonly onProblem: (problem: Problem) => void;
}

/** Reads the health of components, many at once. */
export interface HealthReader {
  /**
   * @param fresh also what was read a moment ago
   * @returns the problem of the source as a whole where it did not answer
   */
  read(components: readonly Entity[], signal: AbortSignal, fresh: boolean): Promise<Result<unknown>>;
}

/**
 * Reads health again and again while somebody wants to know: what is in sight often, what is not seldom, and nothing while the window
 * is not used. One reading at a time; what nobody wants any more is cancelled.
 */
export class HealthKeeper implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<HealthState>());
  private readonly interests = new Set<HealthInterest>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private planning: ReturnType<typeof setTimeout> | undefined;
  private unfocusedSince: number | undefined;
  private running: { readonly stop: AbortController; readonly refs: ReadonlySet<string> } | undefined;
  private lastRefs: ReadonlySet<string> = new Set();
  private failures = 0;
  private notBefore: number | undefined;
  private current: HealthState = NEVER;

  /** Told after each reading. */
  readonly onDidChange: Event<HealthState> = this.changed.event;

  constructor(private readonly options: HealthKeeperOptions) {
    const { clock, catalogue } = options;
    if (!vscode.window.state.focused) this.unfocusedSince = clock.now();
    this.store.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        this.unfocusedSince = focused ? undefined : (this.unfocusedSince ?? clock.now());
        this.plan();
      }),
    );
    let { index } = catalogue.state;
    this.store.add(
      catalogue.onDidChange(state => {
        if (state.index === index) return;
        index = state.index;
        this.plan();
      }),
    );
    this.store.add({
      dispose: () => {
        clearTimeout(this.timer);
        clearTimeout(this.planning);
        this.running?.stop.abort();
      },
    });
  }

  get state(): HealthState {
    return this.current;
  }

  /** Keeps reading for somebody until that is put away. */
  add(interest: HealthInterest): Disposable {
    this.interests.add(interest);
    this.plan();
    return {
      dispose: () => {
        this.interests.delete(interest);
        this.plan();
      },
    };
  }

  /** Looks again at what is wanted: something has come into sight or gone out of it. */
  plan(): void {
    // Others may come into sight in the same moment.
    this.planning ??= setTimeout(() => {
      this.planning = undefined;
      this.planNow();
    }, GATHERING_MS);
  }

  private planNow(): void {
    clearTimeout(this.timer);
    const all = this.wanted(false);
    if (this.running) {
      // A reading goes on only while somebody waits for it.
      if (![...this.running.refs].some(ref => all.has(ref))) this.running.stop.abort();
      return;
    }
    const wait = this.wait(this.wanted(true), all);
    if (wait !== undefined) this.timer = setTimeout(() => void this.readPlanned(), wait);
  }

  /** Reads what is wanted at once: the person asked for it. @returns the problem of the source as a whole */
  async refresh(signal: AbortSignal): Promise<Result<unknown> | undefined> {
    this.running?.stop.abort();
    this.notBefore = undefined;
    return this.read(this.wanted(false), signal, true);
  }

  /** Forgets how the source was: it is another one. */
  reset(): void {
    this.running?.stop.abort();
    this.running = undefined;
    this.failures = 0;
    this.notBefore = undefined;
    this.lastRefs = new Set();
    this.announce(NEVER);
    this.plan();
  }

  dispose(): void {
    this.store.dispose();
  }

  private wait(shown: ReadonlySet<string>, all: ReadonlySet<string>): number | undefined {
    const { clock, everySeconds, reader } = this.options;
    if (!reader()) return undefined;
    const isNew = [...shown].some(ref => !this.lastRefs.has(ref));
    return nextReading({
      now: clock.now(),
      isShown: shown.size > 0,
      isWanted: all.size > 0,
      everyMs: everySeconds() * 1000,
      failures: this.failures,
      ...(this.unfocusedSince === undefined ? {} : { unfocusedSince: this.unfocusedSince }),
      ...(this.current.readAt === undefined || (isNew && this.failures === 0) ? {} : { lastRead: this.current.readAt }),
      ...(this.notBefore === undefined ? {} : { notBefore: this.notBefore }),
    });
  }

  private async readPlanned(): Promise<void> {
    const shown = this.wanted(true);
    const refs = shown.size > 0 ? shown : this.wanted(false);
    const result = await this.read(refs, new AbortController().signal, false);
    if (result?.ok === false) this.options.onProblem(result.problem);
  }

  private async read(
    refs: ReadonlySet<string>,
    outer: AbortSignal,
    fresh: boolean,
  ): Promise<Result<unknown> | undefined> {
    const { catalogue, clock } = this.options;
    const reader = this.options.reader();
    const { index } = catalogue.state;
    const components = [...refs].flatMap(ref => index.get(ref) ?? []);
    if (!reader || components.length === 0) return undefined;
    const run = { stop: new AbortController(), refs };
    this.running = run;
    const readAt = clock.now();
    this.announce({ ...this.current, isReading: true });
    const result = await reader.read(components, AbortSignal.any([outer, run.stop.signal]), fresh);
    if (this.running !== run) return result;
    this.running = undefined;
    if (run.stop.signal.aborted || outer.aborted) this.announce({ ...this.current, isReading: false });
    else this.finish(result, refs, readAt);
    this.plan();
    return result;
  }

  private finish(result: Result<unknown>, refs: ReadonlySet<string>, readAt: number): void {
    this.lastRefs = refs;
    if (result.ok) {
      this.failures = 0;
      this.notBefore = undefined;
      this.announce({ readAt, isReading: false, hasAnswered: true });
      return;
    }
    const { problem } = result;
    this.failures++;
    const pause =
      problem.retryAfterMs ??
      (['unreachable', 'internal', 'rateLimited'].includes(problem.kind) ? 0 : MISSING_PAUSE_MS);
    this.notBefore = this.options.clock.now() + pause;
    this.announce({ readAt, isReading: false, hasAnswered: this.current.hasAnswered, problem });
  }

  private announce(state: HealthState): void {
    this.current = state;
    this.changed.fire(state);
  }

  /** Full references of the components that are wanted. @param shown only those that are in sight */
  private wanted(shown: boolean): ReadonlySet<string> {
    const { index } = this.options.catalogue.state;
    const refs = [...this.interests].flatMap(interest => (shown && !interest.isShown() ? [] : [...interest.refs()]));
    return new Set([...new Set(refs)].flatMap(ref => componentRefs(ref, index)));
  }
}
