import assert from 'node:assert/strict';
import fc from 'fast-check';
import { POD_SECURITY_RULES } from '../../../../../../src/core/compliance/rules/podSecurityRules.js';
import { check, edited } from '../../ruleCheck.js';
import { findIn, findInPod, pod } from './podCheck.js';

const marked = (id: string, spec: string, version?: string): readonly string[] =>
  findInPod(id, spec, version).map(found => found.marked);

describe('Pod Security, pod by pod', () => {
  describe('what a pod says for its containers', () => {
    const TWO = (first: string, second: string, context = ''): string =>
      `${context === '' ? '' : `  securityContext: ${context}\n`}  containers:
    - name: front
      image: front:1.4.2
      securityContext: ${first}
    - name: back
      image: back:1.4.2
      securityContext: ${second}`;

    it('holds for those that say nothing', () => {
      assert.deepEqual(marked('k8s/run-as-non-root', TWO('{}', '{}', '{ runAsNonRoot: true }')), []);
      const profile = '{ seccompProfile: { type: RuntimeDefault } }';
      assert.deepEqual(marked('k8s/seccomp-restricted', TWO('{}', '{}', profile)), []);
    });

    it('is asked for once where no container says it', () => {
      assert.deepEqual(marked('k8s/run-as-non-root', TWO('{}', '{}')), ['spec']);
      assert.deepEqual(marked('k8s/run-as-non-root', TWO('{}', '{}', '{}')), ['securityContext']);
      assert.deepEqual(marked('k8s/seccomp-restricted', TWO('{}', '{}', '{ seccompProfile: {} }')), ['seccompProfile']);
    });

    it('is asked for where a container lacks what another has', () => {
      assert.deepEqual(marked('k8s/run-as-non-root', TWO('{ runAsNonRoot: true }', '{ runAsUser: 7 }')), [
        'securityContext',
      ]);
      const profile = '{ seccompProfile: { type: Localhost } }';
      const [found] = findInPod('k8s/seccomp-restricted', TWO(profile, '~'));
      assert.equal(found?.text, 'The container “back” sets no seccomp profile, and its pod sets none either.');
    });

    it('is wrong even where every container says otherwise, as in admission', () => {
      const good = '{ runAsNonRoot: true }';
      assert.deepEqual(marked('k8s/run-as-non-root', TWO(good, good, '{ runAsNonRoot: false }')), ['false']);
      assert.deepEqual(marked('k8s/run-as-non-root', TWO('{ runAsNonRoot: false }', '{}', good)), ['false']);
      const off = '{ seccompProfile: { type: Unconfined } }';
      assert.deepEqual(marked('k8s/seccomp-restricted', TWO('~', off, '{ seccompProfile: { type: Unconfined } }')), [
        'Unconfined',
        'Unconfined',
      ]);
    });

    it('is not asked for where it has a value that the API server refuses', () => {
      assert.deepEqual(marked('k8s/run-as-non-root', TWO('{ runAsNonRoot: "true" }', '{ runAsNonRoot: [] }')), []);
      assert.deepEqual(marked('k8s/run-as-non-root', TWO('{}', '{}', '{ runAsNonRoot: 7 }')), []);
      assert.deepEqual(marked('k8s/seccomp-restricted', TWO('7', '[]')), []);
    });
  });

  it('asks Windows pods for what Windows has', () => {
    const windows = pod('stdin: true', 'os: { name: windows }');
    for (const id of ['k8s/seccomp-restricted', 'k8s/capabilities-restricted', 'k8s/allow-privilege-escalation'])
      assert.deepEqual(marked(id, windows), [], id);
    assert.deepEqual(marked('k8s/seccomp-restricted', windows, '1.24'), ['spec']);
    assert.deepEqual(marked('k8s/allow-privilege-escalation', windows, '1.24'), ['front']);
    assert.deepEqual(marked('k8s/read-only-root-fs', windows), []);
    assert.deepEqual(marked('k8s/run-as-non-root', windows), ['spec']);
    assert.deepEqual(marked('k8s/seccomp-restricted', pod('stdin: true', 'os: { name: linux }')), ['spec']);
  });

  it('lets pods with users of their own be root, from 1.35 on', () => {
    const root = pod('securityContext: { runAsUser: 0, procMount: Unmasked }', 'hostUsers: false');
    assert.deepEqual(marked('k8s/run-as-non-root', root), []);
    assert.deepEqual(marked('k8s/run-as-user-zero', root), []);
    assert.deepEqual(marked('k8s/run-as-non-root', root, '1.34'), ['spec']);
    assert.deepEqual(marked('k8s/run-as-user-zero', root, '1.34'), ['0']);
    const finding = (spec: string, version?: string) => findInPod('k8s/proc-mount', spec, version)[0]?.finding;
    assert.equal(finding(root)?.check, 'procMount_restricted');
    assert.equal(finding(root)?.severity, 'info');
    assert.equal(finding(root, '1.34')?.check, 'procMount');
    assert.equal(finding(root.replace('false', 'true'))?.check, 'procMount');
    assert.equal(finding(root.replace('false', 'true'))?.severity, 'error');
  });

  it('reads profiles in annotations of the pods, not of what makes them', () => {
    const deployment = (own: string, ofPods: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  annotations: ${own}
spec:
  template:
    metadata:
      annotations: ${ofPods}
    spec:
      containers: [{ name: shop }]
`;
    const appArmor = 'container.apparmor.security.beta.kubernetes.io/shop';
    const text = deployment(`{ ${appArmor}: unconfined }`, `{ ${appArmor}: runtime/other }`);
    assert.deepEqual(
      findIn('k8s/apparmor', text).map(found => found.marked),
      ['runtime/other'],
    );
    for (const allowed of ['runtime/default', 'localhost/shop', '""'])
      assert.deepEqual(findIn('k8s/apparmor', deployment('{}', `{ ${appArmor}: ${allowed} }`)), []);
    const seccomp = 'seccomp.security.alpha.kubernetes.io/pod';
    const old = deployment(
      '{}',
      `{ ${seccomp}: unconfined, container.${seccomp.replace('pod', 'shop')}: docker/default }`,
    );
    assert.equal(findIn('k8s/seccomp-baseline', old, '1.18')[0]?.marked, 'unconfined');
    assert.equal(findIn('k8s/seccomp-baseline', old, '1.18').length, 1);
    assert.deepEqual(findIn('k8s/seccomp-baseline', old), []);
  });

  it('looks at every kind of container, of every kind that makes pods, in lists as well', () => {
    const lists = ['containers', 'initContainers', 'ephemeralContainers'];
    const spec = `{ ${lists.map(list => `${list}: [{ name: a, securityContext: { privileged: true } }]`).join(', ')} }`;
    const kinds = [
      `{ apiVersion: v1, kind: Pod, spec: ${spec} }`,
      `{ apiVersion: batch/v1, kind: CronJob, spec: { jobTemplate: { spec: { template: { spec: ${spec} } } } } }`,
      `{ apiVersion: v1, kind: PodTemplate, template: { spec: ${spec} } }`,
      `{ apiVersion: v1, kind: List, items: [{ apiVersion: apps/v1, kind: DaemonSet, spec: { template: { spec: ${spec} } } }] }`,
    ];
    for (const text of kinds) assert.equal(findIn('k8s/privileged', text).length, 3, text);
  });

  it('leaves kinds of others alone, whatever they are called', () => {
    const spec = '{ containers: [{ name: a, securityContext: { privileged: true } }] }';
    for (const apiVersion of ['example.com/v1', 'apps.example.com/v1', 'v1beta1.example.com/v1'])
      assert.deepEqual(findIn('k8s/privileged', `{ apiVersion: ${apiVersion}, kind: Pod, spec: ${spec} }`), []);
    assert.deepEqual(
      findIn(
        'k8s/privileged',
        `{ apiVersion: example.com/v1, kind: Deployment, spec: { template: { spec: ${spec} } } }`,
      ),
      [],
    );
  });

  it('calls a container without a name by its place', () => {
    const [found] = findInPod('k8s/privileged', '  initContainers: [{}, { securityContext: { privileged: true } }]');
    assert.match(found?.text ?? '', /“initContainers\[1\]”/);
  });
});

describe('Fixes for Pod Security', () => {
  const mended = (id: string, spec: string, index = 0): string | undefined => {
    const text = `apiVersion: v1\nkind: Pod\nspec:\n${spec}\n`;
    const [found] = findIn(id, text);
    const fix = found?.finding.fixes?.()[index];
    return fix && edited(text, fix.edits).replace('apiVersion: v1\nkind: Pod\nspec:\n', '');
  };

  it('take a mapping away with its only entry', () => {
    const lines =
      '  containers:\n    - name: shop\n      securityContext:\n        privileged: true\n      image: shop';
    assert.equal(mended('k8s/privileged', lines), '  containers:\n    - name: shop\n      image: shop\n');
    assert.equal(mended('k8s/privileged', lines, 1), `${lines.replace('true', 'false')}\n`);
  });

  it('take a list away with its only item', () => {
    const lines = `  containers:
    - name: shop
      image: shop
      securityContext:
        runAsNonRoot: true
        capabilities:
          add:
            - SYS_ADMIN`;
    assert.equal(mended('k8s/capabilities-baseline', lines), `${lines.split('\n').slice(0, 5).join('\n')}\n`);
    assert.equal(mended('k8s/capabilities-restricted', lines), `${lines}\n          drop:\n            - ALL\n`);
  });

  it('add to what is there, in its style', () => {
    assert.equal(
      mended(
        'k8s/capabilities-restricted',
        '  containers: [{ name: shop, image: shop, securityContext: { capabilities: { drop: [NET_RAW] } } }]',
      ),
      '  containers: [{ name: shop, image: shop, securityContext: { capabilities: { drop: [NET_RAW, ALL] } } }]\n',
    );
    assert.equal(
      mended('k8s/run-as-non-root', '  containers:\n  - name: shop\n    image: shop\n  securityContext: {}'),
      '  containers:\n  - name: shop\n    image: shop\n  securityContext: { runAsNonRoot: true }\n',
    );
    assert.equal(
      mended('k8s/allow-privilege-escalation', '  containers:\n  - name: shop\n    image: shop\n    securityContext:'),
      '  containers:\n  - name: shop\n    image: shop\n    securityContext:\n      allowPrivilegeEscalation: false\n',
    );
  });

  it('give a read-only container a folder at /tmp, once', () => {
    const lines = '  containers:\n    - name: shop\n      image: shop';
    assert.equal(
      mended('k8s/read-only-root-fs', lines, 1),
      `${lines}
      securityContext:
        readOnlyRootFilesystem: true
      volumeMounts:
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: tmp
      emptyDir: {}
`,
    );
    assert.equal(
      mended('k8s/read-only-root-fs', `${lines}\n      volumeMounts: [{ name: a, mountPath: /tmp }]`, 1),
      undefined,
    );
    assert.equal(mended('k8s/read-only-root-fs', `${lines}\n  volumes: [{ name: tmp, secret: {} }]`, 1), undefined);
    assert.match(
      mended('k8s/read-only-root-fs', `${lines}\n  volumes:\n    - name: tmp\n      emptyDir: {}`, 1) ?? '',
      /\/tmp/,
    );
  });

  it('are not offered where Kubernetes would refuse what they make', () => {
    const contexts = [
      '{ privileged: true }',
      '{ capabilities: { add: [SYS_ADMIN] } }',
      '{ capabilities: { add: [CAP_SYS_ADMIN] } }',
    ];
    for (const context of contexts)
      assert.equal(
        mended('k8s/allow-privilege-escalation', `  containers: [{ securityContext: ${context} }]`),
        undefined,
      );
  });

  it('are not offered for what is shared by an anchor', () => {
    const lines =
      '  containers:\n    - name: a\n      securityContext: &s\n        privileged: true\n    - name: b\n      securityContext: *s';
    assert.equal(mended('k8s/privileged', lines), undefined);
  });
});

describe('Odd input for Pod Security', () => {
  const KEYS = [
    ...[
      'containers',
      'initContainers',
      'volumes',
      'securityContext',
      'capabilities',
      'add',
      'drop',
      'ports',
      'lifecycle',
    ],
    ...['seccompProfile', 'appArmorProfile', 'seLinuxOptions', 'windowsOptions', 'type', 'hostPath', 'path', 'sysctls'],
    ...['name', 'os', 'hostUsers', 'livenessProbe', 'httpGet', 'host', 'runAsUser', 'runAsNonRoot', 'metadata', '<<'],
    ...['hostProcess', 'preStop', 'hostPort', 'procMount', 'readOnlyRootFilesystem', 'allowPrivilegeEscalation', 'nfs'],
  ];
  const value = fc.letrec<{ node: unknown }>(tie => ({
    node: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, true, false, 0, -1, 'true', 'ALL', 'Unconfined', 'windows', ''),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...KEYS), tie('node'), { maxKeys: 6 }),
    ),
  })).node;

  it('is taken without a complaint of our own, and every fix leaves a document that can be read', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...KEYS), value, { maxKeys: 8 }), spec => {
        const text = JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: {}, spec });
        for (const { finding } of check(text, POD_SECURITY_RULES))
          for (const fix of finding.fixes?.() ?? []) {
            const after = check(edited(text, fix.edits), POD_SECURITY_RULES);
            assert.ok(!after.some(found => found.finding.rule.startsWith('engine/')), fix.title);
          }
      }),
      { numRuns: 300 },
    );
  });
});

describe('Templates and Pod Security', () => {
  it('leave unknown what a template writes', () => {
    const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.name" . }}
spec:
  template:
    spec:
      securityContext:
        {{- toYaml .Values.podSecurityContext | nindent 8 }}
      hostNetwork: {{ .Values.hostNetwork }}
      hostUsers: {{ .Values.hostUsers }}
      os:
        name: {{ .Values.os }}
      containers:
        - name: {{ .Chart.Name }}
          securityContext:
            {{- toYaml .Values.securityContext | nindent 12 }}
          ports:
            - containerPort: 8080
              hostPort: {{ .Values.hostPort }}
      volumes:
        - name: data
          hostPath: {{ .Values.data }}
`;
    assert.deepEqual(
      check(text, POD_SECURITY_RULES).map(found => found.text),
      [],
    );
  });

  it('leave known what they do not write', () => {
    const text = `apiVersion: v1
kind: Pod
metadata:
  name: {{ .Release.Name }}
spec:
  hostPID: true
  containers:
    - name: shop
      image: {{ .Values.image }}
      resources:
        {{- toYaml .Values.resources | nindent 8 }}
      securityContext:
        capabilities:
          drop:
            {{- toYaml .Values.dropped | nindent 12 }}
`;
    assert.deepEqual(
      check(text, POD_SECURITY_RULES).map(({ finding, marked: what }) => `${finding.rule} ${what}`),
      [
        'k8s/seccomp-restricted spec',
        'k8s/run-as-non-root spec',
        'k8s/host-namespaces true',
        'k8s/allow-privilege-escalation securityContext',
        'k8s/read-only-root-fs securityContext',
      ],
    );
  });
});
