import { nearestName } from '../core/catalogue/language/names.js';
import { alignedRows } from '../core/common/alignedRows.js';
import { plainTranslate } from '../core/common/translate.js';
import { readScanPacks } from '../core/compliance/packs/scanPacks.js';
import { LineIndex } from '../core/compliance/report/reportedFinding.js';
import { ruleMarkdown } from '../core/compliance/report/ruleText.js';
import type { RuleInfo } from '../core/compliance/rule.js';
import { rulesOfPlan, type PackText } from '../core/compliance/scan/scanPlan.js';
import { planFor } from './planFiles.js';

/** Where rules come from beside those that are built in, and where is written to. */
export interface RuleCommandHost {
  /** Absolute path of the folder in which the program was called: its packs count. */
  readonly folder: string;
  /** Path of the configuration of the organisation, which names packs. */
  readonly config: string | undefined;
  readonly output: (text: string) => void;
  readonly errors: (text: string) => void;
}

/**
 * `golden-path explain RULE`: the page of a rule.
 * @returns the exit code: 0, or 2 where there is no such rule, or a pack cannot be read
 */
export async function explainRule(id: string, host: RuleCommandHost): Promise<number> {
  const { output, errors } = host;
  const rules = await rulesFor(host);
  if (!rules) return 2;
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

/**
 * `golden-path rules`: every rule, with the controls of frameworks that it stands for.
 * @returns the exit code: 0, or 2 where a pack cannot be read
 */
export async function listRules(format: 'text' | 'json', host: RuleCommandHost): Promise<number> {
  const known = await rulesFor(host);
  if (!known) return 2;
  const rules = [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  host.output(format === 'json' ? `${JSON.stringify({ rules: rules.map(ruleJson) }, null, 2)}\n` : ruleTable(rules));
  return 0;
}

/** Those that are built in, and those of the packs that a scan would take. What is wrong with a pack is said and left out. */
async function rulesFor({
  folder,
  config,
  errors,
}: RuleCommandHost): Promise<ReadonlyMap<string, RuleInfo> | undefined> {
  const plan = await planFor({ config }, { folder, root: folder, errors });
  if (!plan.ok) {
    errors(`${plan.problem.message}\n`);
    return undefined;
  }
  await tellProblems(plan.value.packs, errors);
  return rulesOfPlan(plan.value);
}

async function tellProblems(packs: readonly PackText[], errors: (text: string) => void): Promise<void> {
  if (packs.length === 0) return;
  const { packs: loaded } = await readScanPacks(packs);
  for (const { name, problems } of loaded) {
    const lines = new LineIndex(packs.find(pack => pack.name === name)?.text ?? '');
    for (const { severity, span, message, values } of problems) {
      const { startLine, startColumn } = lines.range(span.start, span.end);
      if (severity !== 'info')
        errors(`${name}:${startLine + 1}:${startColumn + 1} ${plainTranslate(message, ...values)}\n`);
    }
  }
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
  const lines = alignedRows(rules.map(({ id, severity, profile, title }) => [id, severity, profile, title]));
  return `${lines.join('\n')}\n${rules.length} rules\n`;
}
