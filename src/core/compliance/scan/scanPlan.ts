import type { KubernetesVersion } from '../kubernetes/version.js';
import type { RuleInfo } from '../rule.js';
import { ENGINE_RULES } from '../rules/engineRules.js';
import { WAIVER_RULES } from '../waivers/waiverRules.js';
import type { WaiverPolicy } from '../waivers/waiver.js';
import type { ProfileChoice, RuleSetting, ScanSettings } from './scanSettings.js';

/** The text of a pack, and whose it is. */
export interface PackText {
  /** For messages: where it comes from. */
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
}

/** Settings as plain data. */
export function planOf(settings: Omit<ScanSettings, 'packRules'>, packs: readonly PackText[]): ScanPlan {
  const { profile, kubernetesVersion, rules, waivers } = settings;
  return { profile, kubernetesVersion, rules: [...rules], waivers, packs };
}

/** The settings of a plan, with the rules of its packs read. */
export function settingsOf(plan: ScanPlan): ScanSettings {
  const { profile, kubernetesVersion, rules, waivers } = plan;
  return { profile, kubernetesVersion, rules: new Map(rules), waivers, packRules: [] };
}

/** Rules by id, with those of the engine and of waivers. */
export function rulesById(rules: readonly RuleInfo[]): ReadonlyMap<string, RuleInfo> {
  return new Map([...rules, ...ENGINE_RULES, ...Object.values(WAIVER_RULES)].map(rule => [rule.id, rule]));
}
