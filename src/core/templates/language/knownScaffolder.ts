import type { Clock } from '../../common/clock.js';
import { Emitter, type Disposable, type Event } from '../../common/event.js';
import type { Problem } from '../../common/problem.js';
import type { Scaffolder, TemplateAction, TemplatingExtension } from '../scaffolder.js';
import { TemplateKnowledge } from './actionSchema.js';

/** What an instance's scaffolder offered the last time it was asked. */
export interface ScaffolderSnapshot {
  readonly actions: readonly TemplateAction[];
  /** undefined where the server does not say. */
  readonly extensions?: readonly TemplatingExtension[];
  /** Milliseconds since 1970. */
  readonly readAt: number;
}

/** Keeps the newest snapshot of one instance. */
export interface ScaffolderSnapshots {
  load(): Promise<ScaffolderSnapshot | undefined>;
  save(snapshot: ScaffolderSnapshot): Promise<void>;
}

/** Where the knowledge of one instance comes from. */
export interface ScaffolderSource {
  readonly scaffolder: Pick<Scaffolder, 'actions' | 'templatingExtensions'>;
  readonly snapshots: ScaffolderSnapshots;
}

// Actions change when the server is built anew.
const GOOD_FOR_MS = 10 * 60_000;
const RETRY_AFTER_MS = 60_000;

/**
 * What is known of the actions and filters of the instance in use: at once what was kept, then what the server says. Nothing
 * is read before the first template asks for it.
 */
export class KnownScaffolder implements Disposable {
  private readonly changed = new Emitter<void>();
  /** Told when there is other knowledge. */
  readonly onDidChange: Event<void> = this.changed.event;
  private known = new TemplateKnowledge();
  private source: ScaffolderSource | undefined;
  private reading = new AbortController();
  private busy: Promise<void> | undefined;
  private askedAt: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly onProblem: (problem: Problem) => void,
  ) {}

  /** The same object as long as nothing changes. */
  get knowledge(): TemplateKnowledge {
    return this.known;
  }

  /** @param source undefined where no instance is set */
  use(source: ScaffolderSource | undefined): void {
    this.reading.abort();
    this.reading = new AbortController();
    this.busy = undefined;
    this.askedAt = undefined;
    this.source = source;
    const had = this.known.actions !== undefined;
    this.known = new TemplateKnowledge();
    if (had) this.changed.fire();
  }

  /** Reads what is not known yet, or has been known for long. @returns when that is done */
  wake(): Promise<void> {
    return (this.busy ??= this.read().finally(() => {
      this.busy = undefined;
    }));
  }

  dispose(): void {
    this.reading.abort();
    this.changed.dispose();
  }

  private async read(): Promise<void> {
    const { source } = this;
    const { signal } = this.reading;
    if (!source) return;
    if (this.known.actions === undefined && this.askedAt === undefined) {
      const kept = await source.snapshots.load();
      if (signal.aborted) return;
      if (kept) this.show(new TemplateKnowledge(kept, false));
    }
    const now = this.clock.now();
    const pause = this.known.fresh ? GOOD_FOR_MS : RETRY_AFTER_MS;
    if (this.askedAt !== undefined && now - this.askedAt < pause) return;
    this.askedAt = now;
    const [actions, extensions] = await Promise.all([
      source.scaffolder.actions(signal),
      source.scaffolder.templatingExtensions(signal),
    ]);
    if (signal.aborted) return;
    if (!actions.ok) {
      this.onProblem(actions.problem);
      return;
    }
    // An older server has no such list: then nothing is said about filters.
    if (!extensions.ok && extensions.problem.kind !== 'notFound') this.onProblem(extensions.problem);
    const snapshot = {
      actions: actions.value,
      ...(extensions.ok ? { extensions: extensions.value } : {}),
      readAt: now,
    };
    this.show(new TemplateKnowledge(snapshot, true));
    await source.snapshots.save(snapshot);
  }

  private show(knowledge: TemplateKnowledge): void {
    this.known = knowledge;
    this.changed.fire();
  }
}
