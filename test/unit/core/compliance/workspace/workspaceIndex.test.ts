import assert from 'node:assert/strict';
import type { PlacedWorkload } from '../../../../../src/core/compliance/workspace/factIndex.js';
import { WorkspaceIndex } from '../../../../../src/core/compliance/workspace/workspaceIndex.js';
import { factsInFile, indexOf } from '../ruleCheck.js';

function deployment(name: string, labels = `app: ${name}`, namespace = 'shop'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    matchLabels: { ${labels} }
  template:
    metadata:
      labels: { ${labels} }
    spec:
      containers:
        - name: main
          image: registry.example.com/main:1.0.0
`;
}

function service(name: string, selector: string, namespace = 'shop'): string {
  return `apiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec:\n  selector: { ${selector} }\n`;
}

function namesOf(items: Iterable<{ readonly facts: { readonly name: string } }>): readonly string[] {
  return [...items].map(({ facts }) => facts.name).sort();
}

function workload(index: WorkspaceIndex, name: string): PlacedWorkload {
  const found = [...index.workloads()].find(({ facts }) => facts.name === name);
  assert.ok(found, `no workload ${name}`);
  return found;
}

describe('Index of facts across files', () => {
  it('knows which pods a Service selects, and which Services select a pod', () => {
    const index = indexOf({
      'k8s/a.yaml': deployment('a', 'app: a, tier: web'),
      'k8s/b.yaml': deployment('b'),
      'k8s/other.yaml': deployment('c', 'app: a', 'other'),
      'k8s/service.yaml': `${service('web', 'app: a')}---\n${service('none', 'app: x')}`,
    });
    const services = [...index.ofKind('', 'Service')];
    assert.deepEqual(
      services.map(each => namesOf(index.selectedPods(each).found)),
      [['a'], []],
    );
    assert.deepEqual(namesOf(index.selecting('Service', workload(index, 'a')).found), ['web']);
    assert.deepEqual(index.selecting('Service', workload(index, 'b')), { found: [], maybe: false });
  });

  it('leaves open what a template fills in', () => {
    const index = indexOf({
      'k8s/a.yaml': deployment('a', 'app: "{{ name }}"'),
      'k8s/service.yaml': service('web', 'app: a'),
      'k8s/whole.yaml': service('whole', 'app: "{{ name }}"'),
    });
    for (const each of index.ofKind('', 'Service'))
      assert.deepEqual(index.selectedPods(each), { found: [], maybe: true }, each.facts.name);
    assert.equal(index.selecting('Service', workload(index, 'a')).maybe, true);
    // Which objects there are is known all the same.
    assert.equal(index.isUnderstood('k8s/service.yaml'), true);
  });

  it('does not understand a folder in which a template decides which objects there are', () => {
    const isUnderstood = (more: string): boolean =>
      indexOf({ 'k8s/a.yaml': deployment('a'), 'k8s/more.yaml': more }).isUnderstood('k8s/a.yaml');
    assert.equal(isUnderstood(`{{- if .Values.web }}\n${service('web', 'app: a')}{{- end }}\n`), false);
    assert.equal(isUnderstood(`{% for each in services %}\n${service('web', 'app: a')}{% endfor %}\n`), false);
    assert.equal(isUnderstood(service('"{{ name }}"', 'app: a')), false);
    assert.equal(isUnderstood('kind: ConfigMap\napiVersion: v1\ndata: { legend: "{{ instance }}" }\n'), true);
  });

  it('evaluates expressions as Kubernetes does', () => {
    const budget = (expression: string): string =>
      `apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: { name: budget, namespace: shop }\nspec:\n  selector:\n    matchExpressions: [${expression}]\n`;
    const cases: readonly (readonly [expression: string, found: number, maybe?: boolean])[] = [
      ['{ key: app, operator: In, values: [a, b] }', 1],
      ['{ key: app, operator: In, values: [b] }', 0],
      ['{ key: app, operator: NotIn, values: [b] }', 1],
      ['{ key: app, operator: NotIn, values: [a] }', 0],
      ['{ key: tier, operator: NotIn, values: [a] }', 1],
      ['{ key: app, operator: Exists }', 1],
      ['{ key: app, operator: DoesNotExist }', 0],
      ['{ key: tier, operator: DoesNotExist }', 1],
      ['{ key: app, operator: Sometimes }', 0, true],
      ['{ key: app, operator: In, values: 7 }', 0, true],
    ];
    for (const [expression, found, maybe = false] of cases) {
      const index = indexOf({ 'a.yaml': deployment('a'), 'b.yaml': budget(expression) });
      const [placed] = [...index.ofKind('policy', 'PodDisruptionBudget')];
      assert.ok(placed);
      const answer = index.selectedPods(placed);
      assert.deepEqual([answer.found.length, answer.maybe], [found, maybe], expression);
    }
  });

  it('keeps up with changes of files, and does nothing for documents that stayed', () => {
    const index = new WorkspaceIndex();
    const facts = factsInFile('k8s/all.yaml', `${deployment('a')}---\n${service('web', 'app: a')}`);
    index.replaceFile('k8s/all.yaml', facts);
    const [first] = [...index.ofKind('', 'Service')];
    index.replaceFile(
      'k8s/all.yaml',
      facts.slice(1).map(each => ({ ...each, offset: 0, line: 0 })),
    );
    assert.equal([...index.ofKind('', 'Service')][0], first);
    assert.deepEqual(first?.place, { path: 'k8s/all.yaml', offset: 0, line: 0 });
    assert.deepEqual([...index.workloads()], []);
    index.removeFile('k8s/all.yaml');
    assert.deepEqual([...index.ofKind('', 'Service')], []);
  });

  it('understands what is around a file, and nothing that renders more than is written', () => {
    const chart = { 'chart/Chart.yaml': 'name: shop\n', 'chart/templates/a.yaml': 'kind: {{ .Values.kind }}\n' };
    const index = indexOf({ ...chart, 'k8s/a.yaml': deployment('a'), 'web/b.yaml': deployment('b') });
    assert.deepEqual([index.isUnderstood('k8s/a.yaml'), index.isUnderstood('chart/extra.yaml')], [true, false]);
    index.replaceFile('web/broken.yaml', factsInFile('web/broken.yaml', 'kind: [Service\n'));
    assert.equal(index.isUnderstood('web/b.yaml'), false);
    index.removeFile('web/broken.yaml');
    assert.equal(index.isUnderstood('web/b.yaml'), true);
    index.markUnread('k8s/large.yaml');
    assert.equal(index.isUnderstood('k8s/a.yaml'), false);
    index.removeFile('k8s/large.yaml');
    index.complete = false;
    assert.equal(index.isUnderstood('k8s/a.yaml'), false);
  });

  it('takes a kustomization for understood where everything that it names is there', () => {
    const files = (resource: string, more = ''): Record<string, string> => ({
      'k8s/base/kustomization.yaml': 'resources: [a.yaml]\n',
      'k8s/base/a.yaml': deployment('a'),
      'deploy/prod/kustomization.yaml': `resources:\n  - ${resource}\n${more}`,
    });
    const isUnderstood = (resource: string, more?: string): boolean =>
      indexOf(files(resource, more)).isUnderstood('k8s/base/a.yaml');
    assert.equal(isUnderstood('../../k8s/base'), true);
    assert.equal(isUnderstood('../../k8s/base\n  - https://example.com/more.yaml'), false);
    assert.equal(isUnderstood('../../k8s/base\n  - missing.yaml'), false);
    assert.equal(isUnderstood('../../k8s/base', 'helmCharts:\n  - name: redis\n'), false);
    assert.equal(isUnderstood('https://example.com/more.yaml'), true);
  });

  it('leaves out pieces that are laid over other objects, and knows what they change', () => {
    const base = {
      'k8s/base/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n',
      'k8s/base/a.yaml': deployment('a'),
      'k8s/base/b.yaml': deployment('b'),
    };
    const patch =
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: a }\nspec: { replicas: 5, template: { spec: {} } }\n';
    const index = indexOf({
      'k8s/prod/more.yaml': patch,
      ...base,
      'k8s/prod/kustomization.yaml': 'resources: [../base]\npatches:\n  - path: more.yaml\n',
    });
    assert.deepEqual(namesOf(index.workloads()), ['a', 'b']);
    assert.deepEqual([index.isPatched(workload(index, 'a')), index.isPatched(workload(index, 'b'))], [true, false]);
    const inline = (patches: string): boolean =>
      indexOf({ ...base, 'k8s/prod/kustomization.yaml': `resources: [../base]\n${patches}` }).isPatched(
        workload(indexOf(base), 'b'),
      );
    assert.equal(inline('replicas:\n  - name: b\n    count: 3\n'), true);
    assert.equal(inline('replicas:\n  - name: a\n    count: 3\n'), false);
    assert.equal(inline('patches:\n  - target: { kind: Deployment }\n    patch: "[]"\n'), true);
    assert.equal(inline('patches:\n  - target: { kind: Service }\n    patch: "[]"\n'), false);
  });

  it('finds the entities of the nearest descriptor', () => {
    const entity = (name: string): string =>
      `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: ${name} }\nspec: { type: service }\n`;
    const index = indexOf({
      'catalog-info.yaml': entity('all'),
      'services/shop/catalog-info.yaml': entity('shop'),
      'services/shop/k8s/a.yaml': deployment('a'),
      'services/other/k8s/b.yaml': deployment('b'),
    });
    assert.deepEqual(namesOf(index.entitiesAround('services/shop/k8s/a.yaml')), ['shop']);
    assert.deepEqual(namesOf(index.entitiesAround('services/other/k8s/b.yaml')), ['all']);
  });

  it('takes odd documents as they come', () => {
    const odd = [
      'apiVersion: v1\nkind: Service\nspec: 7\n',
      'apiVersion: v1\nkind: Service\nmetadata: []\nspec: { selector: [a], ports: { a: b } }\n',
      'apiVersion: apps/v1\nkind: Deployment\nspec: { replicas: many, selector: 5, template: { metadata: 3, spec: { containers: 9 } } }\n',
      'apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nspec: { scaleTargetRef: [] }\n',
      'apiVersion: networking.k8s.io/v1\nkind: Ingress\nspec: { rules: [7, { http: { paths: [{ backend: 4 }] } }] }\n',
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: 5\npatches: [7, { path: [] }]\n',
      'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: 7\nspec: []\n',
    ];
    for (const text of odd) assert.doesNotThrow(() => indexOf({ 'odd.yaml': text }), text);
  });
});
