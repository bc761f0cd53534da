import type { Severity } from '../finding.js';
import { LATEST_KUBERNETES, type KubernetesVersion } from '../kubernetes/version.js';
import type { Level } from '../levels.js';
import type { Profile, RuleInfo, RuleOptions } from '../rule.js';
import type { PackText } from './scanPlan.js';
import { DEFAULT_WAIVER_POLICY, type WaiverPolicy } from '../waivers/waiver.js';

/** Which rules run: those for everybody, with the strict ones, with those of the golden path, or all. */
export type ProfileChoice = Profile | 'all';

export const PROFILE_CHOICES: readonly ProfileChoice[] = ['base', 'strict', 'golden', 'all'];

/** What an organisation, a repository or a person wants of one rule. */
export interface RuleSetting {
  readonly severity?: Severity | 'off';
  /** On, and no less grave than this: what a repository may ask for. */
  readonly atLeast?: Severity;
  readonly options?: RuleOptions;
}

/** How a folder is scanned, in the editor and in the program alike. */
export interface ScanSettings {
  readonly profile: ProfileChoice;
  readonly kubernetesVersion: KubernetesVersion;
  /** By id of the rule. */
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly waivers: WaiverPolicy;
  /** Packs of rules, of the organisation and of a trusted workspace. */
  readonly packs: readonly PackText[];
  /** The levels of services, the lowest first; undefined where nobody has said any. */
  readonly levels?: readonly Level[];
}

export const DEFAULT_SCAN_SETTINGS: ScanSettings = {
  profile: 'base',
  kubernetesVersion: LATEST_KUBERNETES,
  rules: new Map(),
  waivers: DEFAULT_WAIVER_POLICY,
  packs: [],
};

/** Whether a rule is on: by what was set for it, else by the profile. Rules of packs are what somebody wrote them for. */
export function isRuleOn(
  { id, profile }: Pick<RuleInfo, 'id' | 'profile'>,
  settings: Pick<ScanSettings, 'profile' | 'rules'>,
): boolean {
  const setting = settings.rules.get(id);
  if (setting?.severity !== undefined) return setting.severity !== 'off';
  if (setting?.atLeast !== undefined) return true;
  return profile === 'base' || settings.profile === 'all' || settings.profile === profile;
}

/** How grave a rule is for who scans. */
export function severityOf({ id, severity }: Pick<RuleInfo, 'id' | 'severity'>, settings: ScanSettings): Severity {
  const setting = settings.rules.get(id);
  const wanted = setting?.severity === undefined || setting.severity === 'off' ? severity : setting.severity;
  const least = setting?.atLeast;
  return least !== undefined && isAtLeastAsGrave(least, wanted) ? least : wanted;
}

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** Whether one severity is at least as grave as another. */
export function isAtLeastAsGrave(severity: Severity, than: Severity): boolean {
  return ORDER.indexOf(severity) <= ORDER.indexOf(than);
}
