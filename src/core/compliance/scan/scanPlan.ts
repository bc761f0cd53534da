import type { KubernetesVersion } from '../kubernetes/version.js';
import type { Level } from '../levels.js';
import type { RuleInfo } from '../rule.js';
import { PACK_RULES } from '../packs/packRules.js';
import { ENGINE_RULES } from '../rules/engineRules.js';
import { loadAllRules } from '../rules/families.js';
import { WAIVER_RULES } from '../waivers/waiverRules.js';
import type { WaiverPolicy } from '../waivers/waiver.js';
import type { ProfileChoice, RuleSetting, ScanSettings } from './scanSettings.js';

/** The text of a pack, and whose it is. */
export interface PackText {
  /** For messages: where it comes from; of a pack in the scanned folder its path from there. */
  readonly name: string;
  readonly text: string;
  /** An organisation may loosen what is built in; a repository may only add and tighten. */
  readonly from: 'organisation' | 'workspace';
}

/** Settings as plain data, for another thread. */
export interface ScanPlan {
  readonly profile: ProfileChoice;
  readonly kubernetesVersion: KubernetesVersion;
  readonly rules: readonly (readonly [id: string, setting: RuleSetting])[];
  readonly waivers: WaiverPolicy;
  readonly packs: readonly PackText[];
  readonly levels?: readonly Level[];
}

/** Settings as plain data. */
export function planOf(settings: Omit<ScanSettings, 'packs'>, packs: readonly PackText[]): ScanPlan {
  return { ...settings, rules: [...settings.rules], packs };
}

/** The settings of a plan. */
export function settingsOf(plan: ScanPlan): ScanSettings {
  return { ...plan, rules: new Map(plan.rules) };
}

/** Every rule that there is with the packs of a plan, by id. */
export async function rulesOfPlan({ packs }: Pick<ScanPlan, 'packs'>): Promise<ReadonlyMap<string, RuleInfo>> {
  const builtIn = await loadAllRules();
  if (packs.length === 0) return rulesById(builtIn);
  const { asPacksWant, readScanPacks } = await import('../packs/scanPacks.js');
  const loaded = await readScanPacks(packs);
  return rulesById([...builtIn, ...loaded.rules].map(rule => asPacksWant<RuleInfo>(rule, loaded)));
}

/** Rules by id, with those of the engine, of waivers and of packs. */
export function rulesById(rules: readonly RuleInfo[]): ReadonlyMap<string, RuleInfo> {
  return new Map(
    [...rules, ...ENGINE_RULES, ...Object.values(WAIVER_RULES), ...Object.values(PACK_RULES)].map(rule => [
      rule.id,
      rule,
    ]),
  );
}
