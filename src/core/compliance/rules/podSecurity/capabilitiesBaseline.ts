import { fixOf } from '../../fixes/edits.js';
import { containerLabel, securityContextOf } from '../../kubernetes/pods.js';
import { removeListItem } from '../../kubernetes/removal.js';
import { k8sText } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf } from '../../yaml/navigate.js';
import { CIS, MITRE, NSA, OWASP_K8S, pss } from '../frameworks.js';

/** What a container may add by the baseline standard: about what a runtime gives it anyway. */
const ALLOWED: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

export const capabilitiesBaseline = defineRule({
  id: 'k8s/capabilities-baseline',
  title: 'Containers add no dangerous capabilities',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('baseline', 'capabilities_baseline'),
    CIS('5.2.9'),
    NSA('Kubernetes Pod security', 'Capabilities'),
    MITRE('T1611'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `Linux splits the power of root into capabilities. Some of them are as good as root on the node: \`SYS_ADMIN\` mounts file
systems, \`SYS_PTRACE\` reads other processes, \`NET_ADMIN\` rewires the network, \`ALL\` is everything.

Remove what goes beyond the set that runtimes give by default. If a program needs one all the same, it belongs in a namespace of
its own, with a waiver that says why.`,
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
        capabilities:
          drop:
            - ALL
          add:
            - NET_BIND_SERVICE
            - SYS_ADMIN
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
        capabilities:
          drop:
            - ALL
          add:
            - NET_BIND_SERVICE
`,
  subject: 'container',
  check: (container, report) => {
    const capabilities = entryOf(securityContextOf(container), 'capabilities');
    if (!capabilities) return;
    const { document } = container.pod.resource;
    for (const item of itemsOf(entryOf(capabilities.value, 'add')?.value)) {
      const name = k8sText(item);
      if (name === undefined || ALLOWED.has(name)) continue;
      report({
        at: item,
        check: 'capabilities_baseline',
        message:
          name.toUpperCase() === 'ALL'
            ? 'The container “{0}” adds every capability that there is: it is as good as privileged.'
            : 'The container “{0}” adds the capability {1}, which goes beyond what containers have by default.',
        values: [containerLabel(container), name],
        fixes: () => [fixOf('review', 'Remove the capability {0}', [name], removeListItem(document, item))],
      });
    }
  },
});
