import type { Finding, Severity } from '../finding.js';
import type { AnyRule, RuleInfo } from '../rule.js';
import type { PackText } from '../scan/scanPlan.js';
import { isAtLeastAsGrave, type RuleSetting } from '../scan/scanSettings.js';
import { engineRule, type PackHost } from './engineRule.js';
import type { PackOverride, RulePack } from './pack.js';
import { PACK_RULES } from './packRules.js';
import { packFinding, readPack } from './readPack.js';
import type { Span } from '../yaml/node.js';

/** What a pack gave. */
export interface LoadedPack {
  readonly name: string;
  readonly pack: RulePack;
  /** What is wrong with it: of its form, and of what it may not do. Spans count from the beginning of its file. */
  readonly problems: readonly Finding[];
}

export interface LoadedPacks {
  readonly rules: readonly AnyRule[];
  /** What packs want of rules that are none of their own, by id; a workspace's only as far as it tightens. */
  readonly settings: ReadonlyMap<string, RuleSetting>;
  /** Rules that packs have made unwaivable. */
  readonly notWaivable: ReadonlySet<string>;
  readonly packs: readonly LoadedPack[];
}

/**
 * Decides which rules hold. Packs of the organisation come first, in their order, whatever the order they are given in; they can
 * change any rule that is built in. Packs of a workspace can add rules and make others graver. Nothing takes the place of a rule
 * that is there already; an attempt is a finding in the pack.
 * @param builtIn the rules that are there without packs, by id
 * @param trusted whether packs of the workspace are looked at at all
 */
export function loadPacks(
  sources: readonly PackText[],
  builtIn: ReadonlyMap<string, Pick<RuleInfo, 'id' | 'severity'>>,
  trusted: boolean,
  host: PackHost = {},
): LoadedPacks {
  const severities = new Map<string, Severity>([...builtIn].map(([id, { severity }]) => [id, severity]));
  const rules: AnyRule[] = [];
  const settings = new Map<string, RuleSetting>();
  const notWaivable = new Set<string>();
  const packs: LoadedPack[] = [];
  const order = [
    ...sources.filter(({ from }) => from === 'organisation'),
    ...sources.filter(({ from }) => from === 'workspace' && trusted),
  ];
  for (const { name, text, from } of order) {
    const pack = readPack(text);
    const problems: Finding[] = [...pack.problems];
    const tell = (rule: RuleInfo, span: Span, message: string, ...values: readonly string[]): void => {
      problems.push(packFinding(rule, span, message, values));
    };
    for (const rule of pack.rules) {
      const { id } = rule.info;
      if (severities.has(id)) {
        tell(PACK_RULES.duplicate, rule.span, 'There is a rule “{0}” already; this one is left out.', id);
        continue;
      }
      severities.set(id, rule.info.severity);
      rules.push(engineRule(rule, host));
    }
    for (const override of pack.overrides) {
      const current = settings.get(override.rule)?.severity ?? severities.get(override.rule);
      const refused = whyRefused(override, current, from);
      if (refused) tell(refused.rule, override.span, refused.message, override.rule);
      if (refused || override.severity === undefined) {
        if (!refused && override.waivable === false) notWaivable.add(override.rule);
        continue;
      }
      const { severity } = override;
      if (from === 'organisation') settings.set(override.rule, { severity });
      else if (severity !== 'off') settings.set(override.rule, { ...settings.get(override.rule), atLeast: severity });
      if (override.waivable === false) notWaivable.add(override.rule);
    }
    packs.push({ name, pack, problems });
  }
  return { rules, settings, notWaivable, packs };
}

/** Why a pack cannot have what it wants of a rule; undefined where it can. */
function whyRefused(
  { severity, waivable }: PackOverride,
  current: Severity | 'off' | undefined,
  from: PackText['from'],
): { readonly rule: RuleInfo; readonly message: string } | undefined {
  if (current === undefined) return { rule: PACK_RULES.field, message: 'There is no rule “{0}”.' };
  if (from === 'organisation') return undefined;
  if (severity === 'off') return { rule: PACK_RULES.loosens, message: 'A pack of a repository cannot switch {0} off.' };
  if (severity !== undefined && current !== 'off' && !isAtLeastAsGrave(severity, current))
    return { rule: PACK_RULES.loosens, message: 'A pack of a repository cannot make {0} less grave.' };
  if (severity !== undefined && current === 'off')
    return {
      rule: PACK_RULES.loosens,
      message: 'Your organisation has switched {0} off; a pack of a repository cannot change that.',
    };
  if (waivable === true) return { rule: PACK_RULES.loosens, message: 'A pack of a repository cannot have {0} waived.' };
  return undefined;
}
