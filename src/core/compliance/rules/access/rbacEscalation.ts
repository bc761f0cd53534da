import { defineRule } from '../../rule.js';
import type { YamlNode } from '../../yaml/node.js';
import { CIS, NSA, OWASP_K8S } from '../frameworks.js';
import { textsOption } from '../options.js';
import { calledAs } from './calledAs.js';
import {
  comesWithKubernetes,
  RBAC_GROUP,
  resourceThatGives,
  roleRulesOf,
  type Permission,
  type RoleRule,
} from './rbac.js';

/** A permission that leads to more than it says. */
interface Power extends Permission {
  readonly check: string;
  readonly message: string;
  /** What the same role must give as well, for it to count. */
  readonly together?: Permission;
}

// By https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks, the gravest first.
const POWERS: readonly Power[] = [
  {
    check: 'escalate',
    groups: [RBAC_GROUP],
    resources: ['roles', 'clusterroles'],
    verbs: ['escalate'],
    message: '“{0}” may write roles that allow more than it may itself.',
  },
  {
    check: 'bind',
    groups: [RBAC_GROUP],
    resources: ['roles', 'clusterroles', 'rolebindings', 'clusterrolebindings'],
    verbs: ['bind'],
    message: '“{0}” may bind itself to roles that allow more than its own.',
  },
  {
    check: 'impersonate',
    groups: ['', 'authentication.k8s.io'],
    resources: ['users', 'groups', 'serviceaccounts', 'userextras', 'uids'],
    verbs: ['impersonate'],
    message: '“{0}” may act as somebody else.',
  },
  {
    check: 'node-proxy',
    groups: [''],
    resources: ['nodes/proxy'],
    verbs: ['get', 'create', 'update', 'patch'],
    message: '“{0}” may run commands in every pod of a node, past admission and audit: nodes/proxy.',
  },
  {
    check: 'webhooks',
    groups: ['admissionregistration.k8s.io'],
    resources: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'],
    verbs: ['create', 'update', 'patch'],
    message: '“{0}” may have every object of the cluster read or changed on its way in: webhooks of admission.',
  },
  {
    check: 'certificates',
    groups: ['certificates.k8s.io'],
    resources: ['certificatesigningrequests/approval'],
    verbs: ['update', 'patch'],
    together: { groups: ['certificates.k8s.io'], resources: ['signers'], verbs: ['approve'] },
    message: '“{0}” may approve certificates, also for other people and for nodes.',
  },
  {
    check: 'tokens',
    groups: [''],
    resources: ['serviceaccounts/token'],
    verbs: ['create'],
    message: '“{0}” may make itself tokens of other service accounts.',
  },
  {
    check: 'exec',
    groups: [''],
    resources: ['pods/exec', 'pods/attach'],
    verbs: ['get', 'create'],
    message: '“{0}” may run commands in pods, with what these may do.',
  },
  {
    check: 'create-pods',
    groups: ['', 'apps', 'batch'],
    resources: ['pods', 'deployments', 'statefulsets', 'daemonsets', 'replicasets', 'jobs', 'cronjobs'],
    verbs: ['create'],
    message: '“{0}” may start pods, and with them use every Secret and service account of the namespace.',
  },
];

export const rbacEscalation = defineRule({
  id: 'k8s/rbac-escalation',
  title: 'Roles allow nothing that leads to more',
  severity: 'warning',
  profile: 'base',
  confidence: 'medium',
  frameworks: [CIS('5.1.4'), CIS('5.1.8'), NSA('Authentication and authorization', 'RBAC'), OWASP_K8S('K03')],
  options: {
    /** Powers that are wanted, by their name: `create-pods` for what deploys, for instance. */
    allowed: [],
  },
  explanation: `Some permissions are worth more than they look: who may bind roles, act as others, run commands in pods, reach nodes
through the API server, approve certificates or start pods can take everything that those can.

Leave the permission out, or keep the role to one namespace and give it to as few as possible. Powers that a platform wants to hand
out can be named in the option \`allowed\`.`,
  bad: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: support
rules:
  - apiGroups: ['']
    resources: ['pods', 'pods/exec']
    verbs: ['get', 'create']
`,
  good: `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: support
rules:
  - apiGroups: ['']
    resources: ['pods', 'pods/log']
    verbs: ['get', 'list', 'watch']
`,
  subject: 'resource',
  check: (resource, report, { options }) => {
    const rules = roleRulesOf(resource);
    if (rules.length === 0 || comesWithKubernetes(resource)) return;
    const allowed = textsOption(options, 'allowed');
    for (const [at, { check, message }] of powersOf(rules, allowed))
      report({ at, check, message, values: [calledAs(resource)] });
  },
});

/** What is marked, with the gravest power that it gives: a star gives many. */
function powersOf(rules: readonly RoleRule[], allowed: readonly string[]): ReadonlyMap<YamlNode, Power> {
  const found = new Map<YamlNode, Power>();
  for (const power of POWERS) {
    const { together, check } = power;
    if (allowed.includes(check)) continue;
    if (together && !rules.some(rule => resourceThatGives(rule, together))) continue;
    for (const rule of rules) {
      const at = resourceThatGives(rule, power);
      if (at && !found.has(at)) found.set(at, power);
    }
  }
  return found;
}
