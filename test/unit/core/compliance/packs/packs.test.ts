import assert from 'node:assert/strict';
import { ComplianceEngine } from '../../../../../src/core/compliance/engine.js';
import { documentKind } from '../../../../../src/core/compliance/kinds.js';
import { LATEST_KUBERNETES } from '../../../../../src/core/compliance/kubernetes/version.js';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { check, edited } from '../ruleCheck.js';
import { packOf, rulesOf } from './packCheck.js';

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop # the shop
  labels: { app: shop }
spec:
  replicas: 1
  template:
    metadata:
      labels:
        app: shop
    spec:
      containers:
        - name: shop
          image: docker.io/shop:1
        - name: side
          image: registry.example.com/side:1
`;

const one = (text: string, fields: string, more = '', path?: string) =>
  check(text, rulesOf(packOf(fields, more)), path === undefined ? {} : { path });

const said = (found: ReturnType<typeof check>): readonly string[] =>
  found.map(({ line, marked, text }) => `${line} “${marked}” ${text}`);

describe('Rules of packs', () => {
  it('mark the value at their place and say what they are told to', () => {
    const found = one(
      DEPLOYMENT,
      `    assert: object.kind != 'Deployment' || object.spec.replicas >= 2
    at: spec.replicas
    message: "{{ object.metadata.name }} has {{ value }} replica"`,
    );
    assert.deepEqual(said(found), ['7 “1” shop has 1 replica']);
  });

  it('mark where the expression looks, where no place is given', () => {
    assert.deepEqual(said(one(DEPLOYMENT, '    assert: object.spec.replicas > 1')), ['7 “1” A rule']);
    const missing = one(DEPLOYMENT, "    assert: has(object.metadata.annotations) && object.kind == ''");
    assert.deepEqual(said(missing), ['3 “metadata” A rule']);
    assert.deepEqual(said(one(DEPLOYMENT, '    assert: "false"')), ['4 “shop” A rule']);
  });

  it('look at containers, pods and their specs one by one', () => {
    const containers =
      packOf(`    assert: object.image.startsWith('registry.example.com/') && pod.spec.containers.size() == 2
    message: "{{ key }} of {{ resource.metadata.name }}"`).replace('kubernetes }', 'kubernetes, each: container }');
    assert.deepEqual(said(check(DEPLOYMENT, rulesOf(containers))), ['15 “docker.io/shop:1” shop of shop']);
    const pods = packOf("    assert: object.metadata.labels.app == 'x'").replace(
      'kubernetes }',
      'kubernetes, each: podTemplate, kinds: [apps/Deployment] }',
    );
    assert.deepEqual(said(check(DEPLOYMENT, rulesOf(pods))), ['11 “shop” A rule']);
    const specs = packOf('    assert: has(object.serviceAccountName)').replace(
      'kubernetes }',
      'kubernetes, each: podSpec }',
    );
    assert.equal(check(DEPLOYMENT, rulesOf(specs)).length, 1);
  });

  it('look at the kinds they name only', () => {
    for (const [kinds, count] of [
      ['[Deployment]', 1],
      ['[apps/Deployment]', 1],
      ['[apps/v1/*]', 1],
      ['[batch/Job]', 0],
      ['["*/Deployment"]', 1],
    ] as const) {
      const text = packOf('    assert: "false"').replace('kubernetes }', `kubernetes, kinds: ${kinds} }`);
      assert.equal(check(DEPLOYMENT, rulesOf(text)).length, count, kinds);
    }
  });

  it('do not look where a condition before does not hold', () => {
    assert.equal(one(DEPLOYMENT, "    when: object.kind == 'Service'\n    assert: 'false'").length, 0);
    assert.equal(
      one(DEPLOYMENT, "    when: [\"object.kind == 'Deployment'\", 'object.spec.replicas == 1']\n    assert: 'false'")
        .length,
      1,
    );
  });

  it('have parameters and variables', () => {
    const fields = `    parameters: { least: 3 }
    variables:
      - { name: replicas, expression: "object.spec.?replicas.orValue(1)" }
      - { name: enough, expression: variables.replicas >= params.least }
    assert: variables.enough
    message: "{{ variables.replicas }} of {{ params.least }} {{ params.word }}"`;
    const rules = rulesOf(packOf(fields, 'parameters: { word: needed, least: 1 }\n'));
    assert.deepEqual(
      check(DEPLOYMENT, rules).map(({ text }) => text),
      ['1 of 3 needed'],
    );
    assert.equal(check(DEPLOYMENT, rules, { options: { least: 1 } }).length, 0);
  });

  it('are mended by what they set, with comments and everything else as it was', () => {
    const found = one(
      DEPLOYMENT,
      `    assert: object.spec.replicas >= 2
    fix: { class: review, set: spec.replicas, value: 2 }`,
    );
    const fix = found[0]!.finding.fixes!()[0]!;
    assert.equal(fix.class, 'review');
    assert.equal(edited(DEPLOYMENT, fix.edits), DEPLOYMENT.replace('replicas: 1', 'replicas: 2'));
    const deep = one(
      DEPLOYMENT,
      `    assert: has(object.metadata.annotations)
    fix: { class: safe, title: "Say whose {{ object.metadata.name }} is", set: 'metadata.annotations["acme.example/team"]', value: "{{ object.metadata.name }}-yes" }`,
    );
    const set = deep[0]!.finding.fixes!()[0]!;
    assert.deepEqual(set.values, ['Say whose shop is']);
    assert.ok(edited(DEPLOYMENT, set.edits).includes('  annotations:\n    acme.example/team: shop-yes\n'));
    const removed = one(
      DEPLOYMENT,
      `    assert: "!has(object.metadata.labels)"
    fix: { class: review, remove: metadata.labels }`,
    );
    assert.equal(
      edited(DEPLOYMENT, removed[0]!.finding.fixes!()[0]!.edits),
      DEPLOYMENT.replace('  labels: { app: shop }\n', ''),
    );
  });

  it('quote what a reader of YAML would take for something else', () => {
    const found = one(
      DEPLOYMENT,
      `    assert: object.spec.replicas > 5
    fix: { class: review, set: metadata.note, value: "{{ 'yes' }}" }`,
    );
    assert.ok(edited(DEPLOYMENT, found[0]!.finding.fixes!()[0]!.edits).includes('note: "yes"\n'));
  });

  it('say nothing where a template may make it right', () => {
    const chart = DEPLOYMENT.replace('replicas: 1', 'replicas: {{ .Values.replicas }}');
    assert.equal(one(chart, '    assert: object.spec.replicas >= 2').length, 0);
    assert.equal(one(chart, "    assert: object.spec.replicas >= 2 && object.kind == 'Service'").length, 1);
  });

  it('look at entities, templates, workflows, Compose files and Dockerfiles', () => {
    const target = (files: string, fields: string) => packOf(fields).replace('{ files: kubernetes }', files);
    const entity =
      'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: shop\nspec:\n  type: service\n';
    assert.deepEqual(
      said(
        check(entity, rulesOf(target('{ files: entity, kinds: [Component] }', '    assert: has(object.spec.system)')), {
          path: 'catalog-info.yaml',
        }),
      ),
      ['5 “spec” A rule'],
    );
    const workflow =
      'on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@main\n      - run: make\n';
    assert.deepEqual(
      said(
        check(
          workflow,
          rulesOf(
            target(
              '{ files: workflow, each: step }',
              "    when: has(object.uses)\n    assert: \"!object.uses.endsWith('@main')\"\n    message: '{{ key }}: {{ value }}'",
            ),
          ),
          { path: '.github/workflows/ci.yaml' },
        ),
      ),
      ['6 “actions/checkout@main” build: actions/checkout@main'],
    );
    const jobs = check(
      workflow,
      rulesOf(target('{ files: workflow, each: job }', '    assert: "\'timeout-minutes\' in object"')),
      { path: '.github/workflows/ci.yaml' },
    );
    assert.deepEqual(
      jobs.map(({ finding }) => finding.subject),
      [{ kind: 'job', name: 'build' }],
    );
    const compose = 'services:\n  db:\n    image: postgres\n';
    assert.deepEqual(
      said(
        check(compose, rulesOf(target('{ files: compose, each: service }', "    assert: object.image.contains(':')")), {
          path: 'compose.yaml',
        }),
      ),
      ['3 “postgres” A rule'],
    );
    const dockerfile = 'FROM alpine:3\nRUN apk add curl\nUSER root\n';
    assert.deepEqual(
      said(
        check(
          dockerfile,
          rulesOf(
            target(
              '{ files: dockerfile }',
              "    when: object.keyword == 'USER'\n    assert: object.words[0] != 'root'\n    message: stage {{ resource.image }}",
            ),
          ),
          { path: 'Dockerfile' },
        ),
      ),
      ['3 “root” stage alpine:3'],
    );
  });

  it('never show what a Secret holds', () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  a: correct horse battery\n';
    const found = one(
      secret,
      `    assert: "false"
    message: "{{ object.stringData.a }} {{ object.stringData }} and password=hunter22 {{ 'Bearer abcdefghijklmnop' }}"`,
    );
    assert.ok(!/horse|abcdefghijk/.test(found[0]!.text), found[0]!.text);
  });

  it('cut messages that are too long, and take control characters out', () => {
    const found = one(
      DEPLOYMENT,
      `    assert: "false"
    message: "{{ [1,2,3].map(x, object.metadata.name + '\\\\u001b[31m\\\\n') }} ${'x'.repeat(1000)}"`,
    );
    assert.ok(found[0]!.text.length <= 500);
    assert.ok(!/\p{Cc}/u.test(found[0]!.text));
  });

  describe('that fail', () => {
    const failures = (fields: string, text = DEPLOYMENT) => {
      const engine = new ComplianceEngine({
        rules: rulesOf(packOf(fields).replace('kubernetes }', 'kubernetes, each: container }')),
        kubernetesVersion: LATEST_KUBERNETES,
        options: new Map(),
        severities: new Map(),
      });
      const run = () =>
        readDocuments(text).flatMap(({ document }) =>
          engine.checkDocument(document, {
            path: 'a.yaml',
            kind: documentKind(document, 'a.yaml'),
            surroundings: undefined,
          }),
        );
      return [run(), run()] as const;
    };

    it('cost one finding a document, which stays when it is looked at again', () => {
      for (const findings of failures('    assert: object.nothing == 1'))
        assert.deepEqual(
          findings.map(({ rule, values }) => [rule, values]),
          [['engine/rule-failed', ['acme/rule', 'no such key: nothing (object.nothing)']]],
        );
    });

    it('because they cost too much, or give no answer', () => {
      const words = 'x'
        .repeat(3000)
        .split('')
        .map(() => 'a')
        .join(',');
      const costly = `    variables:\n      - { name: list, expression: "'${words}'.split(',')" }\n    assert: variables.list.all(a, variables.list.all(b, variables.list.all(c, a == c)))`;
      assert.match(failures(costly)[0][0]!.values[1]!, /costs too much/);
      assert.match(failures('    assert: object.image')[0][0]!.values[1]!, /gives string/);
    });
  });

  it('with a schema say what each place misses', () => {
    const found = one(
      DEPLOYMENT,
      `    schema:
      type: object
      required: [status]
      properties:
        kind: { enum: [Deployment, Service] }
        metadata:
          properties:
            name: { type: string, pattern: '^[a-z]{5,}$' }
            labels: { required: [app], additionalProperties: { maxLength: 3 } }
        spec:
          properties:
            replicas: { type: integer, minimum: 2 }
            template: { $ref: '#/definitions/template' }
      definitions:
        template:
          properties:
            spec: { properties: { containers: { maxItems: 1, items: { not: { required: [image] } } } } }`,
    );
    assert.deepEqual(said(found), [
      '4 “shop” status “status” is missing',
      '4 “shop” metadata.name does not match ^[a-z]{5,}$',
      '5 “shop” metadata.labels.app is to have characters, at most 3',
      '7 “1” spec.replicas is to be at least 2',
      '13 “containers” spec.template.spec.containers is to have items, at most 1',
      '14 “shop” spec.template.spec.containers[0] is what is not allowed',
      '16 “side” spec.template.spec.containers[1] is what is not allowed',
    ]);
    assert.equal(
      one(DEPLOYMENT, '    schema: { required: [status] }\n    message: Write a status.')[0]!.text,
      'Write a status.',
    );
    const chart = DEPLOYMENT.replace('replicas: 1', 'replicas: {{ .Values.replicas }}');
    assert.equal(
      one(chart, '    schema: { properties: { spec: { properties: { replicas: { minimum: 2 } } } } }').length,
      0,
    );
  });
});
