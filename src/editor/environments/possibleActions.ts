import type { EntityIndex } from '../../core/catalogue/entityIndex.js';
import type { Environment } from '../../core/environments/environment.js';
import { templatesFor } from '../../core/environments/environmentDefinitions.js';

/** What can be done with an environment. The names are those of the flags in `when` clauses. */
export interface Possible {
  readonly openable: boolean;
  readonly logged: boolean;
  readonly extendable: boolean;
  readonly destroyable: boolean;
  readonly mendable: boolean;
  readonly linked: boolean;
  readonly revealable: boolean;
}

/**
 * What can be done with an environment now. What is for production is never destroyed from an editor.
 * @param isConnected whether there is a Backstage to ask
 */
export function possibleActions(environment: Environment, index: EntityIndex, isConnected: boolean): Possible {
  const { provider, state, expiresAt, addresses, drift } = environment;
  const isGone = state === 'destroying' || state === 'destroyed';
  const isLocal = provider === 'local';
  const can = (action: 'extend' | 'destroy'): boolean =>
    isLocal || (isConnected && templatesFor(index, action, environment).length > 0);
  return {
    openable: addresses.length > 0 && !isGone,
    logged: isLocal || isConnected,
    extendable: expiresAt !== undefined && !isGone && state !== 'failed' && can('extend'),
    destroyable: !isGone && environment.class !== 'production' && can('destroy'),
    mendable: isLocal && (drift !== undefined || state === 'failed' || state === 'degraded'),
    linked: !isLocal && isConnected,
    revealable: !isLocal,
  };
}
