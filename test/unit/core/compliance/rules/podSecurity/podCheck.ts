import { parseKubernetesVersion } from '../../../../../../src/core/compliance/kubernetes/version.js';
import { POD_SECURITY_RULES } from '../../../../../../src/core/compliance/rules/podSecurityRules.js';
import { check, type FoundInFile } from '../../ruleCheck.js';

/**
 * What one rule finds in a Pod.
 * @param spec lines of its `spec`, indented by two
 * @param version such as `1.24`; the newest where none is given
 */
export function findInPod(id: string, spec: string, version = 'latest'): readonly FoundInFile[] {
  return findIn(id, `apiVersion: v1\nkind: Pod\nmetadata:\n  name: shop\nspec:\n${spec}\n`, version);
}

/** What one rule finds in a file. */
export function findIn(id: string, text: string, version = 'latest'): readonly FoundInFile[] {
  const rules = POD_SECURITY_RULES.filter(rule => rule.id === id);
  const kubernetes = parseKubernetesVersion(version);
  if (rules.length === 0 || !kubernetes) throw new Error(`There is no rule ${id} or no version ${version}.`);
  return check(text, rules, { version: kubernetes });
}

/** A spec with one container that has these lines, and with further lines of the spec before it. */
export function pod(container: string, spec = ''): string {
  const lines = container.split('\n').map(line => `      ${line}`);
  return `${spec === '' ? '' : `${indented(spec)}\n`}  containers:\n    - name: front\n      image: shop:1.4.2\n${lines.join('\n')}`;
}

function indented(lines: string): string {
  return lines
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n');
}
