import type { AnyRule } from '../rule.js';
import { CATALOGUE_RULES } from './catalogueRules.js';
import { TEMPLATE_RULES } from './templateRules.js';

/** Every rule for what Backstage reads. */
export const BACKSTAGE_RULES: readonly AnyRule[] = [...CATALOGUE_RULES, ...TEMPLATE_RULES];
