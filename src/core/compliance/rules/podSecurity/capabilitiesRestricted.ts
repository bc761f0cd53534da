import { fixOf, insertItem, setAt } from '../../fixes/edits.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import { containerLabel, mayRunOnWindows, securityContextOf } from '../../kubernetes/pods.js';
import { removeListItem } from '../../kubernetes/removal.js';
import { k8sText, type Container } from '../../kubernetes/resource.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule } from '../../rule.js';
import { entryOf, isUnknown, itemsOf, seqOf } from '../../yaml/navigate.js';
import type { MapNode } from '../../yaml/node.js';
import { CIS, OWASP_K8S, pss } from '../frameworks.js';

const DROP = ['securityContext', 'capabilities', 'drop'] as const;

export const capabilitiesRestricted = defineRule({
  id: 'k8s/capabilities-restricted',
  title: 'Containers drop all capabilities',
  severity: 'warning',
  profile: 'strict',
  confidence: 'high',
  frameworks: [
    pss('restricted', 'capabilities_restricted'),
    CIS('5.2.8'),
    CIS('5.2.9'),
    CIS('5.2.10'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `Most services need none of the capabilities that a runtime gives a container: they neither change owners of files nor make raw
network packets. What a container does not have, nobody can misuse.

Drop \`ALL\`. A program that listens below port 1024 may add \`NET_BIND_SERVICE\`; nothing else is left in the restricted standard.`,
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
`,
  subject: 'container',
  check: (container, report, { kubernetesVersion }) => {
    if (!isAtLeast(kubernetesVersion, 22) || mayRunOnWindows(container.pod)) return;
    const capabilities = entryOf(securityContextOf(container), 'capabilities')?.value;
    const { document } = container.pod.resource;
    if (!dropsAll(container, capabilities))
      report({
        at: placeOf(container, ...DROP),
        check: 'capabilities_restricted',
        message: 'The container “{0}” does not drop all capabilities.',
        values: [containerLabel(container)],
        fixes: () => [fixOf('review', 'Drop all capabilities', [], dropEdit(container))],
      });
    for (const item of itemsOf(entryOf(capabilities, 'add')?.value)) {
      const name = k8sText(item);
      if (name === undefined || name === 'NET_BIND_SERVICE') continue;
      report({
        at: item,
        check: 'capabilities_restricted',
        message: 'The container “{0}” adds the capability {1}; the restricted standard leaves NET_BIND_SERVICE alone.',
        values: [containerLabel(container), name],
        fixes: () => [fixOf('review', 'Remove the capability {0}', [name], removeListItem(document, item))],
      });
    }
  },
});

/** Whether all capabilities are dropped, or may be. */
function dropsAll(container: Container, capabilities: Parameters<typeof entryOf>[0]): boolean {
  const drop = seqOf(entryOf(capabilities, 'drop')?.value);
  if (!drop) return !lacks(container, ...DROP);
  return drop.masked || drop.items.some(item => isUnknown(item) || k8sText(item) === 'ALL');
}

function dropEdit(container: Container): ReturnType<typeof setAt> {
  const { document } = container.pod.resource;
  const node: MapNode = container.node;
  const drop = seqOf(entryOf(entryOf(securityContextOf(container), 'capabilities')?.value, 'drop')?.value);
  return drop ? insertItem(document, drop, 'ALL') : setAt(document, node, DROP, ['ALL']);
}
