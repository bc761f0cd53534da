import type { Entity } from '../catalogue/entity.js';
import type { Clock } from '../common/clock.js';
import { Emitter, type Disposable, type Event } from '../common/event.js';
import { CANCELLED, cancelledBy, failure, type Problem, type Result } from '../common/problem.js';
import { bindingOf } from './binding.js';
import { composeHealth, silentHealth, unboundHealth, type KnownBefore } from './composeHealth.js';
import { DetailReader } from './detailReader.js';
import {
  DEFAULT_HEALTH_SETTINGS,
  type HealthOverview,
  type HealthPorts,
  type HealthSettings,
  type HealthState,
  type SourceState,
} from './healthState.js';
import { latencyObjective } from './latencyObjective.js';
import { OverviewRun, readOverview, type BoundEntity, type ServicesReading } from './overviewRun.js';
import { dependenciesAtRisk } from './rollUp.js';
import type { Binding, ServiceHealth } from './serviceHealth.js';
import type { DetailRange, ServiceDetail } from './serviceDetail.js';
import { SourceWatch } from './sourceWatch.js';
import { AlertReader } from './alertReader.js';

const NO_SOURCE: Problem = { kind: 'unsupported', message: 'No source of telemetry is set up.' };

/** What is known of a service. Times are Unix times in seconds by our own clock. */
interface Entry {
  readonly entity: Entity;
  readonly binding: Binding;
  readonly health: ServiceHealth;
  /** When the source was asked last and answered. */
  readonly askedAt: number;
  /** What the source said last when it did answer, and when that was. */
  readonly good?: { readonly health: ServiceHealth; readonly at: number };
}

/**
 * The health of services as the editor shows it. Asks when it is told to, and not again while what it knows is young; keeps
 * what it has for a few minutes when the source falls silent, and announces each change.
 */
export class HealthModel implements Disposable {
  private readonly changed = new Emitter<HealthState>();
  private current: HealthState = { services: new Map(), source: { phase: 'absent', warnings: [] } };
  private ports: HealthPorts | undefined;
  private watches = new Map<string, SourceWatch>();
  private alerts: AlertReader | undefined;
  private details: DetailReader | undefined;
  private readonly entries = new Map<string, Entry>();
  private readonly unbound = new Map<string, ServiceHealth>();
  private readonly runs = new Map<string, OverviewRun>();

  readonly onDidChange: Event<HealthState> = this.changed.event;

  constructor(
    private readonly clock: Clock,
    private settings: HealthSettings = DEFAULT_HEALTH_SETTINGS,
  ) {}

  get state(): HealthState {
    return this.current;
  }

  /**
   * Changes what is asked. What was known is forgotten, and nothing is asked yet.
   * @param problem why there is nothing to ask although it is wanted
   */
  setPorts(ports: HealthPorts | undefined, problem?: Problem): void {
    this.stopAll();
    this.ports = ports;
    this.entries.clear();
    this.unbound.clear();
    const sources = ports ? [['', ports.signals] as const, ...(ports.instances ?? [])] : [];
    this.watches = new Map(sources.map(([name, source]) => [name, new SourceWatch(source, this.settings, this.clock)]));
    this.alerts = ports && new AlertReader(ports.alerts, this.clock);
    this.details = ports && new DetailReader(ports, this.settings, this.clock);
    this.publish({
      phase: ports ? 'loading' : problem ? 'failed' : 'absent',
      ...{ warnings: [], ...(problem ? { problem } : {}) },
    });
  }

  /** Changes the settings. What was known is forgotten, as it may have been read otherwise. */
  setSettings(settings: HealthSettings): void {
    this.settings = settings;
    this.setPorts(this.ports, this.ports ? undefined : this.current.source.problem);
  }

  /**
   * How services are. Asks the source only for those of which nothing young is known, and one time for all who ask at once.
   * @param options `fresh`: ask whatever is known
   * @returns every service that was asked for; never a problem instead, as what is known of a service says it all
   */
  async overview(
    entities: readonly Entity[],
    signal: AbortSignal,
    options: { readonly fresh?: boolean } = {},
  ): Promise<HealthOverview> {
    const bound = this.bind(entities);
    const running = this.ports && !signal.aborted ? this.ask(bound, options.fresh === true) : [];
    const finished = await Promise.all(running.map(run => run.join(signal)));
    if (running.length === 0) this.publish();
    const cancelled = signal.aborted || finished.includes(false);
    return {
      services: entities.map(entity => this.healthOf(entity)),
      source: this.current.source,
      ...(cancelled ? { cancelled: true } : {}),
    };
  }

  /**
   * Everything about one service, with its history.
   * @returns a problem where its source does not answer, where nothing binds it, or where it was cancelled
   */
  async detail(entity: Entity, range: DetailRange, signal: AbortSignal): Promise<Result<ServiceDetail>> {
    const { services } = await this.overview([entity], signal);
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    const [health] = services;
    const watch = this.watches.get(health?.binding?.instance ?? '');
    if (!health || !watch || !this.details) return failure(this.current.source.problem ?? NO_SOURCE);
    if (watch.problem) return failure(watch.problem);
    const { details } = this;
    const latencyS = latencyObjective(entity) ?? this.settings.latencyS;
    const detail = await details.read(health, watch.reader, range, latencyS, signal);
    return this.details === details ? detail : failure(CANCELLED);
  }

  /** Sorts entities into those that can be asked for and those that nothing binds. */
  private bind(entities: readonly Entity[]): readonly BoundEntity[] {
    const instances = new Set(this.ports?.instances?.keys());
    return entities.flatMap((entity): readonly BoundEntity[] => {
      const { binding, mistake } = bindingOf(entity, { selector: this.settings.selector, instances });
      if (!binding) {
        this.entries.delete(entity.ref);
        this.unbound.set(entity.ref, unboundHealth(entity.ref, mistake));
        return [];
      }
      this.unbound.delete(entity.ref);
      const known = this.entries.get(entity.ref);
      if (known?.binding.matchers === binding.matchers && known.binding.instance === binding.instance)
        this.entries.set(entity.ref, { ...known, entity, binding });
      else this.entries.set(entity.ref, this.newEntry(entity, binding));
      return [{ entity, binding }];
    });
  }

  private newEntry(entity: Entity, binding: Binding): Entry {
    return { entity, binding, health: silentHealth(entity.ref, binding, undefined), askedAt: -Infinity };
  }

  /** @returns the runs, old and new, that answer for the services of which nothing young is known */
  private ask(bound: readonly BoundEntity[], fresh: boolean): readonly OverviewRun[] {
    const joined = new Set<OverviewRun>();
    const due: BoundEntity[] = [];
    for (const one of bound) {
      const run = this.runs.get(one.entity.ref);
      const watch = this.watches.get(one.binding.instance ?? '');
      if (run && !fresh) joined.add(run);
      else if (watch?.mayAsk(fresh) === true && (fresh || !this.isYoung(one.entity.ref))) due.push(one);
      else if (watch?.problem) this.fallSilent(one.entity.ref);
    }
    if (due.length > 0) joined.add(this.begin(due));
    return [...joined];
  }

  private begin(due: readonly BoundEntity[]): OverviewRun {
    const run = new OverviewRun(async signal => {
      try {
        const reading = await readOverview(due, this.watches, this.alerts, this.ports, signal, this.seconds());
        if (reading) this.accept(run, reading);
        return reading !== undefined;
      } finally {
        for (const { entity } of due) if (this.runs.get(entity.ref) === run) this.runs.delete(entity.ref);
      }
    });
    for (const { entity } of due) this.runs.set(entity.ref, run);
    return run;
  }

  /** Takes what a run has read, but not of services for which a newer run has begun meanwhile. */
  private accept(run: OverviewRun, { services, warnings }: ServicesReading): void {
    for (const { entity, binding, reading, beside } of services) {
      const entry = this.entries.get(entity.ref);
      if (this.runs.get(entity.ref) !== run || !entry) continue;
      if (!reading) this.fallSilent(entity.ref);
      else {
        const now = this.seconds();
        const workload = this.details?.workloadOf(entity.ref);
        const known = { ...beside, ...(workload ? { workload } : {}) };
        const composed = composeHealth(entity, binding, reading, known, this.settings, this.before(entry));
        const health = this.dated(composed, entry);
        const isGood = !health.reasons.includes('stale') && !health.reasons.includes('source-unreachable');
        this.entries.set(entity.ref, {
          ...{ entity, binding, health, askedAt: now },
          ...(isGood ? { good: { health, at: now } } : entry.good ? { good: entry.good } : {}),
        });
      }
    }
    this.publish(undefined, warnings);
  }

  private fallSilent(ref: string): void {
    const entry = this.entries.get(ref);
    if (!entry) return;
    const health = this.dated(silentHealth(ref, entry.binding, this.before(entry)), entry);
    this.entries.set(ref, { ...entry, health });
  }

  private before({ good }: Entry): KnownBefore | undefined {
    return good && { health: good.health, ageS: Math.max(0, this.seconds() - good.at) };
  }

  /** Says since when the status is unknown, where it once was not. */
  private dated(health: ServiceHealth, { good, health: last }: Entry): ServiceHealth {
    if (health.status !== 'unknown') return health;
    const since =
      health.lostSince ?? last.unknownSince ?? (good && good.health.status !== 'unknown' ? good.at : undefined);
    return since === undefined ? health : { ...health, unknownSince: since };
  }

  private isYoung(ref: string): boolean {
    const entry = this.entries.get(ref);
    const passed = entry ? this.seconds() - entry.askedAt : Infinity;
    // The clock may have been set back.
    return passed >= 0 && passed < this.settings.pollS;
  }

  private healthOf({ ref }: Entity): ServiceHealth {
    return this.current.services.get(ref) ?? unboundHealth(ref, undefined);
  }

  private seconds(): number {
    return this.clock.now() / 1000;
  }

  private publish(source: SourceState = this.sourceState(), warnings?: readonly string[]): void {
    const statusOf = (ref: string) => this.entries.get(ref)?.health.status;
    const services = new Map<string, ServiceHealth>(this.unbound);
    for (const { entity, health } of this.entries.values())
      services.set(entity.ref, { ...health, atRisk: dependenciesAtRisk(entity, statusOf) });
    this.current = { services, source: { ...source, ...(warnings ? { warnings } : {}) } };
    this.changed.fire(this.current);
  }

  private sourceState(): SourceState {
    if (!this.ports) return this.current.source;
    const states = [...this.watches.values()].map(watch => watch.state(this.current.source.warnings));
    const [usual] = states;
    return states.find(({ phase }) => phase === 'failed') ?? usual ?? this.current.source;
  }

  private stopAll(): void {
    for (const run of new Set(this.runs.values())) run.stop();
    this.runs.clear();
  }

  dispose(): void {
    this.stopAll();
    this.changed.dispose();
  }
}
