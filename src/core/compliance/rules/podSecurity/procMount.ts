import { fixOf, replaceValue } from '../../fixes/edits.js';
import { containerLabel, mayHaveOwnUsers, securityContextOf } from '../../kubernetes/pods.js';
import { removeField } from '../../kubernetes/removal.js';
import { k8sText, k8sValue } from '../../kubernetes/resource.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { OWASP_K8S, pss } from '../frameworks.js';

export const procMount = defineRule({
  id: 'k8s/proc-mount',
  title: 'Containers see the masked /proc',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [pss('baseline', 'procMount'), pss('restricted', 'procMount_restricted'), OWASP_K8S('K01')],
  fix: 'review',
  explanation: `Runtimes hide parts of \`/proc\` from containers, because through them the kernel of the node can be read and set. \`procMount:
Unmasked\` shows them.

Remove \`procMount\`. Who runs containers in a container gives the pod users of its own (\`hostUsers: false\`): from Kubernetes 1.35
on the baseline standard lets it have an unmasked \`/proc\` then; the restricted standard does not, which is only told.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      securityContext:
        runAsNonRoot: true
        procMount: Unmasked
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      securityContext:
        runAsNonRoot: true
        procMount: Default
`,
  subject: 'container',
  check: (container, report, { kubernetesVersion }) => {
    const entry = entryOf(securityContextOf(container), 'procMount');
    const value = entry && k8sText(entry.value);
    if (!entry || value === undefined || value === 'Default') return;
    const { pod } = container;
    const { document } = pod.resource;
    const spared = isAtLeast(kubernetesVersion, 35) && mayHaveOwnUsers(pod);
    // Whether the pod has users of its own comes from a template.
    if (spared && k8sValue(entryOf(pod.spec, 'hostUsers')?.value) === undefined) return;
    report({
      at: entry.value,
      check: spared ? 'procMount_restricted' : 'procMount',
      ...(spared ? { severity: 'info' as const } : {}),
      message: spared
        ? 'The container “{0}” mounts /proc as {1}: with users of its own the baseline standard allows it, the restricted one does not.'
        : 'The container “{0}” mounts /proc as {1}: it sees what runtimes hide of the node’s kernel.',
      values: [containerLabel(container), value],
      fixes: () => [
        fixOf('review', 'Remove “procMount”', [], removeField(document, entry)),
        fixOf('review', 'Set “procMount” to Default', [], replaceValue(document, entry.value, 'Default')),
      ],
    });
  },
});
