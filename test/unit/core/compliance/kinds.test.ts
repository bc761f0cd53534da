import assert from 'node:assert/strict';
import { documentKind, languageOf, type DocumentKind } from '../../../../src/core/compliance/kinds.js';
import { readDocuments } from '../../../../src/core/compliance/yaml/documents.js';

/** What it is, its path, its text. */
const DOCUMENTS: readonly (readonly [DocumentKind, string, string])[] = [
  ['entity', 'any/where.yaml', 'apiVersion: backstage.io/v1alpha1\nkind: Component\n'],
  ['template', 'any/where.yaml', 'apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\n'],
  ['kubernetes', 'catalog-info.yaml', 'apiVersion: apps/v1\nkind: Deployment\n'],
  ['kubernetes', 'list.json', '{"apiVersion": "v1", "kind": "List", "items": []}'],
  ['kubernetes', 'rule.yaml', 'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nspec: { groups: [] }\n'],
  ['kubernetes', 'monitor.yaml', 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\n'],
  ['kubernetes', 'flux.yaml', 'apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n'],
  ['kubernetes', 'chart/templates/x.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n'],
  ['kustomization', 'any.yaml', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n'],
  ['kustomization', 'overlays/prod/kustomization.yaml', 'resources: [../base]\n'],
  ['workflow', 'skeleton/ci.yaml', 'on: push\njobs:\n  test:\n    runs-on: ubuntu-24.04\n'],
  ['workflow', '.github/workflows/ci.yaml', 'jobs:\n  test: {}\n'],
  ['other', 'action.yml', 'name: x\nruns:\n  using: composite\n  steps: []\n'],
  ['gitlab', '.gitlab-ci.yml', 'include: common.yml\n'],
  ['gitlab', 'ci/build.gitlab-ci.yml', 'variables: {}\n'],
  ['gitlab', 'ci/templates.yml', 'stages: [test]\n.base:\n  image: x\ntest:\n  stage: test\n  script: [npm test]\n'],
  ['other', 'tasks.yml', 'test:\n  command: x\n'],
  ['other', 'hooks.yaml', 'test:\n  script: x\nname: y\n'],
  ['compose', 'compose.yaml', 'services:\n  shop: {}\n'],
  ['compose', 'compose.prod.yml', 'services:\n  shop: {}\n'],
  ['compose', 'dev/stack.yaml', 'services:\n  shop:\n    image: x\n  db:\n    build: .\n'],
  ['other', 'dev/stack.yaml', 'services:\n  - shop\n'],
  ['openapi', 'api.yaml', 'openapi: 3.1.0\npaths: {}\n'],
  ['openapi', 'api.json', '{"swagger": "2.0"}'],
  ['prometheusRules', 'alerts.yaml', 'groups:\n  - name: x\n    rules: []\n'],
  ['other', 'grafana.yaml', 'apiVersion: 1\ngroups:\n  - name: x\n    rules: []\n'],
  ['other', 'Chart.yaml', 'apiVersion: v2\nname: shop\nversion: 1.0.0\n'],
  ['other', 'values.yaml', 'image:\n  tag: 1\n'],
  ['other', 'score.yaml', 'apiVersion: score.dev/v1b1\nmetadata:\n  name: shop\n'],
  ['other', 'empty.yaml', ''],
  ['other', 'list.yaml', '- a\n'],
];

describe('What a document is', () => {
  for (const [kind, path, text] of DOCUMENTS)
    it(`is ${kind} for ${path}: ${JSON.stringify(text.slice(0, 50))}`, () => {
      const document = readDocuments(text)[0]?.document;
      assert.ok(document);
      assert.equal(documentKind(document, path), kind);
    });
});

describe('The language of a file', () => {
  const paths: readonly (readonly [string, ReturnType<typeof languageOf>])[] = [
    ['a/Dockerfile', 'dockerfile'],
    ['Dockerfile.prod', 'dockerfile'],
    ['Containerfile', 'dockerfile'],
    ['build/app.dockerfile', 'dockerfile'],
    ['a.yaml', 'yaml'],
    ['.gitlab-ci.yml', 'yaml'],
    ['deploy/app.json', 'yaml'],
    ['package.json', undefined],
    ['web/tsconfig.build.json', undefined],
    ['.vscode/settings.json', undefined],
    ['.prettierrc.json', undefined],
    ['README.md', undefined],
    ['Dockerfiles/readme.txt', undefined],
  ];
  for (const [path, language] of paths)
    it(`is ${language ?? 'none of ours'} for ${path}`, () => {
      assert.equal(languageOf(path), language);
    });
});
