import { fixOf, setAt } from '../../fixes/edits.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import { fieldAt, isTrue, k8sText, type PodTemplate } from '../../kubernetes/resource.js';
import { defineRule } from '../../rule.js';
import { itemsOf, valueAt } from '../../yaml/navigate.js';
import type { MapNode } from '../../yaml/node.js';
import { CIS, NSA } from '../frameworks.js';
import { calledAs } from './calledAs.js';

export const automountToken = defineRule({
  id: 'k8s/automount-sa-token',
  title: 'Pods get no token for the API server that they do not use',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [CIS('5.1.6'), NSA('Kubernetes Pod security', 'Protecting Pod service account tokens')],
  fix: 'review',
  explanation: `Kubernetes puts a token of the service account into every container. Most programs never talk to the API server: for them
the token is of use only to whoever breaks in.

Say \`automountServiceAccountToken: false\` in the pod. A pod that talks to the API server needs a service account of its own, with
the rights that it uses: a pod that names one is not reported.`,
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
  automountServiceAccountToken: false
  containers:
    - name: shop
      image: registry.example.com/shop:1.4.2
`,
  subject: 'pod',
  check: (pod, report) => {
    const { spec, resource } = pod;
    const token = fieldAt(spec, 'automountServiceAccountToken');
    if (token.state === 'absent' ? !lacks(pod, 'automountServiceAccountToken') : !isTrue(token.node)) return;
    // An account of its own is made to be used, and what it says of its token is in another document.
    if (!usesDefaultAccount(pod)) return;
    const asked = token.state !== 'absent';
    if (!asked && mountsTokenItself(spec)) return;
    report({
      at: asked ? token.node : placeOf(pod),
      message: asked
        ? 'Every container of “{0}” gets a token for the API server, of the account that all pods share.'
        : 'Every container of “{0}” gets a token for the API server: nothing says that it does not.',
      values: [calledAs(resource)],
      fixes: () => [
        fixOf(
          'review',
          'Set “automountServiceAccountToken” to false',
          [],
          setAt(resource.document, spec, ['automountServiceAccountToken'], 'false'),
        ),
      ],
    });
  },
});

/** Whether the account is surely the one that all pods of a namespace share. */
function usesDefaultAccount(pod: PodTemplate): boolean {
  const written = ['serviceAccountName', 'serviceAccount'].map(name => fieldAt(pod.spec, name));
  const named = written.find(field => field.state !== 'absent');
  if (named) return k8sText(named.node) === 'default';
  return lacks(pod, 'serviceAccountName') && lacks(pod, 'serviceAccount');
}

/** Whether a pod mounts a token by itself, as a projected volume with an audience and a life of its own. */
function mountsTokenItself(spec: MapNode): boolean {
  return itemsOf(valueAt(spec, 'volumes')).some(volume =>
    itemsOf(valueAt(volume, 'projected', 'sources')).some(
      source => valueAt(source, 'serviceAccountToken') !== undefined,
    ),
  );
}
