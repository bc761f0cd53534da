import { fixOf, replaceValue } from '../../fixes/edits.js';
import { documentOf, type Owner } from '../../kubernetes/place.js';
import { securityContextOf } from '../../kubernetes/pods.js';
import { k8sText } from '../../kubernetes/resource.js';
import { defineRule, type Reporter } from '../../rule.js';
import { entriesOf, entryOf } from '../../yaml/navigate.js';
import { NSA, OWASP_K8S, pss } from '../frameworks.js';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmor = defineRule({
  id: 'k8s/apparmor',
  title: 'AppArmor stays on',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [
    pss('baseline', 'appArmorProfile'),
    NSA('Kubernetes Pod security', 'Hardening container environments'),
    OWASP_K8S('K01'),
  ],
  fix: 'review',
  explanation: `On nodes with AppArmor the runtime's profile keeps containers from mounting, tracing and writing where they have no business.
\`Unconfined\` turns it off.

Take \`RuntimeDefault\`, or a profile of your own that is on the nodes (\`Localhost\`). Up to Kubernetes 1.29 it is an annotation of the
pod, from 1.30 on a field of the security context; both are looked at.`,
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
        appArmorProfile:
          type: Unconfined
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
        appArmorProfile:
          type: RuntimeDefault
`,
  subject: 'pod',
  check: (pod, report) => {
    const { document } = pod.resource;
    const annotations = entryOf(pod.metadata, 'annotations');
    if (annotations)
      for (const { name, value } of entriesOf(annotations.value)) {
        if (!name.startsWith(ANNOTATION)) continue;
        const profile = k8sText(value);
        if (profile === undefined || isAllowedProfile(profile)) continue;
        report({
          at: value,
          check: 'appArmorProfile',
          message: 'AppArmor does not hold the container “{0}”: its profile is “{1}”.',
          values: [name.slice(ANNOTATION.length), profile],
          fixes: () => [
            fixOf('review', 'Take the profile of the runtime', [], replaceValue(document, value, 'runtime/default')),
          ],
        });
      }
    checkField(pod, report);
    for (const container of pod.containers) checkField(container, report);
  },
});

function isAllowedProfile(profile: string): boolean {
  return profile === '' || profile === 'runtime/default' || profile.startsWith('localhost/');
}

function checkField(owner: Owner, report: Reporter): void {
  const profile = entryOf(securityContextOf(owner), 'appArmorProfile');
  if (!profile) return;
  const entry = entryOf(profile.value, 'type');
  const type = entry && k8sText(entry.value);
  if (!entry || type === undefined || type === 'RuntimeDefault' || type === 'Localhost') return;
  report({
    at: entry.value,
    check: 'appArmorProfile',
    message: 'The AppArmor profile “{0}” does not hold anything back.',
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
