import type { AnyRule } from '../rule.js';
import { privileged } from './podSecurity/privileged.js';

/** Rules for the Pod Security Standards and their relatives. */
export const POD_SECURITY_RULES: readonly AnyRule[] = [privileged];
