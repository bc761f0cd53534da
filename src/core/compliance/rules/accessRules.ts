import type { AnyRule } from '../rule.js';

/** Rules for identity, secrets, network and images in Kubernetes. */
export const ACCESS_RULES: readonly AnyRule[] = [];
