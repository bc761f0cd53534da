import assert from 'node:assert/strict';
import { ACCESS_RULES } from '../../../../../../src/core/compliance/rules/accessRules.js';
import { isAllowedRegistry, parseImage } from '../../../../../../src/core/compliance/rules/access/imageReference.js';
import { FileSurroundings, textLookup } from '../../../../../../src/core/compliance/surroundings/fileSurroundings.js';
import { check, edited, type CheckOptions } from '../../ruleCheck.js';
import { objectWith, podWith } from './accessTexts.js';

const found = (id: string, text: string, settings: CheckOptions = {}) =>
  check(
    text,
    ACCESS_RULES.filter(rule => rule.id === id),
    settings,
  );
const checks = (id: string, text: string, settings?: CheckOptions) =>
  found(id, text, settings).map(({ finding }) => finding.check);
const around = (files: Readonly<Record<string, string>>) =>
  new FileSurroundings({ files: textLookup(new Map(Object.entries(files))) });
const image = (name: string): string => podWith(`      image: ${name}`);

describe('Rules for images', () => {
  for (const [name, expected] of [
    ['nginx', { repository: 'nginx' }],
    ['nginx:1.29', { repository: 'nginx', tag: '1.29' }],
    ['library/nginx', { repository: 'library/nginx' }],
    ['localhost/nginx', { registry: 'localhost', repository: 'nginx' }],
    ['r.example.com:5000/a/b:1', { registry: 'r.example.com:5000', repository: 'a/b', tag: '1' }],
    ['r.example.com/a@sha256:0123', { registry: 'r.example.com', repository: 'a', digest: 'sha256:0123' }],
    ['a:1@sha256:0123', { repository: 'a', tag: '1', digest: 'sha256:0123' }],
  ] as const)
    it(`read the name ${name}`, () => {
      assert.deepEqual(parseImage(name), { registry: undefined, tag: undefined, digest: undefined, ...expected });
    });

  for (const name of [
    '',
    '$IMAGE',
    '${IMAGE}:1',
    '<image>',
    'a:<version>',
    'IMAGE',
    'a b',
    'ko://a/b',
    '{{ .x }}',
    ':1',
    'a:',
    '/a',
    'x'.repeat(600),
  ])
    it(`take “${name.slice(0, 20)}” for no name of an image`, () => {
      assert.equal(parseImage(name), undefined);
    });

  for (const [name, expected] of [
    ['nginx', ['missing']],
    ['nginx:latest', ['mutable']],
    ['nginx:Main', ['mutable']],
    ['nginx:latest-alpine', ['mutable']],
    ['nginx:1.29-latest', []],
    ['r.example.com:5000/nginx', ['missing']],
    ['nginx:1.29', []],
    ['nginx:latest@sha256:0123', []],
    ['"{{ .Values.image }}"', []],
    ['"nginx:{{ .Values.tag }}"', []],
    ['$(IMAGE)', []],
    ['[a]', []],
    ['', []],
  ] as const)
    it(`look at the tag of ${name}`, () => {
      assert.deepEqual(checks('k8s/image-tag', image(name)), expected);
    });

  it('look at every container, and at images that are mounted', () => {
    const text = `apiVersion: v1
kind: Pod
metadata: { name: shop }
spec:
  containers: [{ name: a, image: a }]
  initContainers: [{ name: b, image: b }]
  ephemeralContainers: [{ name: c, image: c }]
  volumes: [{ name: d, image: { reference: d } }]
`;
    assert.deepEqual(
      found('k8s/image-tag', text).map(each => each.marked),
      ['a', 'b', 'c', 'd'],
    );
  });

  it('say nothing of a tag that a kustomization or Skaffold names', () => {
    const path = 'deploy/base/app.yaml';
    const settled: Record<string, string>[] = [
      { 'deploy/base/kustomization.yaml': 'images: [{ name: nginx, newTag: "1.29" }]\n' },
      { 'skaffold.yaml': 'build: { artifacts: [{ image: nginx }] }\n' },
    ];
    for (const files of settled)
      assert.deepEqual(checks('k8s/image-tag', image('nginx'), { path, surroundings: around(files) }), []);
    const other = around({ 'kustomization.yaml': 'images: [{ name: nginx-proxy }]\n' });
    assert.deepEqual(checks('k8s/image-tag', image('nginx'), { path, surroundings: other }), ['missing']);
  });

  it('allow registries by host, path and sub-domain', () => {
    const allowed = (name: string, ...entries: string[]): boolean => {
      const parsed = parseImage(name);
      assert.ok(parsed);
      return isAllowedRegistry(parsed, entries);
    };
    assert.ok(allowed('r.example.com/a:1', 'r.example.com'));
    assert.ok(allowed('r.example.com/team/a:1', 'r.example.com/team/*'));
    assert.ok(allowed('eu.example.com/a:1', '*.example.com'));
    assert.ok(allowed('nginx', 'docker.io/library'));
    assert.ok(!allowed('r.example.com/teams/a:1', 'r.example.com/team'));
    assert.ok(!allowed('r.example.com.evil.org/a:1', 'r.example.com'));
    assert.ok(!allowed('evilexample.com/a:1', '*.example.com'));
    assert.ok(!allowed('nginx', 'r.example.com'));
  });

  it('name the registry where copies are', () => {
    const options = {
      allowed: ['m.example.com'],
      mirrors: { 'docker.io': 'm.example.com/docker/', 'quay.io': 'm.example.com/quay' },
    };
    const mended = (name: string): string | undefined =>
      found('k8s/image-registry', image(name), { options })[0]?.finding.fixes?.()[0]?.edits[0]?.text;
    assert.equal(mended('nginx:1.29'), 'm.example.com/docker/library/nginx:1.29');
    assert.equal(mended('quay.io/a/b@sha256:0123'), 'm.example.com/quay/a/b@sha256:0123');
    assert.equal(mended('ghcr.io/a/b:1'), undefined);
    assert.deepEqual(checks('k8s/image-registry', image('ghcr.io/a/b:1'), { options }), ['foreign']);
    assert.deepEqual(checks('k8s/image-registry', image('m.example.com/x:1'), { options }), []);
    assert.deepEqual(checks('k8s/image-registry', image('nginx:1'), { options: { allowed: 'x', mirrors: [] } }), [
      'implicit',
    ]);
  });
});

describe('k8s/default-service-account', () => {
  const pod = (spec: string): string => podWith('      image: a:1', spec);

  for (const [title, text, expected] of [
    ['no account', pod(''), ['pod']],
    ['an empty one', pod('  serviceAccountName:\n'), ['pod']],
    ['“default”', pod('  serviceAccountName: default\n'), ['pod']],
    ['the old name of the field', pod('  serviceAccount: default\n'), ['pod']],
    ['a token that is asked for', pod('  automountServiceAccountToken: true\n'), ['pod']],
    ['an account of its own', pod('  serviceAccountName: shop\n'), []],
    ['an account by the old name', pod('  serviceAccount: shop\n'), []],
    ['no token', pod('  automountServiceAccountToken: false\n'), []],
    ['a template', pod('  serviceAccountName: "{{ .Values.account }}"\n'), []],
    ['a template for the token', pod('  automountServiceAccountToken: {{ .Values.token }}\n'), []],
    ['lines of a template', pod('  {{- toYaml .Values.pod | nindent 2 }}\n'), []],
    ['wrong types', pod('  serviceAccountName: [default]\n'), []],
    ['the account itself', 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default }\n', ['account']],
    [
      'the account with its token kept',
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: default }\nautomountServiceAccountToken: false\n',
      [],
    ],
    ['another account', 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: shop }\n', []],
    [
      'a binding',
      objectWith('rbac.authorization.k8s.io/v1', 'RoleBinding', 'subjects: [{ kind: ServiceAccount, name: default }]'),
      ['binding'],
    ],
    [
      'a binding for a person',
      objectWith('rbac.authorization.k8s.io/v1', 'RoleBinding', 'subjects: [{ kind: User, name: default }]'),
      [],
    ],
  ] as const)
    it(`looks at ${title}`, () => {
      assert.deepEqual(checks('k8s/default-service-account', text), expected);
    });

  it('keeps the token of the account', () => {
    const text = 'apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: default\n';
    const fix = found('k8s/default-service-account', text)[0]?.finding.fixes?.()[0];
    assert.equal(edited(text, fix?.edits ?? []), `${text}automountServiceAccountToken: false\n`);
  });
});

describe('k8s/automount-sa-token', () => {
  const pod = (spec: string): string => podWith('      image: a:1', spec);
  const PROJECTED = '  volumes: [{ projected: { sources: [{ serviceAccountToken: { audience: a } }] } }]\n';

  for (const [title, text, expected] of [
    ['nothing', pod(''), ['spec']],
    ['a wish for the token', pod('  automountServiceAccountToken: true\n'), ['true']],
    ['a wish as YAML 1.1 has it', pod('  automountServiceAccountToken: yes\n'), ['yes']],
    ['the shared account', pod('  serviceAccountName: default\n'), ['spec']],
    ['no token', pod('  automountServiceAccountToken: false\n'), []],
    ['an account of its own', pod('  serviceAccountName: shop\n'), []],
    ['an account of its own with a token', pod('  serviceAccount: shop\n  automountServiceAccountToken: true\n'), []],
    ['a token that it mounts itself', pod(PROJECTED), []],
    ['a text', pod('  automountServiceAccountToken: "true"\n'), []],
    ['a template', pod('  automountServiceAccountToken: {{ .Values.token }}\n'), []],
    ['an account from a template', pod('  serviceAccountName: "{{ .Values.account }}"\n'), []],
    ['lines of a template', pod('  {{- toYaml .Values.pod | nindent 2 }}\n'), []],
  ] as const)
    it(`looks at ${title}`, () => {
      assert.deepEqual(
        found('k8s/automount-sa-token', text).map(each => each.marked),
        expected,
      );
    });
});

describe('k8s/default-namespace', () => {
  const deployment = (metadata: string): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop${metadata} }\nspec: { template: { spec: { containers: [] } } }\n`;

  for (const [title, text, expected] of [
    ['“default”', deployment(', namespace: default'), ['default']],
    ['none', deployment(''), ['missing']],
    ['one of its own', deployment(', namespace: shop'), []],
    ['a template', deployment(', namespace: "{{ .Release.Namespace }}"'), []],
    ['a chart that names none', deployment(', labels: "{{ .x }}"'), []],
    ['a Service in default', objectWith('v1', 'Service', '  namespace: default'), ['default']],
    ['a Service without one', objectWith('v1', 'Service', ''), []],
    [
      'the Service of the API server',
      'apiVersion: v1\nkind: Service\nmetadata: { name: kubernetes, namespace: default }\n',
      [],
    ],
    ['a role for the namespace', objectWith('rbac.authorization.k8s.io/v1', 'Role', '  namespace: default'), []],
    ['a kind that has none', objectWith('v1', 'Namespace', ''), []],
    ['a kind of somebody else', objectWith('example.com/v1', 'Deployment', ''), []],
    ['wrong types', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: []\nspec: { template: { spec: {} } }\n', []],
  ] as const)
    it(`looks at the namespace: ${title}`, () => {
      assert.deepEqual(checks('k8s/default-namespace', text), expected);
    });

  it('leaves it to a kustomization or a chart to place an object', () => {
    const path = 'deploy/base/app.yaml';
    for (const file of ['deploy/base/kustomization.yaml', 'deploy/Chart.yaml', 'skaffold.yaml'])
      assert.deepEqual(
        checks('k8s/default-namespace', deployment(''), { path, surroundings: around({ [file]: 'x' }) }),
        [],
      );
    const elsewhere = around({ 'other/kustomization.yaml': 'x' });
    assert.deepEqual(checks('k8s/default-namespace', deployment(''), { path, surroundings: elsewhere }), ['missing']);
  });
});

describe('k8s/service-exposure', () => {
  const service = (spec: string, annotations = ''): string =>
    `apiVersion: v1\nkind: Service\nmetadata: { name: shop${annotations} }\nspec: ${spec}\n`;
  const ingress = (spec: string, annotations = ''): string =>
    `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: { name: shop, annotations: { ${annotations} } }\nspec: ${spec}\n`;
  const RULE = '{ host: shop.example.com, http: {} }';

  for (const [title, text, expected] of [
    ['a port of every node', service('{ type: NodePort }'), ['node-port']],
    ['an address of its own', service('{ type: LoadBalancer }'), ['load-balancer']],
    [
      'an address inside',
      service('{ type: LoadBalancer }', ', annotations: { networking.gke.io/load-balancer-type: Internal }'),
      [],
    ],
    ['an address for some', service('{ type: LoadBalancer, loadBalancerSourceRanges: [10.0.0.0/8] }'), []],
    ['another load balancer', service('{ type: LoadBalancer, loadBalancerClass: tailscale }'), []],
    [
      'an address that a template decides on',
      service('{ type: LoadBalancer }', ', annotations: "{{ .Values.annotations }}"'),
      [],
    ],
    ['a type from a template', service('{ type: "{{ .Values.type }}" }'), []],
    ['external addresses', service('{ externalIPs: [192.0.2.1] }'), ['external-ips']],
    ['no external addresses', service('{ externalIPs: [] }'), []],
    ['an inner Service', service('{ type: ClusterIP }'), []],
    ['wrong types', service('[]'), []],
    ['an Ingress without TLS', ingress(`{ rules: [${RULE}] }`), ['no-tls']],
    ['an empty TLS', ingress(`{ tls: [], rules: [${RULE}] }`), ['no-tls']],
    ['an Ingress with TLS', ingress(`{ tls: [{}], rules: [${RULE}] }`), []],
    [
      'a certificate of the cloud',
      ingress(`{ rules: [${RULE}] }`, 'alb.ingress.kubernetes.io/certificate-arn: arn:x'),
      [],
    ],
    ['TLS from a template', ingress(`{ tls: "{{ .Values.tls }}", rules: [${RULE}] }`), []],
    ['every name below one', ingress('{ tls: [{}], rules: [{ host: "*.example.com" }] }'), ['wildcard-host']],
    ['every name', ingress('{ tls: [{}], rules: [{ http: {} }] }'), ['no-host']],
    ['an empty name', ingress('{ tls: [{}], rules: [{ host: "", http: {} }] }'), ['no-host']],
    [
      'a snippet',
      ingress(`{ tls: [{}], rules: [${RULE}] }`, 'nginx.ingress.kubernetes.io/server-snippet: x'),
      ['snippet'],
    ],
    [
      'an injection',
      ingress(`{ tls: [{}], rules: [${RULE}] }`, 'nginx.ingress.kubernetes.io/auth-url: "https://a/;b"'),
      ['injection'],
    ],
    [
      'an address for logins',
      ingress(`{ tls: [{}], rules: [${RULE}] }`, 'nginx.ingress.kubernetes.io/auth-url: "https://a.example.com/x"'),
      [],
    ],
    ['an Ingress of wrong types', ingress('{ tls: 7, rules: [~, 7] }'), []],
  ] as const)
    it(`looks at ${title}`, () => {
      assert.deepEqual(checks('k8s/service-exposure', text), expected);
    });

  it('allows the types that are wanted', () => {
    const options = { types: ['LoadBalancer'] };
    assert.deepEqual(checks('k8s/service-exposure', service('{ type: LoadBalancer }'), { options }), []);
  });
});

describe('k8s/secret-env-ref', () => {
  it('finds single keys and whole Secrets', () => {
    const text = podWith(`      env:
        - { name: A, valueFrom: { secretKeyRef: { name: s, key: k } } }
        - { name: B, valueFrom: { configMapKeyRef: { name: s, key: k } } }
      envFrom:
        - secretRef: { name: s }
        - configMapRef: { name: s }`);
    assert.deepEqual(
      found('k8s/secret-env-ref', text).map(each => each.marked),
      ['secretKeyRef', 'secretRef'],
    );
  });
});

describe('Rules for identity, secrets, network and images', () => {
  it('throw for nothing, whatever is of the wrong type', () => {
    const kinds = [
      'v1/Pod',
      'apps/v1/Deployment',
      'v1/Service',
      'v1/ConfigMap',
      'v1/Secret',
      'networking.k8s.io/v1/Ingress',
      'rbac.authorization.k8s.io/v1/ClusterRole',
      'rbac.authorization.k8s.io/v1/RoleBinding',
      'v1/ServiceAccount',
    ];
    const bodies = [
      'spec: 7',
      'spec: []',
      'spec: { containers: {}, rules: 7, tls: {}, ports: x }',
      'spec: { template: [] }',
      'spec: { template: { spec: { containers: [~, 7, [], {}] } } }',
      'spec: { containers: [{ env: 7, envFrom: {}, args: 7, image: [] }], volumes: 7 }',
      'data: 7\nstringData: []\nrules: {}\nroleRef: []\nsubjects: 7',
      'rules: [~, 7, [], { verbs: {}, resources: [[]], apiGroups: [~] }]',
      'metadata: []',
      'data: &a { a: *a }\nspec: &b { containers: [*b], rules: [*b] }',
    ];
    for (const kind of kinds)
      for (const body of bodies) {
        const slash = kind.lastIndexOf('/');
        const text = `apiVersion: ${kind.slice(0, slash)}\nkind: ${kind.slice(slash + 1)}\n${body}\n`;
        assert.doesNotThrow(
          () =>
            check(
              text,
              ACCESS_RULES.filter(rule => rule.subject !== 'workspace'),
            ),
          text,
        );
      }
  });
});
