import { fixOf, replaceValue, setAt } from '../../fixes/edits.js';
import { documentOf, placeOf } from '../../kubernetes/place.js';
import { containerLabel, mayRunOnWindows } from '../../kubernetes/pods.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule } from '../../rule.js';
import { CIS, NSA, OWASP_K8S, pss } from '../frameworks.js';
import { checkInherited, type InheritedField } from './inheritedField.js';

const PROFILE: InheritedField = {
  path: ['securityContext', 'seccompProfile', 'type'],
  isAllowed: type => type === 'RuntimeDefault' || type === 'Localhost',
};

export const seccompRestricted = defineRule({
  id: 'k8s/seccomp-restricted',
  title: 'Seccomp is turned on',
  severity: 'warning',
  profile: 'strict',
  confidence: 'high',
  frameworks: [
    pss('restricted', 'seccompProfile_restricted'),
    CIS('5.7.2'),
    NSA('Kubernetes Pod security', 'Hardening container environments'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `Where no seccomp profile is set, most clusters filter nothing: the container may make every system call, those with known
flaws included.

Set \`RuntimeDefault\` once at the pod; it holds for all of its containers. Programs that run under Docker's own defaults run with it
as well.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  good: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: (pod, report, { kubernetesVersion }) => {
    if (!isAtLeast(kubernetesVersion, 19) || (isAtLeast(kubernetesVersion, 25) && mayRunOnWindows(pod))) return;
    const { document } = pod.resource;
    const check = 'seccompProfile_restricted';
    checkInherited(pod, PROFILE, {
      wrong: (owner, node) => {
        report({
          at: node,
          check,
          message: 'The restricted standard allows the seccomp profiles RuntimeDefault and Localhost alone.',
          fixes: () => [
            fixOf(
              'review',
              'Take the profile of the runtime',
              [],
              replaceValue(documentOf(owner), node, 'RuntimeDefault'),
            ),
          ],
        });
      },
      missing: () => {
        report({
          at: placeOf(pod, ...PROFILE.path),
          check,
          message: 'The pod sets no seccomp profile: its containers may make every system call.',
          fixes: () => [
            fixOf(
              'review',
              'Set the seccomp profile of the runtime for the pod',
              [],
              setAt(document, pod.spec, PROFILE.path, 'RuntimeDefault'),
            ),
          ],
        });
      },
      missingIn: container => {
        report({
          at: placeOf(container, ...PROFILE.path),
          check,
          message: 'The container “{0}” sets no seccomp profile, and its pod sets none either.',
          values: [containerLabel(container)],
          fixes: () => [
            fixOf(
              'review',
              'Set the seccomp profile of the runtime',
              [],
              setAt(document, container.node, PROFILE.path, 'RuntimeDefault'),
            ),
          ],
        });
      },
    });
  },
});
