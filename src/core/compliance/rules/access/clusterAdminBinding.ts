import { k8sText } from '../../kubernetes/resource.js';
import { placeOf } from '../../kubernetes/place.js';
import { defineRule } from '../../rule.js';
import { entryOf, valueAt } from '../../yaml/navigate.js';
import { CIS, NSA, OWASP_K8S } from '../frameworks.js';
import { calledAs } from './calledAs.js';
import { comesWithKubernetes, RBAC_GROUP } from './rbac.js';

export const clusterAdminBinding = defineRule({
  id: 'k8s/cluster-admin-binding',
  title: 'Nobody is bound to cluster-admin',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [CIS('5.1.1'), NSA('Authentication and authorization', 'RBAC'), OWASP_K8S('K03')],
  explanation: `\`cluster-admin\` may do everything with everything, in all namespaces. Whoever gets hold of one such account has the
cluster.

Write a Role with the verbs and the resources that are needed, and bind that. In one namespace the roles \`admin\`, \`edit\` and
\`view\` that Kubernetes brings are often enough.`,
  bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: shop-deployer
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: cluster-admin
subjects:
  - kind: ServiceAccount
    name: deployer
    namespace: shop
`,
  good: `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata:
  name: shop-deployer
  namespace: shop
roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: edit
subjects:
  - kind: ServiceAccount
    name: deployer
    namespace: shop
`,
  subject: 'resource',
  check: (resource, report) => {
    const { group, kind, root } = resource;
    if (group !== RBAC_GROUP || (kind !== 'ClusterRoleBinding' && kind !== 'RoleBinding')) return;
    if (comesWithKubernetes(resource)) return;
    const role = valueAt(root, 'roleRef');
    if (k8sText(valueAt(role, 'name')) !== 'cluster-admin' || k8sText(valueAt(role, 'kind')) === 'Role') return;
    const at = entryOf(role, 'name')?.value ?? placeOf(resource);
    if (kind === 'ClusterRoleBinding')
      report({
        at,
        check: 'cluster',
        message: '“{0}” gives away the whole cluster: cluster-admin.',
        values: [calledAs(resource)],
      });
    else
      report({
        at,
        check: 'namespace',
        severity: 'warning',
        message: '“{0}” gives away everything in its namespace: cluster-admin.',
        values: [calledAs(resource)],
      });
  },
});
