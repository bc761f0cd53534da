import { fixOf, replaceValue, setAt } from '../../fixes/edits.js';
import { documentOf, placeOf } from '../../kubernetes/place.js';
import { containerLabel, mayHaveOwnUsers } from '../../kubernetes/pods.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule } from '../../rule.js';
import { CIS, NSA, OWASP_K8S, pss } from '../frameworks.js';
import { checkInherited, type InheritedField } from './inheritedField.js';

const NON_ROOT: InheritedField = {
  path: ['securityContext', 'runAsNonRoot'],
  isAllowed: value => value !== false,
};

export const runAsNonRoot = defineRule({
  id: 'k8s/run-as-non-root',
  title: 'Containers do not run as root',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('restricted', 'runAsNonRoot'),
    CIS('5.2.7'),
    NSA('Kubernetes Pod security', 'Non-root containers'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `Without \`runAsNonRoot: true\` a container runs as whatever user its image names, which is root where it names none. Root in a
container is root for the node's kernel; flaws that lead out of containers mostly need it.

Set it once at the pod: the kubelet then refuses to start an image whose user is root. Such an image needs a \`USER\` with a number in
its Dockerfile.`,
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
      securityContext:
        runAsNonRoot: true
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: (pod, report, { kubernetesVersion }) => {
    if (isAtLeast(kubernetesVersion, 35) && mayHaveOwnUsers(pod)) return;
    const { document } = pod.resource;
    const check = 'runAsNonRoot';
    checkInherited(pod, NON_ROOT, {
      wrong: (owner, node) => {
        report({
          at: node,
          check,
          message: 'This lets containers run as root.',
          fixes: () => [
            fixOf('review', 'Set “runAsNonRoot” to true', [], replaceValue(documentOf(owner), node, 'true')),
          ],
        });
      },
      missing: () => {
        report({
          at: placeOf(pod, ...NON_ROOT.path),
          check,
          message: 'Nothing keeps the containers of this pod from running as root.',
          fixes: () => [
            fixOf('review', 'Set “runAsNonRoot” for the pod', [], setAt(document, pod.spec, NON_ROOT.path, 'true')),
          ],
        });
      },
      missingIn: container => {
        report({
          at: placeOf(container, ...NON_ROOT.path),
          check,
          message: 'Nothing keeps the container “{0}” from running as root.',
          values: [containerLabel(container)],
          fixes: () => [
            fixOf('review', 'Set “runAsNonRoot”', [], setAt(document, container.node, NON_ROOT.path, 'true')),
          ],
        });
      },
    });
  },
});
