import type { Problem } from '../common/problem.js';
import type { CustomQueries } from './customQueries.js';
import type { ServiceHealth } from './serviceHealth.js';
import type { AlertSource, DeploymentSource, SignalSource, WorkloadSource } from './source.js';

/** What the model asks. Everything but the signals may be absent. */
export interface HealthPorts {
  readonly signals: SignalSource;
  /** Other sources by their name, which an entity chooses with `prometheus.io/service-name`. */
  readonly instances?: ReadonlyMap<string, SignalSource>;
  readonly alerts?: AlertSource;
  readonly deployments?: DeploymentSource;
  readonly workloads?: WorkloadSource;
}

/** What the organisation or the person has set. */
export interface HealthSettings {
  /** Which series are an entity's, as a selector with placeholders; undefined for the convention `DEFAULT_SELECTOR`. */
  readonly selector?: string;
  /** The objective of a service that declares none. */
  readonly objective: {
    /** Share of good requests, such as 0.999. */
    readonly target: number;
    readonly windowS: number;
  };
  /** Objective of the 99th percentile of the latency, in seconds; undefined: none. */
  readonly latencyS?: number;
  /** How long an answer is good for, in seconds. */
  readonly pollS: number;
  /** The organisation's own queries, instead of those for the names that the source has. */
  readonly queries?: CustomQueries;
}

export const DEFAULT_HEALTH_SETTINGS: HealthSettings = {
  objective: { target: 0.999, windowS: 30 * 86_400 },
  pollS: 30,
};

/** How the source of signals is. Times are Unix times in seconds. */
export interface SourceState {
  /** `absent`: none is set up. `failed`: it does not answer; what is shown is what it said before. */
  readonly phase: 'absent' | 'loading' | 'ready' | 'failed';
  /** When it answered last. */
  readonly readAt?: number;
  /** Why it does not answer, or why there is none although one is wanted. */
  readonly problem?: Problem;
  /** Since when it has not answered. */
  readonly silentSince?: number;
  /** Before this time it is not asked again. */
  readonly retryAt?: number;
  /** What it says besides, and which parts of the last reading have failed; words of a server among them. */
  readonly warnings: readonly string[];
  /** How far its clock is ahead of ours, in seconds, where it is more than a few. */
  readonly skewS?: number;
}

/** Everything that a view needs, as one immutable value. */
export interface HealthState {
  /** What is known of each service that somebody has asked for, by its full reference. */
  readonly services: ReadonlyMap<string, ServiceHealth>;
  readonly source: SourceState;
}

/** What an overview gives: every service that was asked for, known or not. */
export interface HealthOverview {
  /** In the order of the question. */
  readonly services: readonly ServiceHealth[];
  readonly source: SourceState;
  /** Set where the person or a change of settings stopped it: the services are then what was known before. */
  readonly cancelled?: true;
}
