import type { AnyRule } from '../rule.js';
import { replicasWithHpa } from './reliability/replicasWithHpa.js';

/** Rules for reliability and cost in Kubernetes. */
export const RELIABILITY_RULES: readonly AnyRule[] = [replicasWithHpa];
