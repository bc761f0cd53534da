import { fixOf, replaceValue } from '../../fixes/edits.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { removeField } from '../../kubernetes/removal.js';
import { k8sValue } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf, itemsOf } from '../../yaml/navigate.js';
import { CIS, NSA, OWASP_K8S, pss } from '../frameworks.js';

export const hostPorts = defineRule({
  id: 'k8s/host-ports',
  title: 'Containers do not take ports of their node',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('baseline', 'hostPorts'),
    CIS('5.2.13'),
    NSA('Network separation and hardening', 'Host ports'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `A \`hostPort\` opens the container's port on the node's own address. It goes past Services and their policies, only one such pod
fits on a node, and a rolling update may find no node at all.

Remove it and let a Service, an Ingress or a Gateway bring the traffic in.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      ports:
        - name: http
          containerPort: 8080
          hostPort: 80
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      ports:
        - name: http
          containerPort: 8080
`,
  subject: 'container',
  check: (container, report) => {
    const ports = entryOf(container.node, 'ports');
    if (!ports) return;
    for (const port of itemsOf(ports.value)) {
      const entry = entryOf(port, 'hostPort');
      const value = entry && k8sValue(entry.value);
      if (!entry || typeof value !== 'number' || value === 0) continue;
      const { document } = container.pod.resource;
      report({
        at: entry.value,
        check: 'hostPorts',
        message: 'The container “{0}” takes port {1} of its node.',
        values: [containerLabel(container), String(value)],
        fixes: () => [
          fixOf('review', 'Remove “hostPort”', [], removeField(document, entry)),
          fixOf('review', 'Set “hostPort” to 0', [], replaceValue(document, entry.value, '0')),
        ],
      });
    }
  },
});
