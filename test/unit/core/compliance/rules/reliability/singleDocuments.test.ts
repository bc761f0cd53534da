import assert from 'node:assert/strict';
import { parseQuantity } from '../../../../../../src/core/compliance/kubernetes/quantity.js';
import type { AnyRule } from '../../../../../../src/core/compliance/rule.js';
import { promqlProblem } from '../../../../../../src/core/compliance/rules/observability/promqlShape.js';
import { OBSERVABILITY_RULES } from '../../../../../../src/core/compliance/rules/observabilityRules.js';
import { PACKAGING_RULES } from '../../../../../../src/core/compliance/rules/packagingRules.js';
import { deprecatedApi } from '../../../../../../src/core/compliance/rules/reliability/deprecatedApi.js';
import { envAndFieldsHygiene } from '../../../../../../src/core/compliance/rules/reliability/envAndFieldsHygiene.js';
import { memoryLimit } from '../../../../../../src/core/compliance/rules/reliability/memoryLimit.js';
import { probeSanity } from '../../../../../../src/core/compliance/rules/reliability/probeSanity.js';
import { resourceRequests } from '../../../../../../src/core/compliance/rules/reliability/resourceRequests.js';
import { deprecatedFields } from '../../../../../../src/core/compliance/rules/packaging/deprecatedFields.js';
import { RELIABILITY_RULES } from '../../../../../../src/core/compliance/rules/reliabilityRules.js';
import { check, edited } from '../../ruleCheck.js';

function pod(container: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: shop }\nspec:\n  containers:\n    - { name: main, image: main, ${container} }\n`;
}

function checksOf(rule: AnyRule, text: string): readonly string[] {
  return check(text, [rule]).map(({ finding }) => finding.check ?? '');
}

describe('Rules of reliability for single documents', () => {
  it('take a limit for what is asked for, and leave open what a template says', () => {
    const cases: readonly (readonly [container: string, checks: readonly string[]])[] = [
      ['resources: {}', ['cpu', 'memory']],
      ['resources: { limits: { cpu: 1 }, requests: { memory: 1Gi } }', []],
      ['resources: { requests: { cpu: null, memory: 1Gi } }', ['cpu']],
      ['resources: "{{ resources }}"', []],
      ['resources: 7', []],
    ];
    for (const [container, checks] of cases)
      assert.deepEqual(checksOf(resourceRequests, pod(container)), checks, container);
  });

  it('compare limits with requests by what they mean', () => {
    const cases: readonly (readonly [limit: string, request: string, checks: readonly string[]])[] = [
      ['1Gi', '1024Mi', []],
      ['1G', '1Gi', ['below-request']],
      ['"512Mi"', '1Gi', ['below-request']],
      ['much', '1Gi', []],
      ['"{{ limit }}"', '1Gi', []],
    ];
    for (const [limit, request, checks] of cases)
      assert.deepEqual(
        checksOf(memoryLimit, pod(`resources: { limits: { memory: ${limit} }, requests: { memory: ${request} } }`)),
        checks,
        limit,
      );
  });

  it('read quantities as Kubernetes does', () => {
    const cases: readonly (readonly [text: unknown, value: number | undefined])[] = [
      ...([
        ['100m', 0.1],
        ['1.5Gi', 1.5 * 2 ** 30],
        ['1e3', 1000],
        ['2E', 2e18],
        [2, 2],
        ['.5', 0.5],
      ] as const),
      ...([
        ['1 Gi', undefined],
        ['Gi', undefined],
        ['', undefined],
        [true, undefined],
      ] as const),
    ];
    for (const [text, value] of cases) assert.equal(parseQuantity(text), value, String(text));
  });

  it('hold probes to the ports and times that they have', () => {
    const ports = 'ports: [{ name: http, containerPort: 8080 }]';
    const cases: readonly (readonly [container: string, checks: readonly string[]])[] = [
      [`${ports}, livenessProbe: { httpGet: { port: http } }`, []],
      [`${ports}, livenessProbe: { httpGet: { port: web } }`, ['port']],
      ['livenessProbe: { tcpSocket: { port: web } }', ['port']],
      [`${ports}, livenessProbe: { httpGet: { port: "{{ port }}" } }`, []],
      ['livenessProbe: { exec: {}, timeoutSeconds: 20 }', ['timeout']],
      ['livenessProbe: { exec: {}, timeoutSeconds: 20, periodSeconds: 30 }', []],
      ['livenessProbe: { exec: { command: [a] } }, readinessProbe: { exec: { command: ["a"] } }', []],
      ['livenessProbe: { exec: { command: [a] } }, readinessProbe: { exec: { command: [a] } }', ['identical']],
    ];
    for (const [container, checks] of cases) assert.deepEqual(checksOf(probeSanity, pod(container)), checks, container);
  });

  it('judge APIs by the version of the cluster', () => {
    const severities = (apiVersion: string, kind: string, minor: number): readonly string[] =>
      check(`apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: a }\n`, [deprecatedApi], {
        version: { major: 1, minor },
      }).map(({ finding }) => finding.severity);
    assert.deepEqual(severities('policy/v1beta1', 'PodDisruptionBudget', 20), []);
    assert.deepEqual(severities('policy/v1beta1', 'PodDisruptionBudget', 21), ['warning']);
    assert.deepEqual(severities('policy/v1beta1', 'PodDisruptionBudget', 25), ['error']);
    assert.deepEqual(severities('policy/v1', 'PodDisruptionBudget', 37), []);
    assert.deepEqual(severities('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema', 32), ['error']);
    assert.deepEqual(severities('resource.k8s.io/v1beta1', 'ResourceClaim', 37), ['warning']);
    assert.deepEqual(severities('example.com/v1beta1', 'Ingress', 37), []);
  });

  it('change the version of an API only where nothing else is to be changed', () => {
    const fixes = (text: string): number => check(text, [deprecatedApi])[0]?.finding.fixes?.().length ?? -1;
    assert.equal(fixes('apiVersion: batch/v1beta1\nkind: CronJob\n'), 1);
    assert.equal(fixes('apiVersion: networking.k8s.io/v1beta1\nkind: Ingress\n'), 0);
    assert.equal(fixes('apiVersion: apps/v1beta1\nkind: Deployment\nspec: {}\n'), 0);
    assert.equal(
      fixes('apiVersion: apps/v1beta1\nkind: Deployment\nspec: { selector: { matchLabels: { a: b } } }\n'),
      1,
    );
  });

  it('tell of what is left behind, and not of what a tool clears away', () => {
    const cases: readonly (readonly [text: string, checks: readonly string[]])[] = [
      ['apiVersion: batch/v1\nkind: Job\nmetadata: { name: a }\nspec: { backoffLimit: 1 }\n', ['job-ttl']],
      ['apiVersion: batch/v1\nkind: Job\nmetadata: { name: a, annotations: { helm.sh/hook: test } }\nspec: {}\n', []],
      [
        'apiVersion: batch/v1\nkind: CronJob\nmetadata: { name: a }\nspec: { concurrencyPolicy: Allow }\n',
        ['cronjob-deadline'],
      ],
      [pod('env: [{ name: A }, { name: B }, { name: A }]'), ['naked-pod', 'duplicate-env']],
      [
        'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { serviceAccount: a, containers: [] }\n',
        ['naked-pod', 'service-account-field'],
      ],
    ];
    for (const [text, checks] of cases)
      assert.deepEqual([...checksOf(envAndFieldsHygiene, text)].sort(), [...checks].sort(), text);
  });

  it('look at the form of expressions', () => {
    const cases: readonly (readonly [expression: string, problem: string | undefined])[] = [
      ['up == 0', undefined],
      ['sum by (job) (rate(http_total{code=~"5.."}[5m])) / 2 > 0.1', undefined],
      ['label_replace(up, "a", "$1", "b", "(.*)")', undefined],
      ['up{job="a)"} # not ( closed', undefined],
      ['up{job=`\\`}', undefined],
      ['sum(up', 'bracket'],
      ['sum(up]', 'bracket'],
      ['up{job="a}', 'quote'],
      ['up >', 'operator'],
      ['up and', 'operator'],
      [' # nothing', 'empty'],
    ];
    for (const [expression, problem] of cases) assert.equal(promqlProblem(expression), problem, expression);
  });

  it('write kustomizations in today’s form without changing what they mean', () => {
    const cases: readonly (readonly [before: string, after: string])[] = [
      ['bases:\n  - ../base\n', 'resources:\n  - ../base\n'],
      ['patchesStrategicMerge:\n- a.yaml\n- "b.yaml"\n', 'patches:\n- path: a.yaml\n- path: "b.yaml"\n'],
      [
        'commonLabels:\n  app: shop\nresources:\n- a.yaml\n',
        'resources:\n- a.yaml\nlabels:\n- includeSelectors: true\n  pairs:\n    app: shop\n',
      ],
    ];
    for (const [before, after] of cases) {
      const [found] = check(before, [deprecatedFields], { path: 'kustomization.yaml' });
      const [fix] = found?.finding.fixes?.() ?? [];
      assert.equal(edited(before, fix?.edits ?? []), after);
    }
  });

  it('throw at nothing, whatever stands where', () => {
    const odd = ['7', '[]', '{}', 'null', '"{{ x }}"', '[7, { a: [] }]', '{ name: [], rules: 5 }'];
    const heads: readonly (readonly [apiVersion: string, kind: string])[] = [
      ...([
        ['apps/v1', 'Deployment'],
        ['v1', 'Service'],
        ['v1', 'Pod'],
        ['batch/v1', 'CronJob'],
      ] as const),
      ...([
        ['policy/v1', 'PodDisruptionBudget'],
        ['monitoring.coreos.com/v1', 'PrometheusRule'],
      ] as const),
      ...([
        ['monitoring.coreos.com/v1', 'ServiceMonitor'],
        ['kustomize.config.k8s.io/v1beta1', 'Kustomization'],
      ] as const),
    ];
    const fields = [
      ...[
        'spec: X',
        'metadata: X',
        'spec: { groups: [X] }',
        'spec: { groups: [{ rules: [X] }] }',
        'images: X',
        'patches: [X]',
      ],
      ...[
        'spec: { template: { spec: { containers: [X] } } }',
        'spec: { containers: [{ env: X, ports: X, livenessProbe: X }] }',
      ],
      ...['spec: { containers: [{ resources: { limits: X, requests: X } }] }', 'spec: { selector: X, ports: X }'],
      ...['commonLabels: X', 'bases: X', 'patchesStrategicMerge: X'],
    ];
    const rules = [...RELIABILITY_RULES, ...OBSERVABILITY_RULES, ...PACKAGING_RULES];
    for (const [apiVersion, kind] of heads)
      for (const field of fields)
        for (const value of odd) {
          const text = `apiVersion: ${apiVersion}\nkind: ${kind}\n${field.replaceAll('X', value)}\n`;
          for (const { finding } of check(text, rules)) finding.fixes?.();
        }
  });
});
