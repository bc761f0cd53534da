import { fixOf, replaceValue, setAt } from '../../fixes/edits.js';
import { lacks } from '../../kubernetes/lacks.js';
import { placeOf } from '../../kubernetes/place.js';
import type { KubernetesResource } from '../../kubernetes/resource.js';
import { podTemplateOf } from '../../kubernetes/resource.js';
import { defineRule, type RuleContext } from '../../rule.js';
import { foldersAround } from '../../workspace/paths.js';
import { valueAt } from '../../yaml/navigate.js';
import { CIS } from '../frameworks.js';
import { calledAs } from './calledAs.js';

/**
 * Kinds of Kubernetes that applications are made of, by their group. Roles, network policies and quotas are not among them: they
 * are about the namespace that they are in, whichever that is.
 */
const NAMESPACED: Readonly<Record<string, readonly string[]>> = {
  '': ['Pod', 'ReplicationController', 'Service', 'ConfigMap', 'Secret', 'ServiceAccount', 'PersistentVolumeClaim'],
  apps: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  batch: ['Job', 'CronJob'],
  autoscaling: ['HorizontalPodAutoscaler'],
  policy: ['PodDisruptionBudget'],
  'networking.k8s.io': ['Ingress'],
};

export const defaultNamespace = defineRule({
  id: 'k8s/default-namespace',
  title: 'Objects live in a namespace of their own',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [CIS('5.7.4')],
  fix: 'placeholder',
  explanation: `The namespace \`default\` is where everything lands that nobody placed. Quotas, network policies and rights are given to
namespaces: in \`default\` they would hit the wrong things, so that there are none.

Name the namespace of the application. Where a manifest names none, it lands wherever the person or the pipeline that applies it
happens to be; a kustomization or a Helm chart that places the objects counts as naming it.`,
  bad: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  namespace: default
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
  namespace: shop
spec:
  template:
    spec:
      containers:
        - name: shop
          image: registry.example.com/shop:1.4.2
`,
  subject: 'resource',
  check: (resource, report, context) => {
    const { group, kind, namespace, root, document } = resource;
    if (NAMESPACED[group]?.includes(kind) !== true || comesWithTheNamespace(resource)) return;
    const written = valueAt(root, 'metadata', 'namespace');
    if (namespace === 'default' && written) {
      report({
        at: written,
        check: 'default',
        message: '{0} “{1}” is put into the namespace “default”.',
        values: [kind, calledAs(resource)],
        fixes: () => [
          fixOf('placeholder', 'Name another namespace', [], replaceValue(document, written, 'my-namespace')),
        ],
      });
      return;
    }
    // A chart never says: who installs it does.
    if (document.templated || isPlacedElsewhere(context)) return;
    if (!podTemplateOf(resource) || !lacks(resource, 'metadata', 'namespace')) return;
    report({
      at: placeOf(resource),
      check: 'missing',
      severity: 'info',
      message: '{0} “{1}” names no namespace: it lands in the one that is current when somebody applies it.',
      values: [kind, calledAs(resource)],
      fixes: () => [
        fixOf(
          'placeholder',
          'Name its namespace',
          [],
          setAt(document, root, ['metadata', 'namespace'], 'my-namespace'),
        ),
      ],
    });
  },
});

/** The account, the root certificates and the Service of the API server that Kubernetes itself puts there. */
function comesWithTheNamespace({ kind, name }: KubernetesResource): boolean {
  return (
    (kind === 'ServiceAccount' && name === 'default') ||
    (kind === 'Service' && name === 'kubernetes') ||
    (kind === 'ConfigMap' && name === 'kube-root-ca.crt')
  );
}

const PLACERS = ['kustomization.yaml', 'kustomization.yml', 'Chart.yaml', 'skaffold.yaml', 'fleet.yaml'];

/** Whether the file belongs to something that places objects when they are applied: it stands beside or above the file. */
function isPlacedElsewhere({ path, surroundings }: RuleContext): boolean {
  if (!surroundings) return false;
  return foldersAround(path).some(folder => PLACERS.some(name => surroundings.exists(folder + name) === true));
}
