import assert from 'node:assert/strict';
import { networkPolicyMissing } from '../../../../../../src/core/compliance/rules/access/networkPolicyMissing.js';
import { serviceAccountExists } from '../../../../../../src/core/compliance/rules/access/serviceAccountExists.js';
import { check, checkFiles } from '../../ruleCheck.js';

function deployment(name: string, spec = '', labels = `{ app: ${name} }`): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: shop }
spec:
  template:
    metadata: { labels: ${labels} }
    spec:
${spec}      containers: [{ name: main, image: 'main:1' }]
`;
}
const policy = (selector: string, namespace = 'shop'): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: policy, namespace: ${namespace} }\nspec: { podSelector: ${selector} }\n`;
const account = (name: string, namespace = 'shop'): string =>
  `apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: "${name}", namespace: ${namespace} }\n`;

describe('k8s/network-policy-missing', () => {
  const found = (files: Readonly<Record<string, string>>): readonly string[] =>
    checkFiles(files, [networkPolicyMissing]);
  const MISSING = [
    'k8s/a.yaml:3 No network policy selects the pods of Deployment “a”: every pod of the cluster can talk to them.',
  ];

  for (const [title, files, expected] of [
    ['none at all', {}, MISSING],
    ['one for the pods', { 'k8s/policy.yaml': policy('{ matchLabels: { app: a } }') }, []],
    ['one for the whole namespace', { 'k8s/policy.yaml': policy('{}') }, []],
    ['one for other pods', { 'k8s/policy.yaml': policy('{ matchLabels: { app: b } }') }, MISSING],
    ['one in another namespace', { 'k8s/policy.yaml': policy('{}', 'other') }, MISSING],
    ['one that a template fills in', { 'k8s/policy.yaml': policy('{ matchLabels: { app: "{{ .x }}" } }') }, []],
    ['a file that cannot be read', { 'k8s/policy.yaml': 'a: [' }, []],
    [
      'a policy of another network',
      { 'k8s/p.yaml': 'apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nmetadata: { name: a }\n' },
      [],
    ],
  ] as const)
    it(`looks for policies: ${title}`, () => {
      assert.deepEqual(found({ 'k8s/a.yaml': deployment('a'), ...files }), expected);
    });

  it('says nothing of pods whose labels a template fills in', () => {
    assert.deepEqual(
      found({
        'k8s/a.yaml': deployment('a', '', '{ app: "{{ .x }}" }'),
        'k8s/p.yaml': policy('{ matchLabels: { app: a } }'),
      }),
      [],
    );
  });

  it('writes a policy that lets nobody in, which is enough for itself', () => {
    const text = deployment('a', '', '{ app: a, version: "1.0" }');
    const [first] = check(text, [networkPolicyMissing], { path: 'k8s/a.yaml' });
    const fix = first?.finding.fixes?.()[0];
    assert.equal(fix?.newFile?.path, 'k8s/a-network-policy.yaml');
    assert.deepEqual(found({ 'k8s/a.yaml': text, [fix.newFile.path]: fix.newFile.text }), []);
    assert.match(fix.newFile.text, / {6}version: "1\.0"\n/);
    assert.deepEqual(first?.finding.subject, { kind: 'Deployment', name: 'a', namespace: 'shop' });
  });
});

describe('k8s/service-account-exists', () => {
  const found = (
    spec: string,
    files: Readonly<Record<string, string>>,
    options?: { elsewhere: string[] },
  ): readonly string[] =>
    checkFiles({ 'k8s/a.yaml': deployment('a', spec), ...files }, [serviceAccountExists], options);
  const NAMED = '      serviceAccountName: shop\n';
  const MISSING = ['k8s/a.yaml:8 Deployment “a” uses the service account “shop”, which is in no file of this folder.'];

  for (const [title, spec, files, expected] of [
    ['it is there', NAMED, { 'k8s/b.yaml': account('shop') }, []],
    ['another one is there', NAMED, { 'k8s/b.yaml': account('shopp') }, MISSING],
    ['the old name of the field', '      serviceAccount: shop\n', { 'k8s/b.yaml': account('b') }, MISSING],
    ['it is in another namespace', NAMED, { 'k8s/b.yaml': account('shop', 'other') }, MISSING],
    ['it may be there', NAMED, { 'k8s/b.yaml': account('{{ .name }}') }, []],
    ['the folder has no accounts', NAMED, {}, []],
    ['the one that is always there', '      serviceAccountName: default\n', { 'k8s/b.yaml': account('b') }, []],
    ['no account', '', { 'k8s/b.yaml': account('b') }, []],
    ['a template', '      serviceAccountName: "{{ .x }}"\n', { 'k8s/b.yaml': account('b') }, []],
    ['a wrong type', '      serviceAccountName: [shop]\n', { 'k8s/b.yaml': account('b') }, []],
  ] as const)
    it(`looks for accounts: ${title}`, () => {
      assert.deepEqual(found(spec, files), expected);
    });

  it('leaves out those that are made elsewhere', () => {
    assert.deepEqual(found(NAMED, { 'k8s/b.yaml': account('b') }, { elsewhere: ['shop'] }), []);
  });
});
