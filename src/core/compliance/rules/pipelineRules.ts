import type { AnyRule } from '../rule.js';
import { credentials } from './pipeline/credentials.js';
import { dangerousTrigger } from './pipeline/dangerousTrigger.js';
import { expressions } from './pipeline/expressions.js';
import { permissions } from './pipeline/permissions.js';
import { pinActions } from './pipeline/pinActions.js';
import { templateInjection } from './pipeline/templateInjection.js';
import { timeoutsConcurrency } from './pipeline/timeoutsConcurrency.js';

/** Rules for pipelines of GitHub Actions and GitLab CI. */
export const PIPELINE_RULES: readonly AnyRule[] = [
  expressions,
  templateInjection,
  dangerousTrigger,
  credentials,
  permissions,
  pinActions,
  timeoutsConcurrency,
];
