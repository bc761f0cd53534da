import type { Finding } from '../../catalogue/language/findings.js';

/** The rules for templates, by the ids that stand beside what they find. Each is explained in `docs/templates.md`. */
export const TEMPLATE_RULES = [
  'unknown-action',
  'unknown-input',
  'missing-input',
  'wrong-input-type',
  'unknown-step',
  'step-not-run-yet',
  'unknown-step-output',
  'unknown-parameter',
  'unused-parameter',
  'unknown-variable',
  'unknown-filter',
  'expression-unparsable',
  'dash-in-name',
  'duplicate-step-id',
  'step-without-action',
  'secret-exposed',
  'secret-as-parameter',
  'secret-in-plain-field',
  'parameter-incomplete',
  'template-without-owner',
] as const;

export type TemplateRuleId = (typeof TEMPLATE_RULES)[number];

/** Something that a rule found in a template. */
export interface TemplateFinding extends Omit<Finding, 'rule'> {
  readonly rule: TemplateRuleId;
  /** What is not needed is shown pale. */
  readonly unnecessary?: true;
}
