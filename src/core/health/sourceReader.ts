import type { Clock } from '../common/clock.js';
import { failure, success, type Problem, type Result } from '../common/problem.js';
import {
  BatchReadings,
  planBatch,
  seriesByPart,
  type BatchAsk,
  type BatchRequest,
  type BoundService,
} from './batch.js';
import { inTurns, mergeOutcomes, runRequest, type BatchOutcome } from './batchRun.js';
import { BURN_WINDOWS } from './burnPairs.js';
import type { HealthSettings } from './healthState.js';
import { knownMetrics, type KnownMetrics } from './metricNames.js';
import { queryTemplates, type QueryTemplates, type SeriesName, type ValueName } from './queryTemplates.js';
import type { Spark } from './serviceHealth.js';
import type { RangeSeries, SignalSource, TimeRange } from './source.js';
import { alignToGrid, gridTimes, promqlDuration } from './timeGrid.js';

/** The history of a service that a list shows. */
export interface ServiceSparks {
  readonly traffic?: Spark;
  readonly errors?: Spark;
}

/** What was read of many services. */
export interface SourceReading {
  readonly templates: QueryTemplates;
  readonly metrics: KnownMetrics;
  readonly readings: BatchReadings;
  readonly sparks: ReadonlyMap<string, ServiceSparks>;
  readonly warnings: readonly string[];
  /** Problems of parts of the reading; the rest of it stands. */
  readonly problems: readonly Problem[];
  /** How far the source's clock is ahead of ours, in seconds. */
  readonly skewS: number;
}

const IN_FLIGHT = 4;
const NAMES_KEPT_S = 600;
const SLOW_KEPT_S = 300;
const SPARKS_KEPT_S = 60;
const REFUSED_KEPT_S = 600;
const SPARK: Omit<TimeRange, 'start' | 'end'> & { readonly lengthS: number } = { lengthS: 3_600, step: 60 };

const NOW: readonly (ValueName | SeriesName)[] = [
  ...(['traffic', 'errors', 'availability', 'saturation', 'lowestSaturation', 'desired', 'available'] as const),
  ...(['sampledAt', 'deployments', 'sloth', 'slothByService', 'pyrra'] as const),
];
// What is scraped or recorded for an instant is written a moment later. Asked for that much before, a number stays what it is.
const SETTLING_S = 3;

const LATENCY: readonly ValueName[] = ['latencyP50', 'latencyP95', 'latencyP99'];
const FAST_WINDOWS = (['m5', 'm30', 'h1', 'h2', 'h6'] as const).map(key => BURN_WINDOWS[key].promql);

/** The id under which the requests of a window are read, all or the bad ones. @param window as PromQL writes it */
export function countId(name: 'requests' | 'badRequests', window: string): string {
  return `${name} ${window}`;
}

interface Kept<T> {
  readonly value: T;
  readonly at: number;
}

/**
 * Reads many services from one source with few requests: what happens now, latencies and short windows, long windows, and the
 * last hour each in one, and the names of the metrics and the time before. What changes slowly is kept for some minutes.
 */
export class SourceReader {
  private names: Kept<{ readonly metrics: KnownMetrics; readonly templates: QueryTemplates }> | undefined;
  private readonly slow = new Map<string, Kept<BatchReadings>>();
  private readonly sparks = new Map<string, Kept<ServiceSparks>>();
  private readonly refused = new Map<string, number>();
  /** How far the source's clock is ahead of ours; undefined while it is not known. */
  private skewS: number | undefined;

  constructor(
    readonly source: SignalSource,
    private readonly settings: HealthSettings,
    private readonly clock: Clock,
  ) {}

  /** Unix time in seconds by the source's clock, as far as it is known. */
  now(): number {
    return this.seconds() + (this.skewS ?? 0);
  }

  /** What the source has, and its time: asked again every ten minutes, and sooner where nothing was found. */
  async templates(
    signal: AbortSignal,
  ): Promise<Result<{ readonly metrics: KnownMetrics; readonly templates: QueryTemplates }>> {
    const keptS = this.names?.value.metrics.requests.length === 0 ? SPARKS_KEPT_S : NAMES_KEPT_S;
    if (this.names && this.isYoung(this.names.at, keptS)) return success(this.names.value);
    const [answer, time] = await Promise.all([
      this.source.metricNames(signal),
      this.source.instant('time()', undefined, signal),
    ]);
    if (!answer.ok) return answer;
    const at = time.ok ? time.value.series[0]?.value : undefined;
    if (at !== undefined && Number.isFinite(at)) this.skewS = at - this.seconds();
    const metrics = knownMetrics(answer.value);
    const value = { metrics, templates: queryTemplates(metrics, this.settings.queries) };
    this.names = { value, at: this.seconds() };
    return success(value);
  }

  /**
   * Reads services.
   * @param more what else is asked at the same time, among those of which no more than four are under way
   * @returns a problem where the source does not answer at all
   */
  async read(
    services: readonly BoundService[],
    signal: AbortSignal,
    more: readonly (() => Promise<void>)[] = [],
  ): Promise<Result<SourceReading>> {
    const known = await this.templates(signal);
    if (!known.ok) return known;
    const { metrics, templates } = known.value;
    const refs = services.map(({ entityRef }) => entityRef);
    const begun = this.seconds();
    const at = this.skewS === undefined ? undefined : Math.round((this.now() - SETTLING_S) * 1000) / 1000;
    const due = services.filter(service => !this.isYoung(this.slow.get(keptAs(service))?.at, SLOW_KEPT_S));
    const dueSparks = services.filter(service => !this.isYoung(this.sparks.get(keptAs(service))?.at, SPARKS_KEPT_S));
    const outcomes: { now: Result<BatchOutcome>[]; others: Result<BatchOutcome>[]; slow: Result<BatchOutcome>[] } = {
      ...{ now: [], others: [], slow: [] },
    };
    const sparkProblems: Problem[] = [];
    const ask = (into: Result<BatchOutcome>[], of: readonly BoundService[], asks: readonly BatchAsk[]) =>
      planBatch(
        of,
        asks.filter(({ id }) => !this.isRefused(id)),
      ).map(request => async (): Promise<void> => void into.push(await runRequest(this.source, request, at, signal)));
    await inTurns(
      [
        ...ask(outcomes.slow, due, this.slowAsks(templates, metrics)),
        ...ask(outcomes.now, services, plainAsks(templates, NOW)),
        ...ask(outcomes.others, services, [...plainAsks(templates, LATENCY), ...countAsks(templates, FAST_WINDOWS)]),
        ...this.sparkRequests(dueSparks, templates).map(
          request => () => this.readSparks(request, dueSparks, begun, sparkProblems, signal),
        ),
        ...more,
      ],
      IN_FLIGHT,
    );
    const now = mergeOutcomes(outcomes.now, refs);
    const others = mergeOutcomes(outcomes.others, refs);
    const slow = mergeOutcomes(outcomes.slow, refs);
    if (!now.ok) return now;
    if (!others.ok) return others;
    if (!slow.ok) return slow;
    const [silent] = now.value.problems;
    if (silent && now.value.answered === 0) return failure(silent);
    for (const service of due) {
      const readings = new BatchReadings();
      readings.take(service.entityRef, slow.value.readings);
      if (slow.value.problems.length === 0) this.slow.set(keptAs(service), { value: readings, at: begun });
      else this.slow.delete(keptAs(service));
    }
    const readings = new BatchReadings();
    for (const service of services) {
      const kept = this.slow.get(keptAs(service))?.value ?? slow.value.readings;
      for (const one of [now.value.readings, others.value.readings, kept]) readings.take(service.entityRef, one);
    }
    const parts = [now.value, others.value, slow.value];
    for (const { refused } of parts) for (const id of refused) this.refused.set(id, begun + REFUSED_KEPT_S);
    const lost = await this.readLost(services, readings, templates, at, signal);
    return success({
      ...{ metrics, templates, readings, skewS: this.skewS ?? 0 },
      sparks: new Map(services.map(one => [one.entityRef, this.sparks.get(keptAs(one))?.value ?? {}])),
      warnings: [...new Set(parts.flatMap(({ warnings }) => warnings))],
      problems: [...parts.flatMap(({ problems }) => problems), ...sparkProblems, ...lost],
    });
  }

  /** Asks when the last sample came, of those services alone whose series are gone. */
  private async readLost(
    services: readonly BoundService[],
    readings: BatchReadings,
    templates: QueryTemplates,
    at: number | undefined,
    signal: AbortSignal,
  ): Promise<readonly Problem[]> {
    const lost = services.filter(
      ({ entityRef }) =>
        readings.reading(entityRef, 'traffic').missing === 'no-series' &&
        readings.reading(entityRef, countId('requests', '1d')).value !== undefined,
    );
    const requests = planBatch(lost, plainAsks(templates, ['lastSampledAt']));
    const outcomes = await inTurns(
      requests.map(request => () => runRequest(this.source, request, at, signal)),
      IN_FLIGHT,
    );
    const merged = mergeOutcomes(
      outcomes,
      lost.map(({ entityRef }) => entityRef),
    );
    if (!merged.ok) return [];
    for (const { entityRef } of lost) readings.take(entityRef, merged.value.readings);
    return merged.value.problems;
  }

  private slowAsks(templates: QueryTemplates, { pyrra }: KnownMetrics): readonly BatchAsk[] {
    const windows = new Set(['1d', '3d', ...(pyrra ? ['4d'] : []), promqlDuration(this.settings.objective.windowS)]);
    return countAsks(templates, [...windows]);
  }

  private sparkRequests(services: readonly BoundService[], templates: QueryTemplates): readonly BatchRequest[] {
    return planBatch(services, plainAsks(templates, ['traffic', 'errors']));
  }

  private async readSparks(
    request: BatchRequest,
    services: readonly BoundService[],
    begun: number,
    problems: Problem[],
    signal: AbortSignal,
  ): Promise<void> {
    const end = Math.floor(this.now() / SPARK.step) * SPARK.step;
    const range: TimeRange = { start: end - SPARK.lengthS, end, step: SPARK.step };
    const answer = await this.source.range(request.query, range, signal);
    if (!answer.ok) {
      if (answer.problem.kind !== 'cancelled') problems.push(answer.problem);
      return;
    }
    const times = gridTimes(range);
    const { found } = seriesByPart<RangeSeries>(request, answer.value.series);
    for (const service of services) {
      const kept = this.sparks.get(keptAs(service));
      // A question about many services may have been put into several requests.
      let sparks: ServiceSparks = kept?.at === begun ? kept.value : {};
      for (const [{ ask }, byRef] of found) {
        const [series, another] = byRef.get(service.entityRef) ?? [];
        if (series && !another) sparks = { ...sparks, [ask.name]: { times, values: alignToGrid(series, range) } };
      }
      this.sparks.set(keptAs(service), { at: begun, value: sparks });
    }
  }

  private isRefused(id: string): boolean {
    const until = this.refused.get(id);
    return until !== undefined && this.seconds() < until && until - this.seconds() <= REFUSED_KEPT_S;
  }

  private isYoung(at: number | undefined, keptS: number): boolean {
    const passed = at === undefined ? NaN : this.seconds() - at;
    // The clock may have been set back.
    return passed >= 0 && passed < keptS;
  }

  private seconds(): number {
    return this.clock.now() / 1000;
  }
}

/** What is kept of a service goes with its binding. */
function keptAs({ entityRef, binding }: BoundService): string {
  return JSON.stringify([entityRef, binding.matchers]);
}

function plainAsks(templates: QueryTemplates, names: readonly (ValueName | SeriesName)[]): readonly BatchAsk[] {
  return names.flatMap(name => {
    const template = templates.get(name);
    if (template === undefined) return [];
    return [{ name, id: name, template, ...(name === 'slothByService' ? { keyLabel: 'sloth_service' } : {}) }];
  });
}

function countAsks(templates: QueryTemplates, windows: readonly string[]): readonly BatchAsk[] {
  return windows.flatMap(window =>
    (['requests', 'badRequests'] as const).flatMap(name => {
      const template = templates.get(name);
      return template === undefined ? [] : [{ name, id: countId(name, window), template, window }];
    }),
  );
}
