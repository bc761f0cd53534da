import type { Clock } from '../common/clock.js';
import { cancelledBy, failure, success, type Problem, type Result } from '../common/problem.js';
import { planBatch, scopeOf, seriesByPart, type BatchAsk, type BatchRequest, type BoundService } from './batch.js';
import { inTurns } from './batchRun.js';
import { burnDownFromEvents } from './burnDown.js';
import { absentReason, chartAsks, drawCharts, lineOf, type RangeReading } from './charts.js';
import { deploymentsFromSeries, deploymentsFromVersions } from './deploymentSeries.js';
import type { HealthPorts, HealthSettings } from './healthState.js';
import { renderQuery, SIGNAL_WINDOW, type QueryTemplates } from './queryTemplates.js';
import type { Binding, ErrorBudget, ServiceHealth } from './serviceHealth.js';
import type { DetailRange, HealthChart, ServiceDetail } from './serviceDetail.js';
import type { Deployment, RangeSeries, SignalAnswer, SignalSource, TimeRange, WorkloadState } from './source.js';
import type { SourceReader } from './sourceReader.js';
import { gridTimes, promqlDuration, timeGrid } from './timeGrid.js';

const IN_FLIGHT = 4;
const WORKLOAD_KEPT_S = 60;
const MOST_KEPT = 20;

/** What the charts of a service were read from. */
interface History {
  readonly range: TimeRange;
  readonly charts: readonly HealthChart[];
  readonly burnDown?: HealthChart;
  readonly deployments: readonly Deployment[];
  readonly warnings: readonly string[];
}

/** Everything that the reading of one history needs. */
interface Reading {
  readonly service: BoundService;
  readonly source: SignalSource;
  readonly templates: QueryTemplates;
  readonly range: TimeRange;
  readonly signal: AbortSignal;
  readonly warnings: Set<string>;
  readonly problems: Problem[];
  readonly read: Map<string, RangeReading>;
}

/** Reads the history of one service: its charts, what became of its error budget, its deployments and its workload. */
export class DetailReader {
  private readonly histories = new Map<string, { readonly history: History; readonly at: number }>();
  private readonly workloads = new Map<string, { readonly state: WorkloadState; readonly at: number }>();

  constructor(
    private readonly ports: HealthPorts,
    private readonly settings: HealthSettings,
    private readonly clock: Clock,
  ) {}

  /** What is known of an entity's workload, where somebody has looked at it within a minute. */
  workloadOf(entityRef: string): WorkloadState | undefined {
    const kept = this.workloads.get(entityRef);
    return kept && this.isYoung(kept.at, WORKLOAD_KEPT_S) ? kept.state : undefined;
  }

  /**
   * Reads a service.
   * @param latencyS objective of its latency in seconds, for the chart
   * @returns a problem where nothing could be read; parts that could not are missing with a reason
   */
  async read(
    health: ServiceHealth,
    reader: SourceReader,
    asked: DetailRange,
    latencyS: number | undefined,
    signal: AbortSignal,
  ): Promise<Result<ServiceDetail>> {
    const { binding, entityRef } = health;
    if (!binding) return success({ health, ...emptyHistory(timeGrid(reader.now(), asked.lengthS, asked.points)) });
    const range = timeGrid(asked.end ?? reader.now(), asked.lengthS, asked.points);
    const id = JSON.stringify([entityRef, binding.matchers, range]);
    const kept = this.histories.get(id);
    const [history, workload] = await Promise.all([
      kept && this.isYoung(kept.at, this.settings.pollS)
        ? success(kept.history)
        : this.readHistory(health, binding, reader, range, latencyS, signal),
      this.readWorkload(entityRef, signal),
    ]);
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    if (!history.ok) return history;
    this.keep(id, history.value);
    const warnings = [...history.value.warnings, ...(workload.ok ? [] : [workload.problem.message])];
    const state = workload.ok ? workload.value : undefined;
    return success({ ...history.value, warnings, health: state ? { ...health, workload: state } : health });
  }

  private async readHistory(
    { entityRef, budget }: ServiceHealth,
    binding: Binding,
    reader: SourceReader,
    range: TimeRange,
    latencyS: number | undefined,
    signal: AbortSignal,
  ): Promise<Result<History>> {
    const known = await reader.templates(signal);
    if (!known.ok) return known;
    const { templates } = known.value;
    const window = promqlDuration(Math.max(SIGNAL_WINDOW.seconds, range.step));
    const reading: Reading = {
      ...{ service: { entityRef, binding }, source: reader.source, templates, range, signal },
      ...{ warnings: new Set(), problems: [], read: new Map() },
    };
    const plan = (asks: readonly BatchAsk[]) => planBatch([reading.service], asks);
    let burnDown: HealthChart | undefined;
    let deployments: readonly Deployment[] = [];
    const requests = [
      ...plan(chartAsks(['traffic', 'errors', 'saturation', 'availability'], templates, window)),
      ...plan(chartAsks(['latencyP50', 'latencyP95', 'latencyP99'], templates, window)),
    ];
    await inTurns(
      [
        ...requests.map(request => () => readRange(reading, request, range)),
        async (): Promise<void> => void (burnDown = budget && (await this.readBurnDown(reading, budget, reader.now()))),
        async (): Promise<void> => void (deployments = await this.readDeployments(reading)),
      ],
      IN_FLIGHT,
    );
    const { problems, warnings } = reading;
    const [problem] = problems;
    if (problem && requests.length > 0 && problems.length >= requests.length && !isAnythingRead(reading))
      return failure(problem);
    const target = budget?.objective.target;
    const objectives = {
      ...(target === undefined ? {} : { errors: Number((1 - target).toPrecision(12)) }),
      ...(latencyS === undefined ? {} : { latency: latencyS }),
    };
    return success({
      ...{ range, deployments },
      charts: drawCharts(binding, templates, range, window, reading.read, objectives),
      ...(burnDown ? { burnDown } : {}),
      warnings: [...new Set([...warnings, ...problems.map(({ message }) => message)])],
    });
  }

  /**
   * What became of the error budget: as the objective's own rules have recorded it, or counted from the requests of the period where
   * the records do not reach so far back.
   */
  private async readBurnDown(reading: Reading, budget: ErrorBudget, now: number): Promise<HealthChart | undefined> {
    const range = timeGrid(now, budget.objective.windowS);
    const recorded = budget.objective.from === 'sloth' ? await recordedBurnDown(reading, budget, range) : undefined;
    if (recorded && pointsOf(recorded) >= gridTimes(range).length / 2) return recorded;
    const counted = await countedBurnDown(reading, budget, range);
    return recorded && counted && pointsOf(recorded) >= pointsOf(counted) ? recorded : (counted ?? recorded);
  }

  private async readDeployments(reading: Reading): Promise<readonly Deployment[]> {
    const { service, templates, range, signal, problems } = reading;
    const { entityRef } = service;
    if (this.ports.deployments) {
      const answer = await this.ports.deployments.deployments([entityRef], range, signal);
      if (!answer.ok) problems.push(answer.problem);
      return answer.ok ? answer.value.filter(({ at }) => at >= range.start && at <= range.end + range.step) : [];
    }
    const asks = (['deployments', 'versions'] as const).flatMap((name): readonly BatchAsk[] => {
      const template = templates.get(name);
      return template === undefined ? [] : [{ name, id: name, template }];
    });
    for (const request of planBatch([service], asks)) await readRange(reading, request, range);
    const series = (name: string) => {
      const read = reading.read.get(name);
      return typeof read === 'object' ? read : [];
    };
    const told = deploymentsFromSeries(entityRef, series('deployments'));
    const seen = told.length > 0 ? told : deploymentsFromVersions(entityRef, series('versions'));
    return seen.filter(({ at }) => at >= range.start && at <= range.end + range.step);
  }

  private async readWorkload(entityRef: string, signal: AbortSignal): Promise<Result<WorkloadState | undefined>> {
    const known = this.workloadOf(entityRef);
    if (known || !this.ports.workloads) return success(known);
    const answer = await this.ports.workloads.workload(entityRef, signal);
    if (answer.ok && answer.value) this.workloads.set(entityRef, { state: answer.value, at: this.clock.now() / 1000 });
    return answer;
  }

  private keep(id: string, history: History): void {
    if (this.histories.has(id) && this.isYoung(this.histories.get(id)?.at ?? NaN, this.settings.pollS)) return;
    this.histories.delete(id);
    this.histories.set(id, { history, at: this.clock.now() / 1000 });
    for (const [oldest] of this.histories) {
      if (this.histories.size <= MOST_KEPT) break;
      this.histories.delete(oldest);
    }
  }

  private isYoung(at: number, keptS: number): boolean {
    const passed = this.clock.now() / 1000 - at;
    // The clock may have been set back.
    return passed >= 0 && passed < keptS;
  }
}

function burnDownChart(range: TimeRange): Pick<HealthChart, 'chart' | 'unit' | 'times' | 'objective'> {
  return { chart: 'budget', unit: 'ratio', times: gridTimes(range), objective: 0 };
}

function pointsOf({ lines }: HealthChart): number {
  return lines[0]?.values.filter(value => value !== null).length ?? 0;
}

async function recordedBurnDown(reading: Reading, { remaining }: ErrorBudget, range: TimeRange): Promise<HealthChart> {
  const { query } = remaining;
  const answer = await reading.source.range(query, range, reading.signal);
  if (!answer.ok) reading.problems.push(answer.problem);
  const { values, missing } = lineOf(answer.ok ? seriesOrReason(answer.value) : 'refused', range);
  const lines = [{ name: 'budget', values }] as const;
  return { ...burnDownChart(range), queries: [query], lines, ...(missing ? { missing } : {}) };
}

async function countedBurnDown(
  reading: Reading,
  { objective }: ErrorBudget,
  range: TimeRange,
): Promise<HealthChart | undefined> {
  const { service, templates, read } = reading;
  const window = promqlDuration(range.step);
  const asks = (['badRequests', 'requests'] as const).flatMap((name): readonly BatchAsk[] => {
    const template = templates.get(name);
    return template === undefined ? [] : [{ name, id: name, template, window }];
  });
  if (asks.length < 2) return undefined;
  for (const request of planBatch([service], asks)) await readRange(reading, request, range);
  const { missing } = lineOf(read.get('requests'), range);
  const [bad, all] = ['badRequests', 'requests'].map(name => {
    const series = read.get(name);
    return typeof series === 'object' && series.length === 1 ? series[0] : undefined;
  });
  const values = burnDownFromEvents(all, bad, objective.target, range);
  const queries = [
    asks.map(({ template }) => `(${renderQuery(template, scopeOf(service.binding), window)})`).join(' / '),
  ];
  const lines = [{ name: 'budget', values }] as const;
  return { ...burnDownChart(range), queries, lines, ...(missing ? { missing } : {}) };
}

function seriesOrReason(answer: SignalAnswer<RangeSeries>): RangeReading {
  return answer.series.length > 0 ? answer.series : absentReason(answer);
}

function emptyHistory(range: TimeRange): History {
  return { range, charts: [], deployments: [], warnings: [] };
}

function isAnythingRead({ read }: Reading): boolean {
  return [...read.values()].some(one => one !== 'refused');
}

async function readRange(reading: Reading, request: BatchRequest, range: TimeRange): Promise<void> {
  const { source, signal, read, service, problems, warnings } = reading;
  const answer = await source.range(request.query, range, signal);
  if (!answer.ok) {
    problems.push(answer.problem);
    for (const { ask } of request.parts) read.set(ask.id, 'refused');
    return;
  }
  for (const warning of answer.value.warnings) warnings.add(warning);
  for (const [{ ask }, byRef] of seriesByPart(request, answer.value.series).found)
    read.set(ask.id, byRef.get(service.entityRef) ?? absentReason(answer.value));
}
