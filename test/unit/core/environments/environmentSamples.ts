import type { Environment } from '../../../../src/core/environments/environment.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const NOW = Date.UTC(2026, 10, 23, 12);

/** An environment that is ready and stays. */
export function environment(name: string, parts: Partial<Environment> = {}): Environment {
  return {
    id: `resource:default/${name}`,
    name,
    class: 'preview',
    provider: 'backstage',
    components: [{ entityRef: 'component:default/checkout', branch: 'main' }],
    state: 'ready',
    addresses: [],
    isProtected: false,
    events: [],
    ...parts,
  };
}
