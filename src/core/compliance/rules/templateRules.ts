import type { AnyRule } from '../rule.js';

/** Rules for software templates. */
export const TEMPLATE_RULES: readonly AnyRule[] = [];
