import type { AnyRule } from '../rule.js';
import { ACCESS_RULES } from './accessRules.js';
import { OBSERVABILITY_RULES } from './observabilityRules.js';
import { PACKAGING_RULES } from './packagingRules.js';
import { POD_SECURITY_RULES } from './podSecurityRules.js';
import { RELIABILITY_RULES } from './reliabilityRules.js';

/** Every rule for objects of Kubernetes, and for what makes them. */
export const KUBERNETES_RULES: readonly AnyRule[] = [
  ...POD_SECURITY_RULES,
  ...ACCESS_RULES,
  ...RELIABILITY_RULES,
  ...OBSERVABILITY_RULES,
  ...PACKAGING_RULES,
];
