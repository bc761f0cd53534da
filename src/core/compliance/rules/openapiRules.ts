import type { AnyRule } from '../rule.js';

/** Rules for OpenAPI definitions. */
export const OPENAPI_RULES: readonly AnyRule[] = [];
