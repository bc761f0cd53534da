import { displayName, type Entity } from '../../core/catalogue/entity.js';
import { displayNameOf } from '../../core/catalogue/card.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Disposable, Event } from '../../core/common/event.js';
import { failure, presentProblem, success, type Problem, type Result } from '../../core/common/problem.js';
import type { HealthModel } from '../../core/health/healthModel.js';
import type { HealthWords } from '../../core/health/healthText.js';
import { countsForRollUp, rollUp } from '../../core/health/rollUp.js';
import { componentRefs, isExpectedToRun } from '../../core/health/scope.js';
import type { ServiceDetail } from '../../core/health/serviceDetail.js';
import type { RolledUpHealth, ServiceHealth } from '../../core/health/serviceHealth.js';
import {
  RANGES,
  type ChartData,
  type ChartName,
  type DependencyRow,
  type Detail,
  type RangeName,
} from '../../../webview/health/protocol.js';
import type { HealthReader } from './healthKeeper.js';
import type { Span } from './healthPanel.js';
import { chartRow } from './pageCharts.js';
import { alertRows, burnRow, deploymentMark, serviceRow, windowText } from './pageRows.js';
import { watchingLinks } from './serviceLinks.js';

const MOST_POINTS = 1_000;

const CHARTS: readonly (readonly [ChartName, ChartData['unit']])[] = [
  ['traffic', 'requestsPerSecond'],
  ['errors', 'ratio'],
  ['latency', 'seconds'],
  ['saturation', 'ratio'],
  ['budget', 'ratio'],
];

export interface HealthDataOptions {
  readonly catalogue: CatalogueModel;
  readonly words: HealthWords;
  /** Whether alerts can be silenced where they are kept. */
  readonly canSilence: () => boolean;
  /** The page on which a query is drawn; undefined where there is none. */
  readonly graphAddress: (query: string) => string | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is known of health, for rows, cards and pages. */
export class HealthData implements HealthReader, Disposable {
  private last: { readonly key: string; readonly detail: Detail } | undefined;

  constructor(
    private readonly model: HealthModel,
    private readonly options: HealthDataOptions,
  ) {}

  /** Told when something else is known, whoever asked for it. */
  get onDidChange(): Event<unknown> {
    return this.model.onDidChange;
  }

  /** The components of which something is known. */
  get services(): Iterable<ServiceHealth> {
    return this.model.state.services.values();
  }

  /** Why the source as a whole does not answer. */
  get problem(): Problem | undefined {
    return this.model.state.source.problem;
  }

  /** When the source answered last, as Unix time in seconds. */
  get answeredAt(): number | undefined {
    return this.model.state.source.readAt;
  }

  /** @param ref full reference of a component that was asked for */
  of(ref: string): ServiceHealth | undefined {
    return this.model.state.services.get(ref);
  }

  /** The health of a system, a domain or an owner; undefined where none of its components was looked at. */
  rolledUp(ref: string): RolledUpHealth | undefined {
    const { index } = this.options.catalogue.state;
    const members = componentRefs(ref, index).flatMap(member => {
      const entity = index.get(member);
      return entity && countsForRollUp(entity) && isExpectedToRun(entity) ? [member] : [];
    });
    if (!members.some(member => this.of(member))) return undefined;
    return rollUp(
      ref,
      members.map(member => ({ entityRef: member, status: this.of(member)?.status ?? 'unknown' })),
    );
  }

  async read(components: readonly Entity[], signal: AbortSignal, fresh: boolean): Promise<Result<unknown>> {
    const { source } = await this.model.overview(components, signal, { fresh });
    return source.phase === 'failed' && source.problem ? failure(source.problem) : success(undefined);
  }

  /** Everything that the page shows of one service. */
  async detail(entity: Entity, range: RangeName, span: Span | undefined, signal: AbortSignal): Promise<Result<Detail>> {
    const part = span ? { end: span.end, lengthS: span.end - span.start } : { lengthS: RANGES[range] };
    const key = [entity.ref, range, span?.start, span?.end].join(' ');
    const read = await this.model.detail(entity, { ...part, points: MOST_POINTS }, signal);
    if (!read.ok) return this.earlierDetail(key, entity, range, span, read.problem);
    const detail = this.detailOf(entity, range, span, read.value);
    this.last = { key, detail };
    return success(detail);
  }

  private detailOf(entity: Entity, range: RangeName, span: Span | undefined, read: ServiceDetail): Detail {
    const { catalogue, words, canSilence, now } = this.options;
    const { index } = catalogue.state;
    const { health, charts, burnDown, deployments } = read;
    const { budget, workload } = health;
    const drawn = burnDown ? [...charts.filter(({ chart }) => chart !== 'budget'), burnDown] : charts;
    return {
      service: { ...serviceRow(health, entity, index, words), deployments: deployments.map(deploymentMark) },
      range,
      ...(span ? { span } : {}),
      charts: drawn.flatMap(chart => chartRow(chart, words) ?? []),
      ...(budget
        ? {
            objective: {
              name: budget.objective.name,
              target: budget.objective.target,
              window: windowText(budget.objective.windowS),
              from: budget.objective.from,
            },
          }
        : {}),
      burn: (budget?.burn ?? []).map(window => burnRow(window, words)),
      alerts: alertRows(health.alerts),
      canSilence: canSilence(),
      dependencies: this.dependencies(entity),
      ...(workload
        ? {
            workload: {
              desired: workload.desired,
              available: workload.available,
              restarts: workload.restarts,
              images: workload.images,
            },
          }
        : {}),
      links: pageLinks(entity, this.options),
      readAt: now() / 1000,
    };
  }

  /** What was read before the source fell silent, with how the service is now; where that is nothing, at least why. */
  private earlierDetail(
    key: string,
    entity: Entity,
    range: RangeName,
    span: Span | undefined,
    problem: Problem,
  ): Result<Detail> {
    const health = this.of(entity.ref);
    const { catalogue, words } = this.options;
    const { text } = presentProblem(problem, words.translate);
    if (!health || text === undefined) return failure(problem);
    const service = serviceRow(health, entity, catalogue.state.index, words);
    if (this.last?.key === key) return success({ ...this.last.detail, service, alerts: alertRows(health.alerts) });
    const charts = CHARTS.map(([chart, unit]) => ({ chart, unit, times: [], lines: [], query: '', empty: text }));
    return success({
      ...{ service, range, charts, burn: [], canSilence: false },
      ...(span ? { span } : {}),
      alerts: alertRows(health.alerts),
      dependencies: this.dependencies(entity),
      links: pageLinks(entity, this.options),
      readAt: this.answeredAt ?? 0,
    });
  }

  dispose(): void {
    this.model.dispose();
  }

  private dependencies({ ref }: Entity): readonly DependencyRow[] {
    const { index } = this.options.catalogue.state;
    return dependencyRefs(ref, this.options.catalogue).map(other => {
      const entity = index.get(other);
      const name = entity ? displayName(entity) : displayNameOf(other, index);
      return { ref: other, name, status: this.of(other)?.status ?? 'unknown' };
    });
  }
}

/** The page gets names: the editor keeps the addresses. */
function pageLinks(entity: Entity, { words, graphAddress }: HealthDataOptions): Detail['links'] {
  return watchingLinks(entity, graphAddress).map(({ id, title }) => ({ id, title: words.translate(title) }));
}

/** Full references of the running components that a component depends on. */
export function dependencyRefs(ref: string, { state }: CatalogueModel): readonly string[] {
  return state.index.related(ref, 'dependsOn').filter(other => {
    const entity = state.index.get(other);
    return entity?.kind.toLowerCase() === 'component' && isExpectedToRun(entity);
  });
}
