import assert from 'node:assert/strict';
import { PIPELINE_RULES } from '../../../../../src/core/compliance/rules/pipelineRules.js';
import { RELIABILITY_RULES } from '../../../../../src/core/compliance/rules/reliabilityRules.js';
import { TEMPLATE_RULES } from '../../../../../src/core/compliance/rules/templateRules.js';
import { FileSurroundings, textLookup } from '../../../../../src/core/compliance/surroundings/fileSurroundings.js';
import { check } from '../ruleCheck.js';

// What rules once said of files of others and should not have said.
describe('What is no finding', () => {
  it('is the password of a database on the machine that runs the job', () => {
    const workflow = (url: string): string => `on: push
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    env:
      DATABASE_URL: "${url}"
    steps:
      - run: make test
`;
    const found = (url: string): number =>
      check(workflow(url), PIPELINE_RULES, { path: '.github/workflows/ci.yaml' }).filter(
        ({ finding }) => finding.rule === 'ci/credentials',
      ).length;
    assert.equal(found('postgres://shop:password@localhost:5432/shop_test'), 0);
    assert.equal(found('mysql://root:root@127.0.0.1/shop'), 0);
    assert.equal(found('postgres://shop:Vq8rT2xLm4Zp9WsK@db.shop.internal:5432/shop'), 1);
  });

  it('is a repository without a pipeline where a template proposes a change to one that is there', () => {
    const template = (action: string): string => `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: job
spec:
  owner: group:default/checkout
  type: resource
  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
    - id: publish
      action: ${action}
      input:
        repoUrl: github.com?owner=example&repo=jobs
`;
    const files = textLookup(
      new Map([
        ['template.yaml', ''],
        ['skeleton/job.yaml', 'kind: Job\n'],
      ]),
    );
    const found = (action: string): number =>
      check(template(action), TEMPLATE_RULES, {
        path: 'template.yaml',
        surroundings: new FileSurroundings({ files }),
      }).filter(({ finding }) => finding.rule === 'tpl/emits-golden-files').length;
    assert.equal(found('publish:github:pull-request'), 0);
    assert.equal(found('publish:gitlab:merge-request'), 0);
    assert.notEqual(found('publish:github'), 0);
  });

  it('is a pod without a liveness probe that comes to its end', () => {
    const found = (policy: string): number =>
      check(
        `apiVersion: v1
kind: Pod
metadata: { name: smoke-test }
spec:
  restartPolicy: ${policy}
  containers: [{ name: curl, image: registry.example.com/curl:8.1.0 }]
`,
        RELIABILITY_RULES,
      ).filter(({ finding }) => finding.rule === 'k8s/liveness-probe').length;
    assert.equal(found('Never'), 0);
    assert.equal(found('OnFailure'), 0);
    assert.equal(found('Always'), 1);
  });

  it('is a skeleton whose descriptor has another name', () => {
    const text = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: system
spec:
  owner: group:default/checkout
  type: system
  steps:
    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
`;
    const files = (entity: string) =>
      textLookup(
        new Map([
          ['template.yaml', ''],
          ['skeleton/systems/all.yaml', entity],
        ]),
      );
    const missing = (entity: string): readonly (string | undefined)[] =>
      check(text, TEMPLATE_RULES, {
        path: 'template.yaml',
        surroundings: new FileSurroundings({ files: files(entity) }),
      }).map(({ finding }) => finding.check);
    assert.ok(missing('kind: Something\n').includes('descriptor'));
    assert.ok(!missing('apiVersion: backstage.io/v1alpha1\nkind: System\n').includes('descriptor'));
  });
});
