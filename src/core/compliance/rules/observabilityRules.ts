import type { AnyRule } from '../rule.js';

/** Rules for observability that is wired in from the start. */
export const OBSERVABILITY_RULES: readonly AnyRule[] = [];
