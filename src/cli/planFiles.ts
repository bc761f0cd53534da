import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { packCacheFolder, readPackReference, readWorkspacePacks } from '../adapters/packs/packFiles.js';
import {
  CONFIG_PATH,
  readComplianceConfig,
  tightenedBy,
  withConfig,
} from '../core/compliance/config/complianceConfig.js';
import type { KubernetesVersion } from '../core/compliance/kubernetes/version.js';
import { planOf, type PackText, type ScanPlan } from '../core/compliance/scan/scanPlan.js';
import { DEFAULT_SCAN_SETTINGS, type ProfileChoice } from '../core/compliance/scan/scanSettings.js';
import { failure, success, type Result } from '../core/common/problem.js';
import { plainTranslate } from '../core/common/translate.js';

/** What was said on the command line of how is scanned. */
export interface PlanOptions {
  /** Path of the configuration of the organisation. */
  readonly config: string | undefined;
  readonly profile?: ProfileChoice | undefined;
  readonly kubernetesVersion?: KubernetesVersion | undefined;
}

export interface PlanHost {
  /** Absolute path of the folder in which the program was called. */
  readonly folder: string;
  /** Absolute path of the folder that is scanned, whose own configuration and packs count. */
  readonly root: string;
  readonly errors: (text: string) => void;
}

/**
 * What the organisation wants (`--config`), then what the repository asks for beyond, then what was said on the command line; with
 * the packs of both.
 */
export async function planFor(options: PlanOptions, { folder, root, errors }: PlanHost): Promise<Result<ScanPlan>> {
  let settings = DEFAULT_SCAN_SETTINGS;
  const given = options.config === undefined ? undefined : await textOf(resolve(folder, options.config));
  if (given?.ok === false) return failure({ ...given.problem, message: `--config: ${given.problem.message}` });
  const own = await textOf(join(root, CONFIG_PATH));
  const packs: PackText[] = [];
  for (const [text, path, apply] of [
    [given?.ok ? given.value : undefined, options.config ?? '', withConfig],
    [own.ok ? own.value : undefined, CONFIG_PATH, tightenedBy],
  ] as const) {
    if (text === undefined) continue;
    const { config, problems } = readComplianceConfig(text);
    for (const { range, message, values } of problems)
      errors(`${path}:${range.startLine + 1}:${range.startColumn + 1} ${plainTranslate(message, ...values)}\n`);
    // A configuration that is not understood as a whole would let through what it was to stop.
    if (problems.length > 0) return failure({ kind: 'invalid', message: `${path} cannot be used as it is.` });
    settings = apply(settings, config);
    // What a repository brings lies in its own folder; only an organisation names packs from elsewhere.
    if (apply !== withConfig) continue;
    const from = dirname(resolve(folder, path));
    for (const reference of config.packs) {
      const pack = await readPackReference(reference, from, { cacheFolder: packCacheFolder() });
      if (!pack.ok) return failure({ ...pack.problem, message: `${path}: ${pack.problem.message}` });
      packs.push(pack.value);
    }
  }
  packs.push(...(await readWorkspacePacks(root)));
  const { profile = settings.profile, kubernetesVersion = settings.kubernetesVersion } = options;
  return success(planOf({ ...settings, profile, kubernetesVersion }, packs));
}

/** The text of a file that was named. */
export async function textOf(path: string): Promise<Result<string>> {
  try {
    return success(await readFile(path, 'utf8'));
  } catch (error) {
    return failure({ kind: 'notFound', message: error instanceof Error ? error.message : String(error) });
  }
}
