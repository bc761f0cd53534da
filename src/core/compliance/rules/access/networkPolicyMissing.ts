import type { Fix } from '../../finding.js';
import { defineRule } from '../../rule.js';
import type { FactIndex, PlacedWorkload } from '../../workspace/factIndex.js';
import { calledAs, subjectOf } from '../../workspace/placed.js';
import { CIS, NSA, OWASP_K8S } from '../frameworks.js';

/** Kinds by which other networks say what may reach a pod; how they select is theirs. */
const OTHER_POLICIES: readonly (readonly [group: string, kind: string])[] = [
  ['cilium.io', 'CiliumNetworkPolicy'],
  ['cilium.io', 'CiliumClusterwideNetworkPolicy'],
  ['crd.projectcalico.org', 'NetworkPolicy'],
  ['crd.projectcalico.org', 'GlobalNetworkPolicy'],
  ['projectcalico.org', 'NetworkPolicy'],
  ['projectcalico.org', 'GlobalNetworkPolicy'],
  ['policy.networking.k8s.io', 'AdminNetworkPolicy'],
  ['policy.networking.k8s.io', 'BaselineAdminNetworkPolicy'],
  ['policy.networking.k8s.io', 'ClusterNetworkPolicy'],
];

export const networkPolicyMissing = defineRule({
  id: 'k8s/network-policy-missing',
  title: 'A network policy says who may reach a workload',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [CIS('5.3.2'), NSA('Network separation and hardening', 'Network policies'), OWASP_K8S('K07')],
  fix: 'placeholder',
  explanation: `Without a NetworkPolicy every pod of the cluster can talk to every other one. Who breaks into the least of them reaches
the database of all.

Write a policy for the pods that lets in who needs them, or one for the whole namespace that lets in nobody (an empty
\`podSelector\`). This is looked at where everything in the folder was understood, and no other kind of policy is used.`,
  bad: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  selector:
    matchLabels: { app: shop }
  template:
    metadata:
      labels: { app: shop }
    spec:
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
    matchLabels: { app: shop }
  template:
    metadata:
      labels: { app: shop }
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: shop
spec:
  podSelector:
    matchLabels: { app: shop }
  policyTypes: [Ingress]
  ingress:
    - from:
        - podSelector:
            matchLabels: { app: web }
`,
  subject: 'workspace',
  check: ({ index, each }, report) => {
    if (!index.complete || usesOtherPolicies(index)) return;
    each(index.workloads(), workload => {
      const { place, facts } = workload;
      if (!index.isUnderstood(place.path)) return;
      const { found, maybe } = index.selecting('NetworkPolicy', workload);
      if (found.length > 0 || maybe) return;
      report({
        in: place,
        at: facts.at,
        subject: subjectOf(workload),
        message: 'No network policy selects the pods of {0} “{1}”: every pod of the cluster can talk to them.',
        values: [facts.kind, calledAs(workload)],
        fixes: () => [policyFor(index, workload)],
      });
    });
  },
});

function usesOtherPolicies(index: FactIndex): boolean {
  return OTHER_POLICIES.some(([group, kind]) => {
    const [some] = index.ofKind(group, kind);
    return some !== undefined;
  });
}

/** A policy beside the workload that lets nothing in, for the author to open up. */
function policyFor(index: FactIndex, { place, facts }: PlacedWorkload): Fix | undefined {
  const labels = (facts.workload.selector?.labels ?? facts.workload.labels.pairs).flatMap(([name, value]) =>
    value === undefined ? [] : [`      ${written(name)}: ${written(value)}`],
  );
  const path = `${place.path.slice(0, place.path.lastIndexOf('/') + 1)}${facts.name}-network-policy.yaml`;
  if (labels.length === 0 || !/^[a-z0-9][a-z0-9.-]*$/.test(facts.name) || index.hasFile(path)) return undefined;
  const lines = [
    'apiVersion: networking.k8s.io/v1',
    'kind: NetworkPolicy',
    'metadata:',
    `  name: ${facts.name}`,
    ...(facts.namespace === undefined ? [] : [`  namespace: ${written(facts.namespace)}`]),
    'spec:',
    '  podSelector:',
    '    matchLabels:',
    ...labels,
    '  policyTypes: [Ingress]',
    '  # Nobody may reach these pods yet: name who may.',
    '  ingress: []',
  ];
  return {
    class: 'placeholder',
    title: 'Write a policy that lets nobody in',
    values: [],
    edits: [],
    newFile: { path, text: `${lines.join('\n')}\n` },
  };
}

/** Quoted where a reader would take it for something else than a text. */
function written(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
