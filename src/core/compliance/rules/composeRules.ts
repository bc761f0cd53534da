import type { AnyRule } from '../rule.js';

/** Rules for Compose files. */
export const COMPOSE_RULES: readonly AnyRule[] = [];
