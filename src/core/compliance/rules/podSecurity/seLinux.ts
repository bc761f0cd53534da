import { fixOf } from '../../fixes/edits.js';
import { documentOf, type Owner } from '../../kubernetes/place.js';
import { securityContextOf } from '../../kubernetes/pods.js';
import { removeField } from '../../kubernetes/removal.js';
import { k8sText } from '../../kubernetes/resource.js';
import { isAtLeast, type KubernetesVersion } from '../../kubernetes/version.js';
import { defineRule, type Reporter } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { OWASP_K8S, pss } from '../frameworks.js';

export const seLinux = defineRule({
  id: 'k8s/selinux',
  title: 'SELinux keeps its types for containers',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [pss('baseline', 'seLinuxOptions'), OWASP_K8S('K01')],
  fix: 'review',
  explanation: `SELinux keeps a container apart from the node by the type that its processes have. Another type, such as \`spc_t\`, or a user or
role of one's own takes that wall down.

Remove the option. \`container_t\`, \`container_init_t\`, \`container_kvm_t\` and, from Kubernetes 1.31 on, \`container_engine_t\` are
allowed; a \`level\` may be set freely.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsNonRoot: true
    seLinuxOptions:
      type: spc_t
      level: "s0:c123,c456"
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsNonRoot: true
    seLinuxOptions:
      level: "s0:c123,c456"
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: (pod, report, { kubernetesVersion }) => {
    checkOptions(pod, report, kubernetesVersion);
    for (const container of pod.containers) checkOptions(container, report, kubernetesVersion);
  },
});

function checkOptions(owner: Owner, report: Reporter, version: KubernetesVersion): void {
  const options = entryOf(securityContextOf(owner), 'seLinuxOptions')?.value;
  if (!options) return;
  for (const key of ['type', 'user', 'role'] as const) {
    const entry = entryOf(options, key);
    const value = entry && k8sText(entry.value);
    if (!entry || value === undefined || value === '') continue;
    if (key === 'type' && isAllowedType(value, version)) continue;
    report({
      at: entry.value,
      check: 'seLinuxOptions',
      message: 'The SELinux {0} “{1}” is none of those that keep containers apart from their node.',
      values: [key, value],
      fixes: () => [fixOf('review', 'Remove the SELinux {0}', [key], removeField(documentOf(owner), entry))],
    });
  }
}

function isAllowedType(type: string, version: KubernetesVersion): boolean {
  switch (type) {
    case 'container_t':
    case 'container_init_t':
    case 'container_kvm_t':
      return true;
    case 'container_engine_t':
      return isAtLeast(version, 31);
    default:
      return false;
  }
}
