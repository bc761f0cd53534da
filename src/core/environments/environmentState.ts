import type { Environment, EnvironmentState } from './environment.js';

/** How long before its end an environment is `expiring`, in milliseconds. */
export const EXPIRING_MS = 3_600_000;

/**
 * The state of an environment at a time, by its end: `expiring` inside the last hour, `expired` after it. One that is degraded stays
 * so until its end, for that is worse; what has failed or is being taken away is no longer about its end.
 * @param state what is written down of it
 * @param expiresAt milliseconds since 1970; undefined for one that stays
 * @param now milliseconds since 1970
 */
export function stateAsOf(state: EnvironmentState, expiresAt: number | undefined, now: number): EnvironmentState {
  if (expiresAt === undefined || state === 'failed' || state === 'destroying' || state === 'destroyed') return state;
  if (now >= expiresAt) return 'expired';
  if (state === 'ready' || state === 'expiring' || state === 'expired')
    return expiresAt - now <= EXPIRING_MS ? 'expiring' : 'ready';
  return state;
}

/** An environment as it is at a time: the same object where nothing has changed by the clock. */
export function environmentAsOf(environment: Environment, now: number): Environment {
  const state = stateAsOf(environment.state, environment.expiresAt, now);
  return state === environment.state ? environment : { ...environment, state };
}

/** Whether it is on its way from one state to another, so that a look at it in a few seconds is worth while. */
export function isInTransition({ state }: Environment): boolean {
  return state === 'requested' || state === 'provisioning' || state === 'destroying';
}

/** Whether something of it is expected to run now. */
export function isExpectedToRun(state: EnvironmentState): boolean {
  return state === 'ready' || state === 'degraded' || state === 'expiring';
}
