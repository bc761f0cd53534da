import { fixOf, replaceValue } from '../../fixes/edits.js';
import { containerLabel, securityContextOf } from '../../kubernetes/pods.js';
import { removeField } from '../../kubernetes/removal.js';
import { isTrue } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { CIS, MITRE, NSA, OWASP_K8S, pss } from '../frameworks.js';

export const privileged = defineRule({
  id: 'k8s/privileged',
  title: 'Containers are not privileged',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('baseline', 'privileged'),
    CIS('5.2.2'),
    NSA('Kubernetes Pod security', 'Privileged containers'),
    MITRE('T1611'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `A privileged container can do nearly everything that the node itself can: load kernel modules, reach every device and
all other containers. Who breaks into it owns the node.

Take \`privileged\` away and add the single capabilities that the program needs.`,
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
        privileged: true
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
`,
  subject: 'container',
  check: (container, report) => {
    const entry = entryOf(securityContextOf(container), 'privileged');
    if (!entry || !isTrue(entry.value)) return;
    const { document } = container.pod.resource;
    report({
      at: entry.value,
      check: 'privileged',
      message: 'The container “{0}” is privileged: it can do nearly everything that its node can.',
      values: [containerLabel(container)],
      fixes: () => [
        fixOf('review', 'Remove “privileged”', [], removeField(document, entry)),
        fixOf('review', 'Set “privileged” to false', [], replaceValue(document, entry.value, 'false')),
      ],
    });
  },
});
