import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKubernetesVersion } from '../../src/core/compliance/kubernetes/version.js';
import type { AnyRule } from '../../src/core/compliance/rule.js';
import type { Label } from './corpora.js';
import { judge } from './judge.js';

/** The checks of the restricted standard alone; all others of Pod Security admission are in both. */
const RESTRICTED: ReadonlySet<string> = new Set([
  'restrictedVolumes',
  'allowPrivilegeEscalation',
  'runAsNonRoot',
  'runAsUser',
  'seccompProfile_restricted',
  'capabilities_restricted',
  'procMount_restricted',
]);
const BASELINE: ReadonlySet<string> = new Set([
  ...['hostNamespaces', 'privileged', 'capabilities_baseline', 'hostPathVolumes', 'hostPorts', 'sysctls'],
  ...['hostProbesAndHostLifecycle', 'appArmorProfile', 'seLinuxOptions', 'procMount', 'windowsHostProcess'],
  'seccompProfile_baseline',
]);

/** How we stand to the fixtures of Pod Security admission. */
export interface PodSecurityScore {
  /** Files that are allowed or refused as they should be at their level and version. */
  readonly files: { readonly good: number; readonly all: number };
  /** Files that are to be refused in which the very check that they are for finds something. */
  readonly checks: { readonly good: number; readonly all: number };
  /** By check: what it should find and finds. */
  readonly byCheck: ReadonlyMap<string, { readonly good: number; readonly all: number }>;
  readonly disagreements: readonly string[];
}

export function scorePodSecurity(
  labels: readonly Label[],
  rules: readonly AnyRule[],
  folder: string,
): PodSecurityScore {
  const files = { good: 0, all: 0 };
  const checks = { good: 0, all: 0 };
  const byCheck = new Map<string, { good: number; all: number }>();
  const disagreements: string[] = [];
  for (const { file, check, level, version, expect } of labels) {
    const kubernetes = parseKubernetesVersion(version ?? '');
    if (!kubernetes) throw new Error(`${file} is for no version of Kubernetes: ${version}`);
    const found = judge(
      { path: 'pod.yaml', text: readFileSync(join(folder, file), 'utf8') },
      rules,
      undefined,
      kubernetes,
    )
      .map(({ finding }) => finding.check ?? '')
      .filter(id => BASELINE.has(id) || (level === 'restricted' && RESTRICTED.has(id)));
    files.all++;
    if (found.length > 0 === (expect === 'fail')) files.good++;
    else disagreements.push(`${file} should ${expect}; found: ${found.join(', ') || 'nothing'}`);
    if (expect !== 'fail') continue;
    const intended = check.slice(check.lastIndexOf('/') + 1);
    const counts = byCheck.get(intended) ?? { good: 0, all: 0 };
    byCheck.set(intended, counts);
    counts.all++;
    checks.all++;
    if (found.some(id => id.toLowerCase() === intended)) {
      counts.good++;
      checks.good++;
    } else disagreements.push(`${file} is for ${intended}; found: ${found.join(', ') || 'nothing'}`);
  }
  return { files, checks, byCheck, disagreements };
}
