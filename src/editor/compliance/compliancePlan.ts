import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { packCacheFolder, readPackReference, readWorkspacePacks } from '../../adapters/packs/packFiles.js';
import {
  CONFIG_PATH,
  readComplianceConfig,
  tightenedBy,
  withConfig,
  type ComplianceConfig,
} from '../../core/compliance/config/complianceConfig.js';
import { parseKubernetesVersion } from '../../core/compliance/kubernetes/version.js';
import { planOf, type PackText, type ScanPlan } from '../../core/compliance/scan/scanPlan.js';
import { DEFAULT_SCAN_SETTINGS, PROFILE_CHOICES, type ScanSettings } from '../../core/compliance/scan/scanSettings.js';
import type { Log } from '../../core/common/log.js';

/** The settings by which findings change, without `goldenPath.`. */
export const PLAN_SETTINGS = ['compliance.profile', 'compliance.kubernetesVersion', 'compliance.config'] as const;

/**
 * What the person and their organisation want (settings), and what the repository asks for beyond (`.golden-path/compliance.yaml`).
 * What cannot be read is told of in the log and left out.
 */
export async function readPlan(folder: vscode.Uri, log: Log): Promise<ScanPlan> {
  const read = vscode.workspace.getConfiguration('goldenPath', folder);
  const profile = read.get<unknown>('compliance.profile');
  const version = read.get<unknown>('compliance.kubernetesVersion');
  const kubernetesVersion = typeof version === 'string' ? parseKubernetesVersion(version) : undefined;
  let settings: ScanSettings = {
    ...DEFAULT_SCAN_SETTINGS,
    profile: PROFILE_CHOICES.find(choice => choice === profile) ?? DEFAULT_SCAN_SETTINGS.profile,
    ...(kubernetesVersion ? { kubernetesVersion } : {}),
  };
  const packs: PackText[] = [];
  const path = read.get<unknown>('compliance.config');
  if (typeof path === 'string' && path.trim() !== '') {
    const file = resolve(path.trim().replace(/^~(?=[/\\]|$)/, homedir()));
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      log.warn(`goldenPath.compliance.config: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    const config = text === undefined ? undefined : configOf(text, file, log);
    if (config) settings = withConfig(settings, config);
    for (const reference of config?.packs ?? []) {
      const pack = await readPackReference(reference, dirname(file), { cacheFolder: packCacheFolder() });
      if (pack.ok) packs.push(pack.value);
      else log.warn(`${file}: ${pack.problem.message}`);
    }
  }
  const own = await readText(vscode.Uri.joinPath(folder, ...CONFIG_PATH.split('/')));
  const repository = own === undefined ? undefined : configOf(own, join(folder.path, CONFIG_PATH), log);
  if (repository) settings = tightenedBy(settings, repository);
  if (vscode.workspace.isTrusted && folder.scheme === 'file') packs.push(...(await readWorkspacePacks(folder.fsPath)));
  return planOf(settings, packs);
}

function configOf(text: string, name: string, log: Log): ComplianceConfig {
  const { config, problems } = readComplianceConfig(text);
  for (const { range, message, values } of problems)
    log.warn(`${name}:${range.startLine + 1}: ${vscode.l10n.t(message, ...values)}`);
  return config;
}

async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined;
  }
}
