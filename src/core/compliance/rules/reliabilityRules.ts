import type { AnyRule } from '../rule.js';

/** Rules for reliability and cost in Kubernetes. */
export const RELIABILITY_RULES: readonly AnyRule[] = [];
