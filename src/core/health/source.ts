import type { Result } from '../common/problem.js';

/** The labels of a series, the metric's name as `__name__` among them. Every text is data of a server. */
export type Labels = Readonly<Record<string, string>>;

/** One series at one instant. */
export interface InstantSample {
  readonly labels: Labels;
  /** May be NaN or infinite, as the source says. */
  readonly value: number;
  /** Unix time in seconds for which the value stands. */
  readonly at: number;
}

/** One series over a range; both arrays have the same length. */
export interface RangeSeries {
  readonly labels: Labels;
  /** Unix times in seconds, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** What a query gave. */
export interface SignalAnswer<T> {
  readonly series: readonly T[];
  /** What the source says besides: partial answers, renamed functions. */
  readonly warnings: readonly string[];
  /** Set where the source had more series than are taken, with the number that was left out. */
  readonly leftOut?: number;
}

/** Unix times and a step in seconds. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** A store of time series that understands PromQL: Prometheus, Mimir, Thanos, VictoriaMetrics. */
export interface SignalSource {
  /** Evaluates a query at one instant. @param at Unix time in seconds; undefined for the source's own now */
  instant(query: string, at: number | undefined, signal: AbortSignal): Promise<Result<SignalAnswer<InstantSample>>>;
  /** Evaluates a query over a range. */
  range(query: string, range: TimeRange, signal: AbortSignal): Promise<Result<SignalAnswer<RangeSeries>>>;
  /** The names of all metrics that the source has. */
  metricNames(signal: AbortSignal): Promise<Result<readonly string[]>>;
  /** A page of the source's own on which a query can be seen, where it has one that a browser can open. */
  graphAddress(query: string, range?: TimeRange): string | undefined;
}

/** An alert that is pending or fires. */
export interface Alert {
  /** Identifies the alert at the source; undefined for one that only the store of series knows. */
  readonly fingerprint?: string;
  readonly name: string;
  /** As the rule says it: `page`, `critical`, `warning`, `ticket` … ; empty where it says nothing. */
  readonly severity: string;
  readonly state: 'firing' | 'pending' | 'silenced' | 'inhibited';
  readonly labels: Labels;
  readonly summary?: string;
  /** A web address; what is none was left out. */
  readonly runbook?: string;
  /** Unix time in seconds. */
  readonly since?: number;
  readonly silences: readonly string[];
}

/** A matcher of a silence (Alertmanager API v2, `matcher`). */
export interface SilenceMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** What a person asks for when alerts are silenced. */
export interface SilenceRequest {
  readonly matchers: readonly SilenceMatcher[];
  /** Unix times in seconds. */
  readonly startsAt: number;
  readonly endsAt: number;
  readonly createdBy: string;
  readonly comment: string;
}

export interface Silence extends SilenceRequest {
  readonly id: string;
  readonly state: 'active' | 'pending' | 'expired';
}

/** A keeper of alerts: Alertmanager API v2. */
export interface AlertSource {
  alerts(signal: AbortSignal): Promise<Result<readonly Alert[]>>;
  silences(signal: AbortSignal): Promise<Result<readonly Silence[]>>;
  /** @returns the id of the new silence */
  silence(request: SilenceRequest, signal: AbortSignal): Promise<Result<string>>;
  unsilence(id: string, signal: AbortSignal): Promise<Result<void>>;
}

/** A version of a service that was brought somewhere. */
export interface Deployment {
  /** Full reference of the entity. */
  readonly entityRef: string;
  /** Unix time in seconds at which it was finished. */
  readonly at: number;
  readonly version?: string;
  readonly commit?: string;
  readonly environment?: string;
  readonly failed?: boolean;
}

/** Tells of deployments, as the delivery events of the platform know them. */
export interface DeploymentSource {
  deployments(
    entityRefs: readonly string[],
    range: Pick<TimeRange, 'start' | 'end'>,
    signal: AbortSignal,
  ): Promise<Result<readonly Deployment[]>>;
}

/** What the cluster says of an entity's workloads. */
export interface WorkloadState {
  readonly entityRef: string;
  readonly desired: number;
  readonly available: number;
  /** Restarts of all containers, as far as the cluster counts them. */
  readonly restarts: number;
  readonly images: readonly string[];
}

/** Tells of workloads: Backstage's Kubernetes API. */
export interface WorkloadSource {
  workload(entityRef: string, signal: AbortSignal): Promise<Result<WorkloadState | undefined>>;
}
