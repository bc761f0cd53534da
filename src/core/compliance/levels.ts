import type { Severity } from './finding.js';
import type { Profile } from './rule.js';

/** A step on the way to the golden path: what must not be found for it. A level also asks for those before it. */
export interface Level {
  readonly name: string;
  /** The least grave findings of its profiles that it does not allow; undefined: only those of its rules count. */
  readonly severity?: Severity;
  /** The profiles whose rules count; they have to be on. */
  readonly profiles: readonly Profile[];
  /** Rules that have to be on and to find nothing, however grave. */
  readonly rules: readonly string[];
}

/** The levels of an organisation that has none of its own, the lowest first. */
export const DEFAULT_LEVELS: readonly Level[] = [
  { name: 'bronze', severity: 'error', profiles: ['base'], rules: [] },
  { name: 'silver', severity: 'warning', profiles: ['base'], rules: [] },
  { name: 'gold', severity: 'warning', profiles: ['base', 'golden'], rules: [] },
];
