import type { Entity } from '../catalogue/entity.js';
import type { Clock } from '../common/clock.js';
import { Emitter, type Disposable, type Event } from '../common/event.js';
import { cancelledBy, failure, type Problem, type Result } from '../common/problem.js';
import {
  DEFAULT_HEALTH_SETTINGS,
  type HealthOverview,
  type HealthPorts,
  type HealthSettings,
  type HealthState,
} from './healthState.js';
import type { Measured, ServiceHealth, SignalName } from './serviceHealth.js';
import type { DetailRange, ServiceDetail } from './serviceDetail.js';

const NO_SOURCE: Problem = { kind: 'unsupported', message: 'No source of telemetry is set up.' };

/**
 * The health of services as the editor shows it. Asks when it is told to, and not again while what it knows is young; keeps
 * what it has for a few minutes when the source falls silent, and announces each change.
 */
export class HealthModel implements Disposable {
  private readonly changed = new Emitter<HealthState>();
  private current: HealthState = { services: new Map(), source: { phase: 'absent', warnings: [] } };
  private ports: HealthPorts | undefined;

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
    this.ports = ports;
    this.publish({
      services: new Map(),
      source: {
        phase: ports ? 'loading' : problem ? 'failed' : 'absent',
        warnings: [],
        ...(problem ? { problem } : {}),
      },
    });
  }

  /** Changes the settings. What was known is forgotten, as it may have been read otherwise. */
  setSettings(settings: HealthSettings): void {
    this.settings = settings;
    this.setPorts(this.ports, this.current.source.problem);
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
    if (options.fresh === true) this.publish({ ...this.current, services: new Map() });
    const services = await Promise.resolve(entities.map(({ ref }) => unknownHealth(ref)));
    return { services, source: this.current.source, ...(signal.aborted ? { cancelled: true as const } : {}) };
  }

  /** Everything about one service, with its history. */
  async detail({ ref }: Entity, range: DetailRange, signal: AbortSignal): Promise<Result<ServiceDetail>> {
    const { end = this.clock.now() / 1000, lengthS } = range;
    const detail = `${ref} from ${end - lengthS} to ${end}, looked at every ${this.settings.pollS} s`;
    const problem = this.current.source.problem ?? NO_SOURCE;
    return await Promise.resolve(cancelledBy(signal) ?? failure({ detail, ...problem }));
  }

  private publish(state: HealthState): void {
    this.current = state;
    this.changed.fire(state);
  }

  dispose(): void {
    this.changed.dispose();
  }
}

const UNITS: Readonly<Record<SignalName, Measured['unit']>> = {
  traffic: 'requestsPerSecond',
  errors: 'ratio',
  latencyP50: 'seconds',
  latencyP95: 'seconds',
  latencyP99: 'seconds',
  saturation: 'ratio',
  availability: 'ratio',
};

function unknownHealth(entityRef: string): ServiceHealth {
  const signals = Object.fromEntries(
    Object.entries(UNITS).map(([name, unit]) => [
      name,
      { value: undefined, missing: 'not-asked', unit, windowS: 300, query: '' },
    ]),
  ) as unknown as Record<SignalName, Measured>;
  return {
    ...{
      entityRef,
      status: 'unknown',
      reasons: ['source-unreachable'],
      binding: undefined,
      signals,
      budget: undefined,
    },
    ...{ alerts: [], deployments: [], atRisk: [] },
  };
}
