import type { AnyRule } from '../rule.js';

/** Rules for Helm charts and Kustomize. */
export const PACKAGING_RULES: readonly AnyRule[] = [];
