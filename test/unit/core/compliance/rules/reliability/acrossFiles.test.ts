import assert from 'node:assert/strict';
import { pdbBlocksEviction } from '../../../../../../src/core/compliance/rules/reliability/pdbBlocksEviction.js';
import { pdbPresent } from '../../../../../../src/core/compliance/rules/reliability/pdbPresent.js';
import { replicas } from '../../../../../../src/core/compliance/rules/reliability/replicas.js';
import { selectorMismatch } from '../../../../../../src/core/compliance/rules/reliability/selectorMismatch.js';
import { recommendedLabels } from '../../../../../../src/core/compliance/rules/reliability/recommendedLabels.js';
import { unresolvedPatchTarget } from '../../../../../../src/core/compliance/rules/packaging/unresolvedPatchTarget.js';
import type { AnyRule, RuleOptions } from '../../../../../../src/core/compliance/rule.js';
import { checkFiles } from '../../ruleCheck.js';

function deployment(spec = '', app = 'shop'): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${app}, namespace: shop }
spec:
  ${spec}
  selector: { matchLabels: { app: ${app} } }
  template:
    metadata: { labels: { app: ${app} } }
    spec:
      containers: [{ name: main, image: main, ports: [{ name: http, containerPort: 8080 }] }]
`;
}

function object(apiVersion: string, kind: string, spec: string, name = 'shop'): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\nspec: ${spec}\n`;
}

const hpa = (min: string): string =>
  object('autoscaling/v2', 'HorizontalPodAutoscaler', `{ ${min} scaleTargetRef: { kind: Deployment, name: shop } }`);
const pdb = (fields: string): string =>
  object('policy/v1', 'PodDisruptionBudget', `{ ${fields}, selector: { matchLabels: { app: shop } } }`);

interface Case {
  readonly files: Readonly<Record<string, string>>;
  /** How many are found. */
  readonly found: number;
  readonly options?: RuleOptions;
}

function holds(rule: AnyRule, cases: Readonly<Record<string, Case>>): void {
  describe(rule.id, () => {
    for (const [title, { files, found, options }] of Object.entries(cases))
      it(`${found === 0 ? 'is silent' : 'speaks'} of ${title}`, () => {
        const lines = checkFiles(files, [rule], options);
        assert.equal(lines.length, found, lines.join('\n'));
      });
  });
}

describe('Rules of reliability across files', () => {
  holds(replicas, {
    'one pod': { files: { 'k8s/a.yaml': deployment('replicas: 1') }, found: 1 },
    'a number that is not written': { files: { 'k8s/a.yaml': deployment() }, found: 1 },
    'two pods': { files: { 'k8s/a.yaml': deployment('replicas: 2') }, found: 0 },
    'fewer than an organisation wants': {
      files: { 'k8s/a.yaml': deployment('replicas: 2') },
      options: { min: 3 },
      found: 1,
    },
    'none on purpose': { files: { 'k8s/a.yaml': deployment('replicas: 0') }, found: 0 },
    'a number that a template fills in': { files: { 'k8s/a.yaml': deployment('replicas: "{{ count }}"') }, found: 0 },
    'a number that is no number': { files: { 'k8s/a.yaml': deployment('replicas: [1]') }, found: 0 },
    'an autoscaler in another file': {
      files: { 'k8s/a.yaml': deployment(), 'k8s/b.yaml': hpa('minReplicas: 1,') },
      found: 0,
    },
    'a chart beside it': {
      files: { 'k8s/a.yaml': deployment(), 'k8s/Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n' },
      found: 0,
    },
    'a folder for development': { files: { 'overlays/dev/a.yaml': deployment() }, found: 0 },
    'a number that Kustomize sets': {
      files: {
        'k8s/base/a.yaml': deployment('replicas: 1'),
        'k8s/base/kustomization.yaml': 'resources: [a.yaml]\n',
        'k8s/prod/kustomization.yaml': 'resources: [../base]\nreplicas: [{ name: shop, count: 3 }]\n',
      },
      found: 0,
    },
  });

  holds(pdbPresent, {
    'several pods without a budget': { files: { 'k8s/a.yaml': deployment('replicas: 3') }, found: 1 },
    'a budget in another folder': {
      files: { 'k8s/a.yaml': deployment('replicas: 3'), 'more/b.yaml': pdb('maxUnavailable: 1') },
      found: 0,
    },
    'a budget that may select them': {
      files: {
        'k8s/a.yaml': deployment('replicas: 3'),
        'k8s/b.yaml': pdb('maxUnavailable: 1').replace('app: shop', 'app: "{{ name }}"'),
      },
      found: 0,
    },
    'what an autoscaler makes several': {
      files: { 'k8s/a.yaml': deployment(), 'k8s/b.yaml': hpa('minReplicas: 2,') },
      found: 1,
    },
    'a file that cannot be read beside it': {
      files: { 'k8s/a.yaml': deployment('replicas: 3'), 'k8s/b.yaml': 'kind: [\n' },
      found: 0,
    },
  });

  holds(pdbBlocksEviction, {
    'as many as there are': {
      files: { 'k8s/a.yaml': deployment('replicas: 3'), 'b.yaml': pdb('minAvailable: 3') },
      found: 1,
    },
    'one fewer than there are': {
      files: { 'k8s/a.yaml': deployment('replicas: 3'), 'b.yaml': pdb('minAvailable: 2') },
      found: 0,
    },
    'half of one, which is one': {
      files: { 'k8s/a.yaml': deployment('replicas: 1'), 'b.yaml': pdb('minAvailable: 50%') },
      found: 1,
    },
    'as many as an autoscaler leaves': {
      files: { 'k8s/a.yaml': `${deployment()}---\n${hpa('minReplicas: 2,')}`, 'b.yaml': pdb('minAvailable: 2') },
      found: 1,
    },
    'pods of which nobody knows how many there are': {
      files: { 'k8s/a.yaml': deployment('replicas: "{{ count }}"'), 'b.yaml': pdb('minAvailable: 2') },
      found: 0,
    },
  });

  const service = (selector: string, port = 'http'): string =>
    object('v1', 'Service', `{ selector: { ${selector} }, ports: [{ name: web, port: 80, targetPort: ${port} }] }`);
  const ingress = (name: string, port: string): string =>
    object('networking.k8s.io/v1', 'Ingress', `{ defaultBackend: { service: { name: ${name}, port: { ${port} } } } }`);
  const operator = object('monitoring.coreos.com/v1', 'Prometheus', '{ replicas: 2 }');

  holds(selectorMismatch, {
    'a Service without pods': { files: { 'k8s/a.yaml': deployment(), 'k8s/b.yaml': service('app: store') }, found: 1 },
    'a Service with pods': { files: { 'k8s/a.yaml': deployment(), 'k8s/b.yaml': service('app: shop') }, found: 0 },
    'a Service whose pods an operator may make': {
      files: { 'k8s/a.yaml': deployment(), 'k8s/b.yaml': service('app: store'), 'k8s/c.yaml': operator },
      found: 0,
    },
    'a Service beside which no pods are made at all': { files: { 'k8s/b.yaml': service('app: store') }, found: 0 },
    'a port that the pods lack': {
      files: { 'k8s/a.yaml': deployment(), 'k8s/b.yaml': service('app: shop', 'web') },
      found: 1,
    },
    'an Ingress to a Service that is not there': {
      files: { 'k8s/a.yaml': deployment(), 'k8s/b.yaml': ingress('store', 'number: 80') },
      found: 1,
    },
    'an Ingress to a port that is not offered': {
      files: {
        'k8s/a.yaml': `${deployment()}---\n${service('app: shop')}`,
        'k8s/b.yaml': ingress('shop', 'number: 81'),
      },
      found: 1,
    },
    'an Ingress to a port by its name': {
      files: {
        'k8s/a.yaml': `${deployment()}---\n${service('app: shop')}`,
        'k8s/b.yaml': ingress('shop', 'name: web'),
      },
      found: 0,
    },
    'an autoscaler without a target': {
      files: { 'k8s/a.yaml': deployment('', 'cart'), 'k8s/b.yaml': hpa('') },
      found: 1,
    },
  });

  const entity = (more: string): string =>
    `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: { name: shop${more} }\nspec: { type: service, owner: group:default/team-a }\n`;
  const labelled = (labels: string): string =>
    deployment().replace('namespace: shop }', `namespace: shop, labels: { ${labels} } }`);
  const NONE: RuleOptions = { labels: [] };

  holds(recommendedLabels, {
    'an owner that is another one': {
      files: { 'catalog-info.yaml': entity(''), 'k8s/a.yaml': labelled('owner: team-b') },
      options: NONE,
      found: 1,
    },
    'the owner of the catalogue': {
      files: { 'catalog-info.yaml': entity(''), 'k8s/a.yaml': labelled('owner: team-a') },
      options: NONE,
      found: 0,
    },
    'labels that a kustomization adds': {
      files: {
        'catalog-info.yaml': entity(''),
        'k8s/a.yaml': deployment(),
        'k8s/kustomization.yaml': 'resources: [a.yaml]\nlabels: [{ pairs: { owner: team-a } }]\n',
      },
      options: NONE,
      found: 0,
    },
    'an id that is another one': {
      files: {
        'catalog-info.yaml': entity(', annotations: { backstage.io/kubernetes-id: shop }'),
        'k8s/a.yaml': labelled('owner: team-a, backstage.io/kubernetes-id: store'),
      },
      options: NONE,
      found: 1,
    },
  });

  const patched = (patches: string): Readonly<Record<string, string>> => ({
    'k8s/base/a.yaml': deployment(),
    'k8s/base/kustomization.yaml': 'resources: [a.yaml]\n',
    'k8s/prod/more.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: store }\nspec: { replicas: 2 }\n',
    'k8s/prod/kustomization.yaml': `resources: [../base]\n${patches}`,
  });
  holds(unresolvedPatchTarget, {
    'a file for an object that is not there': { files: patched('patches: [{ path: more.yaml }]\n'), found: 1 },
    'a file that is not there': { files: patched('patches: [{ path: less.yaml }]\n'), found: 1 },
    'a target that is there': {
      files: patched('patches: [{ path: more.yaml, target: { kind: Deployment, name: shop } }]\n'),
      found: 0,
    },
    'a target by a pattern': {
      files: patched('patches: [{ path: more.yaml, target: { kind: Deployment, name: st.* } }]\n'),
      found: 0,
    },
    'names that are changed on the way': {
      files: patched('namePrefix: my-\npatches: [{ path: more.yaml }]\n'),
      found: 0,
    },
  });
});
