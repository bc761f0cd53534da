import type { AnyRule } from '../rule.js';
import { privileged } from './kubernetes/privileged.js';

/** Every rule for objects of Kubernetes. */
export const KUBERNETES_RULES: readonly AnyRule[] = [privileged];
