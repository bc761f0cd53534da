import assert from 'node:assert/strict';
import { ACCESS_RULES } from '../../../../../../src/core/compliance/rules/accessRules.js';
import { check, type CheckOptions } from '../../ruleCheck.js';
import { objectWith, roleWith } from './accessTexts.js';

const found = (id: string, text: string, settings: CheckOptions = {}) =>
  check(
    text,
    ACCESS_RULES.filter(rule => rule.id === id),
    settings,
  );
const checks = (id: string, text: string, settings?: CheckOptions) =>
  found(id, text, settings).map(({ finding }) => finding.check);
const marked = (id: string, text: string) => found(id, text).map(each => each.marked);
const role = (groups: string, resources: string, verbs: string, more = ''): string =>
  roleWith(`{ apiGroups: [${groups}], resources: [${resources}], verbs: [${verbs}]${more} }`);
const RBAC = 'rbac.authorization.k8s.io';

describe('Rules for roles and bindings', () => {
  describe('k8s/cluster-admin-binding', () => {
    const binding = (kind: string, roleRef: string, name = 'shop', group = `${RBAC}/v1`): string =>
      `apiVersion: ${group}\nkind: ${kind}\nmetadata: { name: "${name}" }\nroleRef: ${roleRef}\nsubjects: []\n`;
    const ADMIN = '{ kind: ClusterRole, name: cluster-admin }';

    it('finds both kinds of bindings, the one of a namespace as a warning', () => {
      assert.deepEqual(checks('k8s/cluster-admin-binding', binding('ClusterRoleBinding', ADMIN)), ['cluster']);
      const [first] = found('k8s/cluster-admin-binding', binding('RoleBinding', ADMIN));
      assert.equal(first?.finding.severity, 'warning');
      assert.equal(first.marked, 'cluster-admin');
    });

    for (const [title, text] of [
      ['another role', binding('ClusterRoleBinding', '{ kind: ClusterRole, name: view }')],
      ['a role of the namespace that is called so', binding('RoleBinding', '{ kind: Role, name: cluster-admin }')],
      ['what comes with Kubernetes', binding('ClusterRoleBinding', ADMIN, 'system:masters')],
      ['a template', binding('ClusterRoleBinding', '{ kind: ClusterRole, name: "{{ .Values.role }}" }')],
      ['a kind of somebody else', binding('ClusterRoleBinding', ADMIN, 'shop', 'example.com/v1')],
      ['wrong types', binding('ClusterRoleBinding', '[cluster-admin]')],
    ] as const)
      it(`leaves alone ${title}`, () => {
        assert.deepEqual(checks('k8s/cluster-admin-binding', text), []);
      });
  });

  describe('k8s/rbac-wildcard', () => {
    for (const [title, text, expected] of [
      ['every verb', role("''", 'pods', "'*'"), ["'*'"]],
      ['every resource', role("''", "'*'", 'get'), ["'*'"]],
      ['every group', role("'*'", 'pods', 'get'), ["'*'"]],
      ['everything, once', role('"*"', "'*'", "'*'"), ["'*'"]],
      ['every address', roleWith("{ nonResourceURLs: ['*'], verbs: [get] }"), ["'*'"]],
      ['a group of addresses', roleWith("{ nonResourceURLs: ['/healthz/*'], verbs: [get] }"), []],
      ['a sub-resource', role("''", "'pods/log'", 'get'), []],
      ['a template', role("''", 'pods', '"{{ .Values.verbs }}"'), []],
      ['wrong types', roleWith('{ apiGroups: "*", resources: {}, verbs: 7 }'), []],
      ['no rules', objectWith(`${RBAC}/v1`, 'ClusterRole', 'rules: "*"'), []],
    ] as const)
      it(`looks at each list: ${title}`, () => {
        assert.deepEqual(marked('k8s/rbac-wildcard', text), expected);
      });
  });

  describe('k8s/rbac-escalation', () => {
    for (const [title, text, expected] of [
      ['escalate', role(RBAC, 'roles', 'escalate'), ['escalate']],
      ['bind', role(RBAC, 'clusterroles', 'bind'), ['bind']],
      ['every verb for roles: the gravest', role(RBAC, 'roles', "'*'"), ['escalate']],
      ['roles without these verbs', role(RBAC, 'roles', 'get, create, update'), []],
      ['another group', role('apps', 'roles', 'escalate'), []],
      ['impersonate', role("''", 'users, groups', 'impersonate'), ['impersonate']],
      ['exec', role("''", "'pods/exec'", 'create'), ['exec']],
      ['exec by get', role("''", "'pods/exec'", 'get'), ['exec']],
      ['exec of everything', role("''", "'*/exec'", 'create'), ['exec']],
      ['logs', role("''", "'pods/log'", 'get'), []],
      ['the proxy of nodes', role("''", 'nodes/proxy', 'get'), ['node-proxy']],
      ['webhooks', role('admissionregistration.k8s.io', 'mutatingwebhookconfigurations', 'patch'), ['webhooks']],
      ['reading webhooks', role('admissionregistration.k8s.io', 'mutatingwebhookconfigurations', 'get'), []],
      ['tokens', role("''", 'serviceaccounts/token', 'create'), ['tokens']],
      ['pods', role("''", 'pods', 'create'), ['create-pods']],
      ['what makes pods', role('apps', 'deployments', 'create'), ['create-pods']],
      ['half of approving', role('certificates.k8s.io', 'certificatesigningrequests/approval', 'update'), []],
      ['two powers at two places', role("''", "pods, 'pods/exec'", 'create'), ['exec', 'create-pods']],
      ['a template', role("''", '"{{ .Values.x }}"', 'create'), []],
    ] as const)
      it(`knows what leads to more: ${title}`, () => {
        assert.deepEqual([...checks('k8s/rbac-escalation', text)].sort(), [...expected].sort());
      });

    it('takes approving certificates together from two rules', () => {
      const text = objectWith(
        `${RBAC}/v1`,
        'ClusterRole',
        `rules:
  - { apiGroups: [certificates.k8s.io], resources: [signers], verbs: [approve] }
  - { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [update] }`,
      );
      assert.deepEqual(checks('k8s/rbac-escalation', text), ['certificates']);
    });

    it('leaves out the powers that are allowed', () => {
      const text = role("''", 'pods', 'create');
      assert.deepEqual(checks('k8s/rbac-escalation', text, { options: { allowed: ['create-pods'] } }), []);
    });
  });

  it('let a role read Secrets by name, but not all of them', () => {
    const secrets = (verbs: string, more = ''): readonly string[] =>
      marked('k8s/rbac-secrets', role("''", 'secrets', verbs, more));
    assert.deepEqual(secrets('get'), ['secrets']);
    assert.deepEqual(secrets('watch'), ['secrets']);
    assert.deepEqual(secrets('create, delete'), []);
    assert.deepEqual(secrets('get', ', resourceNames: [shop]'), []);
    assert.deepEqual(secrets("'*'", ', resourceNames: [shop]'), ['secrets']);
    assert.deepEqual(marked('k8s/rbac-secrets', role("'*'", "'*'", 'list')), ["'*'"]);
    assert.deepEqual(marked('k8s/rbac-secrets', role('example.com', 'secrets', 'list')), []);
  });

  it('call an object without a known name by its kind', () => {
    const text = role("''", 'pods', "'*'").replace('name: shop', 'name: "{{ .Release.Name }}"');
    assert.match(found('k8s/rbac-wildcard', text)[0]?.text ?? '', /^“ClusterRole” allows every verb/);
  });
});
