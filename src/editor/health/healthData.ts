import { displayName, type Entity } from '../../core/catalogue/entity.js';
import { displayNameOf } from '../../core/catalogue/card.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Disposable } from '../../core/common/event.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { HealthModel } from '../../core/health/healthModel.js';
import type { HealthWords } from '../../core/health/healthText.js';
import { countsForRollUp, rollUp } from '../../core/health/rollUp.js';
import { componentRefs, isExpectedToRun } from '../../core/health/scope.js';
import type { RolledUpHealth, ServiceHealth } from '../../core/health/serviceHealth.js';
import { RANGES, type DependencyRow, type Detail, type RangeName } from '../../../webview/health/protocol.js';
import type { HealthReader } from './healthKeeper.js';
import type { Span } from './healthPanel.js';
import { chartRow } from './pageCharts.js';
import { alertRows, burnRow, deploymentMark, serviceRow, windowText } from './pageRows.js';
import { serviceLinks } from './serviceLinks.js';

const MOST_POINTS = 1_000;

export interface HealthDataOptions {
  readonly catalogue: CatalogueModel;
  readonly words: HealthWords;
  /** Whether alerts can be silenced where they are kept. */
  readonly canSilence: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What is known of health, for rows, cards and pages. */
export class HealthData implements HealthReader, Disposable {
  constructor(
    private readonly model: HealthModel,
    private readonly options: HealthDataOptions,
  ) {}

  /** The components of which something is known. */
  get services(): Iterable<ServiceHealth> {
    return this.model.state.services.values();
  }

  /** Why the source as a whole does not answer. */
  get problem(): Problem | undefined {
    return this.model.state.source.problem;
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
    const { catalogue, words, canSilence, now } = this.options;
    const { index } = catalogue.state;
    const part = span ? { end: span.end, lengthS: span.end - span.start } : { lengthS: RANGES[range] };
    const read = await this.model.detail(entity, { ...part, points: MOST_POINTS }, signal);
    if (!read.ok) return read;
    const { health, charts, burnDown, deployments } = read.value;
    const { budget, workload } = health;
    const drawn = burnDown ? [...charts.filter(({ chart }) => chart !== 'budget'), burnDown] : charts;
    return success({
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
      links: serviceLinks(entity).map(({ id, title }) => ({ id, title: words.translate(title) })),
      readAt: now() / 1000,
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

/** Full references of the running components that a component depends on. */
export function dependencyRefs(ref: string, { state }: CatalogueModel): readonly string[] {
  return state.index.related(ref, 'dependsOn').filter(other => {
    const entity = state.index.get(other);
    return entity?.kind.toLowerCase() === 'component' && isExpectedToRun(entity);
  });
}
