import type { AnyRule } from '../rule.js';

/** Rules for Dockerfiles. */
export const DOCKERFILE_RULES: readonly AnyRule[] = [];
