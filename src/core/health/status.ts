/** How a service is, from the worst to the best. Unknown is worse than healthy: no data never looks good. */
export const HEALTH_STATUSES = ['down', 'critical', 'degraded', 'unknown', 'healthy'] as const;

export type HealthStatus = (typeof HEALTH_STATUSES)[number];

/**
 * Why a service has its status, or what should be known beside it.
 *
 * - `not-bound`: nothing says which series are the service's
 * - `source-unreachable`: the source does not answer, and what it said last is too old
 * - `stale`: the source does not answer; this is what it said last
 * - `all-targets-down`, `no-replicas`: nothing of it runs
 * - `telemetry-lost`: its series were there within a day and are gone
 * - `no-telemetry`: the source has never had a series of it
 * - `alert`: an alert fires that is neither silenced nor inhibited
 * - `fast-burn`, `slow-burn`: a pair of windows burns the error budget faster than its threshold
 * - `budget-exhausted`: nothing of the error budget is left; `budget-low`: less than a tenth
 * - `latency`: the 99th percentile is above its objective
 * - `partly-down`: some targets or replicas are gone
 * - `saturation`: a resource has been used by more than 90 % for ten minutes
 * - `insufficient-traffic`: too few events for the burn rate to mean anything
 * - `idle`: no traffic now, but some within a day
 * - `silenced`: an alert fires that somebody has silenced
 */
export type HealthReason =
  | 'not-bound'
  | 'source-unreachable'
  | 'stale'
  | 'all-targets-down'
  | 'no-replicas'
  | 'telemetry-lost'
  | 'no-telemetry'
  | 'alert'
  | 'fast-burn'
  | 'slow-burn'
  | 'budget-exhausted'
  | 'budget-low'
  | 'latency'
  | 'partly-down'
  | 'saturation'
  | 'insufficient-traffic'
  | 'idle'
  | 'silenced';

/** A status with its reasons, the ones that decide first. */
export interface Assessment {
  readonly status: HealthStatus;
  readonly reasons: readonly HealthReason[];
}
