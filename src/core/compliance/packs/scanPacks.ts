import type { RuleInfo } from '../rule.js';
import { loadAllRules } from '../rules/families.js';
import { rulesById, type PackText } from '../scan/scanPlan.js';
import type { RuleSetting, ScanSettings } from '../scan/scanSettings.js';
import { loadPacks, type LoadedPacks } from './loadPacks.js';
import { readPack } from './readPack.js';

/**
 * Reads the packs of a plan. Who made the plan has left out those of a workspace that is not trusted.
 * @param now milliseconds, for the time that expressions may take
 */
export async function readScanPacks(packs: readonly PackText[], now?: () => number): Promise<LoadedPacks> {
  const builtIn = rulesById(await loadAllRules());
  // The reader of Dockerfiles is a large part of its own.
  const needsDockerfile = packs.some(({ text }) => /\bfiles\s*:\s*["']?dockerfile\b/.test(text));
  const dockerfile = needsDockerfile ? await import('../rules/dockerfile/dockerfile.js') : undefined;
  return loadPacks(packs, builtIn, true, {
    ...(dockerfile ? { readDockerfile: dockerfile.dockerfileOf } : {}),
    ...(now ? { now } : {}),
  });
}

/** The settings of a plan with what its packs want; what was set by name goes before. */
export function withPacks(settings: ScanSettings, { settings: wanted }: LoadedPacks): ScanSettings {
  const rules = new Map<string, RuleSetting>(settings.rules);
  for (const [id, setting] of wanted) rules.set(id, { ...setting, ...settings.rules.get(id) });
  return { ...settings, rules };
}

/** A rule as packs have it: some may no longer be waived. */
export function asPacksWant<T extends RuleInfo>(rule: T, { notWaivable }: LoadedPacks): T {
  return notWaivable.has(rule.id) ? { ...rule, waivable: false } : rule;
}

/** What is wrong with a pack of the scanned folder, as its text stands. */
export function problemsOfPack(path: string, text: string, { packs }: LoadedPacks, sources: readonly PackText[]) {
  const source = sources.find(each => each.name === path && each.from === 'workspace');
  // A text that is being written is read by itself: what it may do is decided when it is stored.
  if (source?.text !== text) return readPack(text).problems;
  return packs.find(({ name }) => name === path)?.problems ?? [];
}
