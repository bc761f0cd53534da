import type { AnyRule } from '../rule.js';

/** Rules for pipelines of GitHub Actions and GitLab CI. */
export const PIPELINE_RULES: readonly AnyRule[] = [];
