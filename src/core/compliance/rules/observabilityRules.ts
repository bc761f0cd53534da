import type { AnyRule } from '../rule.js';
import { alertRules } from './observability/alertRules.js';
import { dashboardLink } from './observability/dashboardLink.js';
import { logFormat } from './observability/logFormat.js';
import { otelEnv } from './observability/otelEnv.js';
import { scrapeTarget } from './observability/scrapeTarget.js';
import { sloPresent } from './observability/sloPresent.js';

/** Rules for observability that is wired in from the start. */
export const OBSERVABILITY_RULES: readonly AnyRule[] = [
  scrapeTarget,
  otelEnv,
  alertRules,
  sloPresent,
  dashboardLink,
  logFormat,
];
