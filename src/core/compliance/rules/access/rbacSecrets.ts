import { defineRule } from '../../rule.js';
import { CIS, OWASP_K8S } from '../frameworks.js';
import { calledAs } from './calledAs.js';
import { comesWithKubernetes, resourceThatGives, roleRulesOf } from './rbac.js';

const READING = ['get', 'list', 'watch'];

export const rbacSecrets = defineRule({
  id: 'k8s/rbac-secrets',
  title: 'Roles do not read all Secrets',
  severity: 'warning',
  profile: 'base',
  confidence: 'high',
  frameworks: [CIS('5.1.2'), OWASP_K8S('K03')],
  explanation: `Who may read Secrets has the passwords and tokens in them; \`list\` and \`watch\` hand out their contents just as \`get\`
does.

Mount the Secret into the pod that needs it. Where a program must read Secrets itself, allow \`get\` alone, and name them in
\`resourceNames\`.`,
  bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: shop
  namespace: shop
rules:
  - apiGroups: ['']
    resources: ['secrets']
    verbs: ['get', 'list']
`,
  good: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: shop
  namespace: shop
rules:
  - apiGroups: ['']
    resources: ['secrets']
    resourceNames: ['shop-database']
    verbs: ['get']
`,
  subject: 'resource',
  check: (resource, report) => {
    if (comesWithKubernetes(resource)) return;
    for (const rule of roleRulesOf(resource)) {
      const at = resourceThatGives(rule, { groups: [''], resources: ['secrets'], verbs: READING });
      const named = rule.resourceNames.length > 0 && !rule.verbs.some(({ text }) => text === '*');
      if (at && !named)
        report({ at, message: '“{0}” may read every Secret in its reach.', values: [calledAs(resource)] });
    }
  },
});
