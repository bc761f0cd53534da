import { ruleMarkdown } from '../core/compliance/report/ruleText.js';
import type { RuleInfo } from '../core/compliance/rule.js';
import { loadAllRules } from '../core/compliance/rules/families.js';
import { rulesById } from '../core/compliance/scan/scanPlan.js';
import { nearestName } from '../core/catalogue/language/names.js';

/**
 * `golden-path explain RULE`: the page of a rule.
 * @returns the exit code: 0, or 2 where there is no such rule
 */
export async function explainRule(
  id: string,
  output: (text: string) => void,
  errors: (text: string) => void,
): Promise<number> {
  const rules = rulesById(await loadAllRules());
  const rule = rules.get(id);
  if (rule) {
    output(ruleMarkdown(rule));
    return 0;
  }
  const near = nearestName(id, rules.keys());
  errors(
    `There is no rule ${id}.${near === undefined ? '' : ` Did you mean ${near}?`} golden-path rules lists them.\n`,
  );
  return 2;
}

/** `golden-path rules`: every rule, with the controls of frameworks that it stands for. */
export async function listRules(format: 'text' | 'json', output: (text: string) => void): Promise<number> {
  const rules = [...rulesById(await loadAllRules()).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  output(format === 'json' ? `${JSON.stringify({ rules: rules.map(ruleJson) }, null, 2)}\n` : ruleTable(rules));
  return 0;
}

function ruleJson(rule: RuleInfo) {
  const { id, title, severity, profile, confidence, frameworks, fix, waivable = true, options = {} } = rule;
  return {
    ...{ id, title, severity, profile, confidence },
    frameworks: frameworks.map(each => ({ ...each, tag: `${each.framework}/${each.control}` })),
    ...(fix ? { fix } : {}),
    waivable,
    options,
  };
}

function ruleTable(rules: readonly RuleInfo[]): string {
  const width = Math.max(...rules.map(({ id }) => id.length));
  const lines = rules.map(
    ({ id, severity, profile, title }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${profile.padEnd(6)}  ${title}`,
  );
  return `${lines.join('\n')}\n${rules.length} rules\n`;
}
