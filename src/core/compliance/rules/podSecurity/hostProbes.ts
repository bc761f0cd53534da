import { fixOf, replaceValue } from '../../fixes/edits.js';
import { containerLabel } from '../../kubernetes/pods.js';
import { removeField } from '../../kubernetes/removal.js';
import { k8sText, type Container } from '../../kubernetes/resource.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule, type Reporter } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import type { YamlNode } from '../../yaml/node.js';
import { pss } from '../frameworks.js';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const HOOKS = ['postStart', 'preStop'] as const;
const ACTIONS = ['httpGet', 'tcpSocket'] as const;

export const hostProbes = defineRule({
  id: 'k8s/host-probes',
  title: 'Probes and hooks ask their own pod',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [pss('baseline', 'hostProbesAndHostLifecycle')],
  fix: 'review',
  explanation: `The kubelet asks a probe's \`host\` from inside the node. With another address than the pod's own, a manifest makes it call
services that the pod itself could not reach, and the answer says nothing about the pod. From Kubernetes 1.34 on the Pod
Security Standards forbid it.

Remove \`host\`: the pod's own address is asked then. A name for virtual hosts goes into \`httpHeaders\` as \`Host\`.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      readinessProbe:
        httpGet:
          host: 10.0.0.7
          path: /ready
          port: 8080
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      readinessProbe:
        httpGet:
          path: /ready
          port: 8080
`,
  subject: 'container',
  check: (container, report, { kubernetesVersion }) => {
    if (!isAtLeast(kubernetesVersion, 34)) return;
    const { node } = container;
    for (const probe of PROBES) {
      const handler = entryOf(node, probe);
      if (handler) checkHandler(container, probe, handler.value, report);
    }
    const lifecycle = entryOf(node, 'lifecycle');
    if (!lifecycle) return;
    for (const hook of HOOKS) checkHandler(container, hook, entryOf(lifecycle.value, hook)?.value, report);
  },
});

function checkHandler(container: Container, name: string, handler: YamlNode | undefined, report: Reporter): void {
  const { document } = container.pod.resource;
  for (const action of ACTIONS) {
    const entry = entryOf(entryOf(handler, action)?.value, 'host');
    const host = entry && k8sText(entry.value);
    if (!entry || host === undefined || host === '') continue;
    report({
      at: entry.value,
      check: 'hostProbesAndHostLifecycle',
      message: 'The {0} of the container “{1}” asks {2}, not its own pod.',
      values: [name, containerLabel(container), host],
      fixes: () => [
        fixOf('review', 'Remove “host”', [], removeField(document, entry)),
        fixOf('review', 'Leave “host” empty', [], replaceValue(document, entry.value, '""')),
      ],
    });
  }
}
