import { fixOf, replaceValue } from '../../fixes/edits.js';
import { documentOf, type Owner } from '../../kubernetes/place.js';
import { mayHaveOwnUsers, securityContextOf } from '../../kubernetes/pods.js';
import { removeField } from '../../kubernetes/removal.js';
import { k8sValue } from '../../kubernetes/resource.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule, type Reporter } from '../../rule.js';
import { entryOf } from '../../yaml/navigate.js';
import { CIS, NSA, OWASP_K8S, pss } from '../frameworks.js';

/** Beyond the numbers that systems give to their own users. */
const A_USER = '10001';

export const runAsUserZero = defineRule({
  id: 'k8s/run-as-user-zero',
  title: 'No container runs as user 0',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('restricted', 'runAsUser'),
    CIS('5.2.7'),
    NSA('Kubernetes Pod security', 'Non-root containers'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `\`runAsUser: 0\` is root, whatever user the image names. Root in a container is root for the node's kernel; flaws that lead out of
containers mostly need it.

Name another user, best one above 10000 that no system has, or none at all where the image has a user of its own.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
      securityContext:
        runAsUser: 0
        allowPrivilegeEscalation: false
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
        runAsUser: 10001
        allowPrivilegeEscalation: false
`,
  subject: 'pod',
  check: (pod, report, { kubernetesVersion }) => {
    if (!isAtLeast(kubernetesVersion, 23)) return;
    if (isAtLeast(kubernetesVersion, 35) && mayHaveOwnUsers(pod)) return;
    checkUser(pod, report);
    for (const container of pod.containers) checkUser(container, report);
  },
});

function checkUser(owner: Owner, report: Reporter): void {
  const entry = entryOf(securityContextOf(owner), 'runAsUser');
  // -0 equals 0 as well.
  if (!entry || k8sValue(entry.value) !== 0) return;
  const document = documentOf(owner);
  report({
    at: entry.value,
    check: 'runAsUser',
    message: 'User 0 is root.',
    fixes: () => [
      fixOf('review', 'Run as user {0}', [A_USER], replaceValue(document, entry.value, A_USER)),
      fixOf('review', 'Remove “runAsUser”: run as the user of the image', [], removeField(document, entry)),
    ],
  });
}
