import { fixOf, insertEntry, replaceValue } from '../../fixes/edits.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import {
  fieldAt,
  isTrue,
  k8sText,
  podTemplateOf,
  type KubernetesResource,
  type PodTemplate,
} from '../../kubernetes/resource.js';
import { defineRule, type Reporter } from '../../rule.js';
import { entryOf, itemsOf, valueAt } from '../../yaml/navigate.js';
import { CIS } from '../frameworks.js';
import { calledAs } from './calledAs.js';
import { RBAC_GROUP } from './rbac.js';

export const defaultServiceAccount = defineRule({
  id: 'k8s/default-service-account',
  title: 'Workloads have a service account of their own',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [CIS('5.1.5')],
  fix: 'placeholder',
  explanation: `Pods that name no service account share the account \`default\` of their namespace. What one of them is allowed, all are
allowed, and nobody can tell afterwards which of them did something.

Make a ServiceAccount for the workload and name it in \`serviceAccountName\`. A pod that does not talk to the API server can say
\`automountServiceAccountToken: false\` instead: then it has no token to lose.`,
  bad: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  template:
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
  template:
    spec:
      serviceAccountName: shop
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`,
  subject: 'resource',
  check: (resource, report) => {
    const pod = podTemplateOf(resource);
    if (pod) checkPod(pod, report);
    else if (resource.group === RBAC_GROUP) checkBinding(resource, report);
    else if (resource.group === '' && resource.kind === 'ServiceAccount') checkAccount(resource, report);
  },
});

function checkPod(pod: PodTemplate, report: Reporter): void {
  const { spec, resource } = pod;
  const token = fieldAt(spec, 'automountServiceAccountToken');
  if (token.state !== 'absent' && !isTrue(token.node)) return;
  const named = ['serviceAccountName', 'serviceAccount'].map(name => entryOf(spec, name)?.value);
  const written = named.find(node => node && k8sText(node) === 'default');
  if (written) {
    report({
      at: written,
      check: 'pod',
      message: '“{0}” uses the service account that all pods of its namespace share.',
      values: [calledAs(resource)],
      fixes: () => [
        fixOf(
          'placeholder',
          'Name a service account of its own',
          [],
          replaceValue(resource.document, written, accountFor(resource)),
        ),
      ],
    });
    return;
  }
  if (!lacks(pod, 'serviceAccountName') || !lacks(pod, 'serviceAccount')) return;
  report({
    at: placeOf(pod),
    check: 'pod',
    message: '“{0}” names no service account: it uses the one that all pods of its namespace share.',
    values: [calledAs(resource)],
    fixes: () => [
      fixOf(
        'placeholder',
        'Name a service account of its own',
        [],
        insertEntry(resource.document, spec, 'serviceAccountName', accountFor(resource)),
      ),
    ],
  });
}

/** Most accounts are called as what uses them. */
function accountFor({ name }: KubernetesResource): string {
  return /^[a-z][a-z0-9-]*$/.test(name) && name !== 'default' ? name : 'my-service-account';
}

function checkBinding(binding: KubernetesResource, report: Reporter): void {
  const { root, kind } = binding;
  if (!kind.endsWith('Binding')) return;
  for (const subject of itemsOf(valueAt(root, 'subjects'))) {
    const at = valueAt(subject, 'name');
    if (at && k8sText(at) === 'default' && k8sText(valueAt(subject, 'kind')) === 'ServiceAccount')
      report({
        at,
        check: 'binding',
        message: '“{0}” gives its role to the service account that all pods of a namespace share.',
        values: [calledAs(binding)],
      });
  }
}

function checkAccount(account: KubernetesResource, report: Reporter): void {
  if (account.name !== 'default') return;
  const token = fieldAt(account.root, 'automountServiceAccountToken');
  if (token.state === 'absent' ? !lacks(account, 'automountServiceAccountToken') : !isTrue(token.node)) return;
  const at = token.state === 'absent' ? placeOf(account) : token.node;
  report({
    at,
    check: 'account',
    message: 'The service account “default” hands its token to every pod that names no other.',
    fixes: () => [
      fixOf(
        'review',
        'Do not mount its token',
        [],
        token.state === 'absent'
          ? insertEntry(account.document, account.root, 'automountServiceAccountToken', 'false')
          : replaceValue(account.document, token.node, 'false'),
      ),
    ],
  });
}
