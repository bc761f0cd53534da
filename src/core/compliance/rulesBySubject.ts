import type { Severity } from './finding.js';
import type { AnyRule, Check, RuleInfo, RuleOptions, Subjects } from './rule.js';

/** A rule, how it looks at one subject, and what was set for it. */
export interface RuleCheck<Name extends keyof Subjects> {
  readonly rule: RuleInfo;
  readonly check: Check<Name>;
  /** Its parameters, over its defaults. */
  readonly options: RuleOptions;
  /** Undefined where none was set. */
  readonly severity: Severity | undefined;
}

export type RulesBySubject = { readonly [Name in keyof Subjects]: readonly RuleCheck<Name>[] };

/** The parameters of a rule that has none. */
export const NO_OPTIONS: RuleOptions = {};

const SUBJECTS = [
  ...['resource', 'pod', 'container', 'entity', 'template', 'workflow', 'gitlab', 'compose'],
  ...['openapi', 'kustomization', 'prometheusRules', 'dockerfile', 'workspace'],
] as (keyof Subjects)[];

/**
 * Which rules look at what, each with what was set for it.
 * @param options parameters by id of the rule, over its defaults
 * @param severities by id of the rule, where they are not those of the rule
 */
export function rulesBySubject(
  rules: readonly AnyRule[],
  options: ReadonlyMap<string, RuleOptions>,
  severities: ReadonlyMap<string, Severity>,
): RulesBySubject {
  const grouped: Partial<Record<keyof Subjects, RuleCheck<never>[]>> = {};
  for (const name of SUBJECTS)
    grouped[name] = rules.flatMap(rule => {
      const check = (rule.subject === name ? rule.check : rule.alsoChecks?.[name]) as Check<never> | undefined;
      if (!check) return [];
      const own = options.get(rule.id);
      const merged = own ? { ...rule.options, ...own } : (rule.options ?? NO_OPTIONS);
      return [{ rule, check, options: merged, severity: severities.get(rule.id) }];
    });
  return grouped as unknown as RulesBySubject;
}
