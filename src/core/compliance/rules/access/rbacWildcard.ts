import { defineRule } from '../../rule.js';
import { CIS, OWASP_K8S } from '../frameworks.js';
import { calledAs } from './calledAs.js';
import { comesWithKubernetes, roleRulesOf, type RoleRule, type Word } from './rbac.js';

/** The widest first: a rule is reported once, however many stars it has. */
const LISTS: readonly { readonly list: (rule: RoleRule) => readonly Word[]; readonly message: string }[] = [
  {
    list: rule => rule.resources,
    message: '“{0}” covers every resource of these API groups, those that come later as well.',
  },
  { list: rule => rule.verbs, message: '“{0}” allows every verb, those that come later as well.' },
  { list: rule => rule.apiGroups, message: '“{0}” covers every API group, those that come later as well.' },
  { list: rule => rule.nonResourceURLs, message: '“{0}” covers every address of the API server.' },
];

export const rbacWildcard = defineRule({
  id: 'k8s/rbac-wildcard',
  title: 'Roles name what they allow',
  severity: 'error',
  profile: 'base',
  confidence: 'high',
  frameworks: [CIS('5.1.3'), OWASP_K8S('K03')],
  explanation: `A \`*\` in a role stands for everything that there is and everything that will ever be installed. Nobody can say later
what somebody with that role may do.

List the API groups, the resources and the verbs that are used.`,
  bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: order-reader
  namespace: shop
rules:
  - apiGroups: ['shop.example.com']
    resources: ['orders']
    verbs: ['*']
`,
  good: `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: order-reader
  namespace: shop
rules:
  - apiGroups: ['shop.example.com']
    resources: ['orders']
    verbs: ['get', 'list', 'watch']
`,
  subject: 'resource',
  check: (resource, report) => {
    if (comesWithKubernetes(resource)) return;
    for (const rule of roleRulesOf(resource)) {
      const found = LISTS.flatMap(({ list, message }) =>
        list(rule)
          .filter(({ text }) => text === '*' || text === '*/*')
          .map(({ node }) => ({ node, message })),
      )[0];
      if (found) report({ at: found.node, message: found.message, values: [calledAs(resource)] });
    }
  },
});
