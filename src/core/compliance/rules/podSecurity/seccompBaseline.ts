import { fixOf, replaceValue } from '../../fixes/edits.js';
import { documentOf, type Owner } from '../../kubernetes/place.js';
import { securityContextOf } from '../../kubernetes/pods.js';
import { k8sText, type PodTemplate } from '../../kubernetes/resource.js';
import { isAtLeast } from '../../kubernetes/version.js';
import { defineRule, type Reporter } from '../../rule.js';
import { entriesOf, entryOf } from '../../yaml/navigate.js';
import { CIS, NSA, OWASP_K8S, pss } from '../frameworks.js';

const POD_ANNOTATION = 'seccomp.security.alpha.kubernetes.io/pod';
const CONTAINER_ANNOTATION = 'container.seccomp.security.alpha.kubernetes.io/';

export const seccompBaseline = defineRule({
  id: 'k8s/seccomp-baseline',
  title: 'Seccomp is not turned off',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('baseline', 'seccompProfile_baseline'),
    CIS('5.7.2'),
    NSA('Kubernetes Pod security', 'Hardening container environments'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `Seccomp filters the system calls of a container. The runtime's profile keeps some dozens from it that hardly any program needs
and that flaws of the kernel were found in. \`Unconfined\` lets all of them through.

Take \`RuntimeDefault\`, or a profile of your own (\`Localhost\`). Before Kubernetes 1.19 it was an annotation, which is looked at where
such a version is set.`,
  bad: `apiVersion: v1
kind: Pod
metadata:
  name: shop
spec:
  securityContext:
    runAsNonRoot: true
    seccompProfile:
      type: Unconfined
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
    runAsNonRoot: true
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: (pod, report, { kubernetesVersion }) => {
    if (!isAtLeast(kubernetesVersion, 19)) {
      checkAnnotations(pod, report);
      return;
    }
    checkField(pod, report);
    for (const container of pod.containers) checkField(container, report);
  },
});

function checkField(owner: Owner, report: Reporter): void {
  const profile = entryOf(securityContextOf(owner), 'seccompProfile');
  if (!profile) return;
  const entry = entryOf(profile.value, 'type');
  const type = entry && k8sText(entry.value);
  if (!entry || type === undefined || type === 'RuntimeDefault' || type === 'Localhost') return;
  report({
    at: entry.value,
    check: 'seccompProfile_baseline',
    message: 'The seccomp profile “{0}” lets every system call through.',
    values: [type],
    fixes: () => [
      fixOf(
        'review',
        'Take the profile of the runtime',
        [],
        replaceValue(documentOf(owner), entry.value, 'RuntimeDefault'),
      ),
    ],
  });
}

function checkAnnotations({ metadata, resource: { document } }: PodTemplate, report: Reporter): void {
  for (const { name, value } of entriesOf(entryOf(metadata, 'annotations')?.value)) {
    if (name !== POD_ANNOTATION && !name.startsWith(CONTAINER_ANNOTATION)) continue;
    const profile = k8sText(value);
    if (profile === undefined || isAllowedProfile(profile)) continue;
    report({
      at: value,
      check: 'seccompProfile_baseline',
      message: 'The seccomp profile “{0}” lets every system call through.',
      values: [profile],
      fixes: () => [
        fixOf('review', 'Take the profile of the runtime', [], replaceValue(document, value, 'runtime/default')),
      ],
    });
  }
}

function isAllowedProfile(profile: string): boolean {
  return profile === 'runtime/default' || profile === 'docker/default' || profile.startsWith('localhost/');
}
