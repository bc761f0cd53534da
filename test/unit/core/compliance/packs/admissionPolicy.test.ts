import assert from 'node:assert/strict';
import { pluralOf } from '../../../../../src/core/compliance/packs/admissionPolicy.js';
import { engineRule } from '../../../../../src/core/compliance/packs/engineRule.js';
import { readPack } from '../../../../../src/core/compliance/packs/readPack.js';
import { check } from '../ruleCheck.js';
import { problemsOf } from './packCheck.js';

const policy = (spec: string): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata:
  name: Replicas
  annotations: { golden-path.dev/severity: warning }
spec:
  failurePolicy: Fail
  matchConstraints:
    resourceRules:
      - { apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments] }
${spec}`;

const BINDING =
  '---\napiVersion: admissionregistration.k8s.io/v1\nkind: ValidatingAdmissionPolicyBinding\nmetadata: { name: b }\n';

const deployment = (spec: string, more = ''): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\n${more}spec:\n${spec}`;

const found = (text: string, file: string) =>
  check(
    file,
    readPack(text).rules.map(rule => engineRule(rule, {})),
  ).map(({ line, marked, text: says, finding }) => `${finding.rule} ${finding.severity} ${line} “${marked}” ${says}`);

describe('Admission policies as packs', () => {
  const replicas = policy(`  variables:
    - { name: replicas, expression: object.spec.replicas }
  matchConditions:
    - { name: not-ours, expression: "!(object.metadata.name in ['ours'])" }
  validations:
    - expression: object.spec.replicas <= 5
      messageExpression: "'there are ' + string(variables.replicas) + ' replicas'"
      reason: Invalid
    - expression: has(object.metadata.labels) && 'team' in object.metadata.labels
      message: Say whose it is.
`);

  it('find what the API server would refuse, with the place', () => {
    assert.deepEqual(problemsOf(replicas + BINDING), []);
    assert.deepEqual(found(replicas + BINDING, deployment('  replicas: 7\n')), [
      'policy/replicas warning 3 “metadata” Say whose it is.',
      'policy/replicas warning 6 “7” there are 7 replicas',
    ]);
    assert.deepEqual(found(replicas, deployment('  replicas: 5\n', '  labels: { team: a }\n')), []);
  });

  it('leave out what they are not asked about', () => {
    assert.deepEqual(found(replicas, deployment('  replicas: 7\n').replace('name: shop', 'name: ours')), []);
    assert.deepEqual(found(replicas, deployment('  replicas: 7\n').replace('Deployment', 'StatefulSet')), []);
    const deleted = replicas.replace('[CREATE, UPDATE]', '[DELETE]');
    assert.deepEqual(found(deleted, deployment('  replicas: 7\n')), []);
  });

  it('say nothing where the API server would have filled in a default', () => {
    assert.deepEqual(
      found(policy('  validations: [{ expression: object.spec.replicas <= 5 }]\n'), deployment('  paused: true\n')),
      [],
    );
  });

  it('keep to selectors, as far as labels are known', () => {
    const selecting = (selector: string): string =>
      policy('  validations: [{ expression: "false" }]\n').replace('    resourceRules', `${selector}    resourceRules`);
    const objects = selecting('    objectSelector: { matchExpressions: [{ key: exempt, operator: DoesNotExist }] }\n');
    assert.equal(found(objects, deployment('  a: 1\n')).length, 1);
    assert.equal(found(objects, deployment('  a: 1\n', '  labels: { exempt: "true" }\n')).length, 0);
    const names = selecting(
      '    namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system] }] }\n',
    );
    assert.equal(found(names, deployment('  a: 1\n')).length, 1);
    assert.equal(found(names, deployment('  a: 1\n', '  namespace: kube-system\n')).length, 0);
    const labels = selecting('    namespaceSelector: { matchLabels: { environment: prod } }\n');
    assert.equal(found(labels, deployment('  a: 1\n')).length, 0);
  });

  it('do without what only a cluster knows', () => {
    const parameters = policy(`  paramKind: { apiVersion: v1, kind: ConfigMap }
  validations: [{ expression: object.spec.replicas <= int(params.data.most) }]
`);
    assert.deepEqual(found(parameters, deployment('  replicas: 7\n')), []);
    assert.match(problemsOf(parameters)[0]!, /^pack\/unsupported “paramKind”/);
    const authorizer = policy(`  validations:
    - expression: authorizer.group('').resource('pods').check('get').allowed()
    - expression: object.spec.replicas < 3
`);
    assert.match(problemsOf(authorizer)[0]!, /^pack\/unsupported/);
    assert.equal(found(authorizer, deployment('  replicas: 7\n')).length, 1);
  });

  it('show where an expression is wrong', () => {
    assert.deepEqual(problemsOf(policy('  validations: [{ expression: object.a == nothing }]\n')), [
      'pack/expression “nothing” There is no variable nothing.',
    ]);
  });

  it('know resources by their kinds', () => {
    for (const [kind, plural] of Object.entries({
      Pod: 'pods',
      Ingress: 'ingresses',
      NetworkPolicy: 'networkpolicies',
      Endpoints: 'endpoints',
      Gateway: 'gateways',
    }))
      assert.equal(pluralOf(kind), plural);
  });
});
