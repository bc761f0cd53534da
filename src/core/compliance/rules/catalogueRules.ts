import type { AnyRule } from '../rule.js';

/** Rules for descriptors of the catalogue. */
export const CATALOGUE_RULES: readonly AnyRule[] = [];
