import { fixOf, replaceValue } from '../../fixes/edits.js';
import { removeField } from '../../kubernetes/removal.js';
import { isTrue } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { CIS, MITRE, NSA, OWASP_K8S, pss } from '../frameworks.js';

const NAMESPACES = [
  {
    key: 'hostNetwork',
    message:
      'The pod uses the network of its node: it reaches what listens on the node, and no network policy holds it.',
  },
  {
    key: 'hostPID',
    message: 'The pod sees the processes of its node: it can read their memory and their secrets, and stop them.',
  },
  {
    key: 'hostIPC',
    message: 'The pod shares memory and messages with the processes of its node (IPC): it can read and change theirs.',
  },
] as const;

export const hostNamespaces = defineRule({
  id: 'k8s/host-namespaces',
  title: 'Pods do not share the namespaces of their node',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('baseline', 'hostNamespaces'),
    CIS('5.2.3'),
    CIS('5.2.4'),
    CIS('5.2.5'),
    NSA('Kubernetes Pod security', 'Host namespaces'),
    MITRE('T1611'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `With \`hostNetwork\`, \`hostPID\` or \`hostIPC\` a pod stands in the node's own network, among its processes or in its shared
memory. The wall between the pod and everything else on the node is gone there.

Remove the key. A program that must be reached from outside gets a Service; one that watches the node (an agent for logs or
metrics) belongs in a namespace of the platform, with a waiver.`,
  bad: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      hostNetwork: true
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`,
  good: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels:
      app: shop
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: ({ spec, resource: { document } }, report) => {
    for (const { key, message } of NAMESPACES) {
      const entry = entryOf(spec, key);
      if (!entry || !isTrue(entry.value)) continue;
      report({
        at: entry.value,
        check: 'hostNamespaces',
        message,
        fixes: () => [
          fixOf('review', 'Remove “{0}”', [key], removeField(document, entry)),
          fixOf('review', 'Set “{0}” to false', [key], replaceValue(document, entry.value, 'false')),
        ],
      });
    }
  },
});
