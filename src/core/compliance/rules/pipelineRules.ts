import type { AnyRule } from '../rule.js';
import { credentials } from './pipeline/credentials.js';
import { dangerousTrigger } from './pipeline/dangerousTrigger.js';
import { expressions } from './pipeline/expressions.js';
import { gitlabComplianceScan } from './pipeline/gitlabComplianceScan.js';
import { gitlabHygiene } from './pipeline/gitlabHygiene.js';
import { permissions } from './pipeline/permissions.js';
import { pinActions } from './pipeline/pinActions.js';
import { runsComplianceScan } from './pipeline/runsComplianceScan.js';
import { supplyChain } from './pipeline/supplyChain.js';
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
  runsComplianceScan,
  supplyChain,
  gitlabHygiene,
  gitlabComplianceScan,
];
