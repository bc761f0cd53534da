import type { Alert, Deployment, WorkloadState } from './source.js';
import type { Assessment, HealthStatus } from './status.js';

/** What is measured of a service. Latencies are in seconds, traffic in requests a second, all others ratios from 0 to 1. */
export type SignalName =
  'traffic' | 'errors' | 'latencyP50' | 'latencyP95' | 'latencyP99' | 'saturation' | 'availability';

/**
 * Why there is no number.
 *
 * - `no-series`: the source has no series that the query could be answered from
 * - `not-a-number`: the answer is NaN or infinite, as a ratio is while nothing happens
 * - `ambiguous`: the query gives more than one series for the service
 * - `partial`: the source says that its answer is not whole, and this is not in it
 * - `refused`: the source did not answer the query
 * - `not-asked`: it was not looked for
 */
export type MissingReason = 'no-series' | 'not-a-number' | 'ambiguous' | 'partial' | 'refused' | 'not-asked';

/** A number, or why there is none; and where it comes from. */
export interface Measured {
  /** undefined where there is none: never 0 in its place. */
  readonly value: number | undefined;
  readonly missing?: MissingReason;
  readonly unit: 'seconds' | 'requestsPerSecond' | 'ratio' | 'burnRate' | 'count';
  /** Length of the window that it stands for, in seconds. */
  readonly windowS: number;
  /** Unix time in seconds for which it stands. */
  readonly at?: number;
  /** The query in the source's language, for this service alone. */
  readonly query: string;
}

/** Which series are a service's, and what says so. */
export interface Binding {
  /** Matchers of PromQL without braces, such as `service="checkout"`. */
  readonly matchers: string;
  /** The label by which answers for many services are told apart, and its value for this one; undefined for other matchers. */
  readonly key?: { readonly label: string; readonly value: string };
  /** The matchers besides the one for `key`, such as `environment="production"`; absent where there are none. */
  readonly others?: string;
  readonly by: 'annotation' | 'setting' | 'convention';
  /** The annotation or setting that says so. */
  readonly saidBy: string;
  /** The value of the key where it is not the entity's own name: these may be another service's metrics. */
  readonly otherName?: string;
  /** Which of the organisation's sources has the series (`prometheus.io/service-name`); undefined for the usual one. */
  readonly instance?: string;
}

/** Why an entity is bound to no telemetry although something says how it should be. */
export interface BindingMistake {
  /**
   * - `unreadable`: what is said is no selector of PromQL
   * - `no-value`: a placeholder stands for something that the entity does not have
   * - `no-instance`: no source of this name is set up
   */
  readonly kind: 'unreadable' | 'no-value' | 'no-instance';
  /** The annotation or setting that says so. */
  readonly saidBy: string;
  /** The text, the placeholder or the name that is wrong. It is data of a file or a server. */
  readonly text: string;
}

/** An objective of a service level and where it is declared. */
export interface Objective {
  /** Name as declared, such as `requests-availability`. */
  readonly name: string;
  /** Share of good events that is wanted, such as 0.999. */
  readonly target: number;
  /** Length of the period in seconds. */
  readonly windowS: number;
  readonly from: 'sloth' | 'pyrra' | 'openslo' | 'default';
}

/** A pair of windows (Site Reliability Workbook, chapter 5) and how fast the budget burns in each. */
export interface BurnWindow {
  readonly short: string;
  readonly long: string;
  readonly threshold: number;
  readonly severity: 'page' | 'ticket';
  readonly shortRate: Measured;
  readonly longRate: Measured;
  readonly hot: boolean;
}

/** How a service stands against one objective. */
export interface ErrorBudget {
  readonly objective: Objective;
  /** Share of good events over the period. */
  readonly achieved: Measured;
  /** What is left of the budget: 1 is all of it, 0 nothing, below 0 overspent. */
  readonly remaining: Measured;
  /** Whether it counts events or averages windows of time. */
  readonly weighting: 'events' | 'time';
  readonly burn: readonly BurnWindow[];
}

/** A short history for a sparkline. */
export interface Spark {
  /** Unix times in seconds. */
  readonly times: readonly number[];
  /** null where there was no value. */
  readonly values: readonly (number | null)[];
}

/** Everything that is known of the health of one service. */
export interface ServiceHealth extends Assessment {
  readonly entityRef: string;
  readonly binding: Binding | undefined;
  readonly bindingMistake?: BindingMistake;
  /** Unix time in seconds of the youngest data behind it. */
  readonly asOf?: number;
  /** Unix time in seconds since which the status is unknown, where it once was not. */
  readonly unknownSince?: number;
  /** Unix time in seconds of the last sample, where the telemetry was lost. */
  readonly lostSince?: number;
  readonly signals: Readonly<Record<SignalName, Measured>>;
  readonly budget: ErrorBudget | undefined;
  readonly alerts: readonly Alert[];
  readonly deployments: readonly Deployment[];
  readonly workload?: WorkloadState;
  readonly errorSpark?: Spark;
  readonly trafficSpark?: Spark;
  /** References of what it depends on that is not well, with the status of each. */
  readonly atRisk: readonly { readonly entityRef: string; readonly status: HealthStatus }[];
}

/** The health of a system, a domain or an owner. */
export interface RolledUpHealth {
  readonly entityRef: string;
  readonly status: HealthStatus;
  /** How many of its production components have a known status. */
  readonly known: number;
  readonly of: number;
  /** References of the components that decide, worst first. */
  readonly because: readonly string[];
}
