import type { TextRange } from '../../catalogue/descriptor.js';
import type { Severity } from '../finding.js';
import { parseKubernetesVersion, type KubernetesVersion } from '../kubernetes/version.js';
import type { Level } from '../levels.js';
import { LineIndex } from '../report/reportedFinding.js';
import type { RuleOptions } from '../rule.js';
import { PROFILE_CHOICES, type ProfileChoice, type RuleSetting, type ScanSettings } from '../scan/scanSettings.js';
import { readDocuments } from '../yaml/documents.js';
import { entriesOf, entryOf, mapOf, scalarOf, seqOf, valueAt } from '../yaml/navigate.js';
import type { MapEntry, YamlNode } from '../yaml/node.js';
import { scalarValue, type ScalarValue } from '../yaml/scalars.js';
import { readLevels, type Problems } from './readLevels.js';

/** Where a repository says how it wants to be scanned. It may ask for more than the organisation does, never for less. */
export const CONFIG_PATH = '.golden-path/compliance.yaml';

/** A pack that a configuration names. */
export interface PackReference {
  /** A path, or an https address. */
  readonly from: string;
  /** SHA-256 of the file, in hexadecimal digits; needed for an address. */
  readonly sha256?: string;
}

/** What a configuration file says; what is undefined was not said. */
export interface ComplianceConfig {
  readonly profile?: ProfileChoice;
  readonly kubernetesVersion?: KubernetesVersion;
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly inlineWaivers?: boolean;
  readonly maxDays: Readonly<Partial<Record<Severity, number>>>;
  readonly packs: readonly PackReference[];
  readonly levels?: readonly Level[];
}

/** Something that a configuration file says and that is not understood. */
export interface ConfigProblem {
  readonly range: TextRange;
  readonly message: string;
  readonly values: readonly string[];
}

export interface ReadConfig {
  readonly config: ComplianceConfig;
  readonly problems: readonly ConfigProblem[];
}

const SEVERITIES: readonly (Severity | 'off')[] = ['error', 'warning', 'info', 'off'];
const FIELDS = ['profile', 'kubernetesVersion', 'rules', 'waivers', 'packs', 'levels'];

/**
 * Reads a configuration file. What is not understood is told of, and the rest holds.
 * @param text YAML
 */
export function readComplianceConfig(text: string): ReadConfig {
  const problems: ConfigProblem[] = [];
  const lines = new LineIndex(text);
  const placed = readDocuments(text)[0];
  const problem = (at: { start: number; end: number }, message: string, ...values: readonly string[]): void => {
    const offset = placed?.offset ?? 0;
    problems.push({ range: lines.range(at.start + offset, at.end + offset), message, values });
  };
  for (const { span, message, values } of placed?.document.problems ?? []) problem(span, message, ...values);
  const root = placed?.document.root;
  if (root && !mapOf(root)) problem(root, 'A configuration is a mapping: {0}.', FIELDS.join(', '));
  for (const { name, key } of entriesOf(root))
    if (!FIELDS.includes(name)) problem(key, 'There is no setting “{0}”: {1}.', name, FIELDS.join(', '));

  const profile = entryOf(root, 'profile');
  const chosen = profile && PROFILE_CHOICES.find(choice => choice === textOf(profile.value));
  if (profile && !chosen) problem(profile.value, 'A profile is one of {0}.', PROFILE_CHOICES.join(', '));
  const version = entryOf(root, 'kubernetesVersion');
  const kubernetesVersion = version && parseKubernetesVersion(textOf(version.value) ?? '');
  if (version && !kubernetesVersion) problem(version.value, 'This is no version of Kubernetes: write "1.34".');
  const inline = valueAt(root, 'waivers', 'inline');
  const inlineWaivers = inline && valueOf(inline);
  const levels = readLevels(entryOf(root, 'levels'), problem);
  if (inline && typeof inlineWaivers !== 'boolean') problem(inline, '“inline” is true or false.');
  return {
    config: {
      ...(chosen ? { profile: chosen } : {}),
      ...(kubernetesVersion ? { kubernetesVersion } : {}),
      rules: readRules(valueAt(root, 'rules'), problem),
      ...(typeof inlineWaivers === 'boolean' ? { inlineWaivers } : {}),
      maxDays: readMaxDays(valueAt(root, 'waivers', 'maxDays'), problem),
      packs: readPacks(entryOf(root, 'packs'), problem),
      ...(levels ? { levels } : {}),
    },
    problems,
  };
}

function readRules(node: YamlNode | undefined, problem: Problems): ReadonlyMap<string, RuleSetting> {
  const rules = new Map<string, RuleSetting>();
  if (node && !mapOf(node)) problem(node, '“rules” is a mapping from the name of a rule to its severity or settings.');
  for (const { name, value } of entriesOf(node)) {
    const setting = mapOf(value) ? valueAt(value, 'severity') : value;
    const word = setting && (textOf(setting) ?? '');
    const severity = SEVERITIES.find(each => each === (word === 'false' ? 'off' : word));
    if (setting && !severity) problem(setting, 'A severity is one of {0}.', SEVERITIES.join(', '));
    const options = mapOf(value) && valueAt(value, 'options');
    if (options && !mapOf(options)) problem(options, '“options” is a mapping.');
    rules.set(name, {
      ...(severity ? { severity } : {}),
      ...(mapOf(options) ? { options: plainOf(options) as RuleOptions } : {}),
    });
  }
  return rules;
}

function readMaxDays(node: YamlNode | undefined, problem: Problems): Partial<Record<Severity, number>> {
  const days: Partial<Record<Severity, number>> = {};
  for (const { name, key, value } of entriesOf(node)) {
    const severity = SEVERITIES.find(each => each === name);
    const number = valueOf(value);
    if (!severity || severity === 'off') problem(key, 'A severity is one of {0}.', 'error, warning, info');
    else if (typeof number !== 'number' || number < 1) problem(value, 'This is a number of days, 1 at least.');
    else days[severity] = number;
  }
  return days;
}

function readPacks(entry: MapEntry | undefined, problem: Problems): readonly PackReference[] {
  if (entry && !seqOf(entry.value)) problem(entry.key, '“packs” is a list of paths, or of “url” with “sha256”.');
  return (seqOf(entry?.value)?.items ?? []).flatMap((item): readonly PackReference[] => {
    const path = textOf(item) ?? textOf(valueAt(item, 'path'));
    if (path !== undefined) return [{ from: path }];
    const url = textOf(valueAt(item, 'url'));
    const sha256 = textOf(valueAt(item, 'sha256'));
    if (url?.startsWith('https://') === true && /^[0-9a-f]{64}$/i.test(sha256 ?? ''))
      return [{ from: url, sha256: sha256?.toLowerCase() ?? '' }];
    problem(item, 'A pack is a path, or an https “url” with the “sha256” of the file.');
    return [];
  });
}

function textOf(node: YamlNode | undefined): string | undefined {
  return scalarOf(node)?.text;
}

function valueOf(node: YamlNode): ScalarValue | undefined {
  const scalar = scalarOf(node);
  return scalar && scalarValue(scalar, 'core');
}

/** A tree as plain values, mappings without a prototype. */
function plainOf(node: YamlNode | undefined): unknown {
  const seq = seqOf(node);
  if (seq) return seq.items.map(plainOf);
  if (!node || !mapOf(node)) return node && valueOf(node);
  const plain = Object.create(null) as Record<string, unknown>;
  for (const { name, value } of entriesOf(node)) plain[name] = plainOf(value);
  return plain;
}

/** Settings with what an organisation says over them. */
export function withConfig(settings: ScanSettings, config: ComplianceConfig): ScanSettings {
  const { profile, kubernetesVersion, inlineWaivers, maxDays, levels } = config;
  return {
    ...settings,
    ...(profile ? { profile } : {}),
    ...(kubernetesVersion ? { kubernetesVersion } : {}),
    ...(levels ? { levels } : {}),
    rules: new Map([...settings.rules, ...config.rules]),
    waivers: {
      ...settings.waivers,
      ...(inlineWaivers === undefined ? {} : { inline: inlineWaivers }),
      maxDays: { ...settings.waivers.maxDays, ...maxDays },
    },
  };
}

/**
 * Settings with what a repository says over them: it may ask for a wider profile, graver severities, shorter waivers and the
 * version of Kubernetes that it runs on. What would loosen something is left out; parameters of rules are the organisation's, and
 * so are the levels, where it has any.
 */
export function tightenedBy(settings: ScanSettings, config: ComplianceConfig): ScanSettings {
  const { profile, kubernetesVersion, inlineWaivers, maxDays } = config;
  const levels = settings.levels ?? config.levels;
  const rules = new Map(settings.rules);
  for (const [id, { severity }] of config.rules)
    if (severity !== undefined && severity !== 'off') rules.set(id, { ...rules.get(id), atLeast: severity });
  const shorter = { ...settings.waivers.maxDays };
  for (const severity of ['error', 'warning', 'info'] as const)
    shorter[severity] = Math.min(shorter[severity], maxDays[severity] ?? Infinity);
  return {
    ...settings,
    ...(levels ? { levels } : {}),
    profile: widerProfile(settings.profile, profile),
    ...(kubernetesVersion ? { kubernetesVersion } : {}),
    rules,
    waivers: { ...settings.waivers, inline: settings.waivers.inline && inlineWaivers !== false, maxDays: shorter },
  };
}

function widerProfile(one: ProfileChoice, other: ProfileChoice | undefined): ProfileChoice {
  if (other === undefined || other === one || other === 'base') return one;
  return one === 'base' ? other : 'all';
}
