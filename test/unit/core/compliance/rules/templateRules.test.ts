import assert from 'node:assert/strict';
import type { RuleOptions } from '../../../../../src/core/compliance/rule.js';
import { TEMPLATE_RULES } from '../../../../../src/core/compliance/rules/templateRules.js';
import { FileSurroundings, textLookup } from '../../../../../src/core/compliance/surroundings/fileSurroundings.js';
import { check } from '../ruleCheck.js';

const template = (form: string, steps: string) => `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: {name: letters, description: Writes letters.}
spec:
  owner: x
  type: service
  parameters:
    - properties:
${form}
  steps:
${steps}
`;
const FETCH = `    - id: fetch
      action: fetch:template
      input:
        url: ./skeleton
        values:
          owner: \${{ parameters.owner }}`;
const OWNER = '        owner: {title: Owner, type: string';
const descriptor = (owner: string) => `kind: Component\nmetadata: {name: a}\nspec:\n  owner: ${owner}\n`;

/** What one rule finds. */
function found(id: string, text: string, files: Readonly<Record<string, string>> = {}, options?: RuleOptions) {
  const path = 'letters/template.yaml';
  const texts = new Map(Object.entries(files).map(([name, content]) => [`letters/${name}`, content]));
  const surroundings = new FileSurroundings({ files: textLookup(new Map([...texts, [path, text]])) });
  const rules = TEMPLATE_RULES.filter(rule => rule.id === id);
  return check(text, rules, { path, surroundings, ...(options ? { options } : {}) }).map(
    ({ finding, marked }) => `${finding.check ?? ''} ${marked}`,
  );
}

describe('Rules of templates', () => {
  it('want the owner to be chosen', () => {
    const files = { 'skeleton/catalog-info.yaml': descriptor('${{ values.owner | dump }}') };
    assert.deepEqual(found('tpl/emits-owner', template(`${OWNER}}`, FETCH), files), ['typed owner']);
    for (const more of [', ui:field: OwnerPicker}', ', enum: [a, b]}'])
      assert.deepEqual(found('tpl/emits-owner', template(OWNER + more, FETCH), files), []);
    const picked = template(`${OWNER}, ui:field: EntityPicker}`, FETCH);
    assert.deepEqual(found('tpl/emits-owner', picked, files, { pickers: ['OwnerPicker'] }), ['typed owner']);
  });
  it('say of an owner that is always the same', () => {
    const files = { 'skeleton/catalog-info.yaml.njk': descriptor('group:default/platform') };
    assert.deepEqual(found('tpl/emits-owner', template(`${OWNER}}`, FETCH), files), ['fixed fetch:template']);
  });
  it('say nothing of files that come from elsewhere', () => {
    const remote = FETCH.replace('./skeleton', 'https://git.example.com/skeleton');
    for (const id of ['tpl/emits-owner', 'tpl/emits-golden-files'])
      for (const [steps, files] of [
        [remote, {}],
        [FETCH, {}],
      ] as const)
        assert.deepEqual(found(id, template(`${OWNER}}`, steps), files), []);
  });
  it('say what a golden path leaves out, and ask for probes only of what runs', () => {
    const text = template(`${OWNER}}`, FETCH);
    assert.deepEqual(found('tpl/emits-golden-files', text, { 'skeleton/README.md': '' }), [
      'descriptor fetch:template',
      'pipeline fetch:template',
    ]);
    const files = {
      'skeleton/catalog-info.yaml': descriptor('${{ values.owner }}'),
      'skeleton/.github/workflows/ci.yaml': 'jobs: {}',
      'skeleton/k8s/deployment.yaml': 'kind: Deployment\n',
    };
    assert.deepEqual(found('tpl/emits-golden-files', text, files), [
      'scan fetch:template',
      'probes fetch:template',
      'resources fetch:template',
      'monitoring fetch:template',
    ]);
  });
  it('want what is published to be registered afterwards', () => {
    const publish = '    - id: publish\n      action: publish:github\n      input: {}';
    const register = '    - id: register\n      action: catalog:register\n      input: {}';
    const of = (...steps: readonly string[]) => found('tpl/registers-entity', template(`${OWNER}}`, steps.join('\n')));
    assert.deepEqual(of(publish), [' publish:github']);
    assert.deepEqual(of(publish, register), []);
    assert.deepEqual(of(register, publish), [' publish:github']);
    assert.deepEqual(of(publish.replace('publish:github', 'publish:github:pull-request')), []);
    assert.deepEqual(of(register), []);
  });
  it('take a name that ends like a secret for one, unless it is proposed or chosen', () => {
    const log = '    - id: log\n      action: debug:log\n      input: {message: "${{ parameters.NAME }}"}';
    const of = (name: string, more: string) =>
      found(
        'tpl/secret-parameter',
        template(
          `        ${name}:\n          title: T\n          type: string${more}`,
          log.replace('NAME', name).replace('debug:log', 'a:b'),
        ),
      );
    assert.deepEqual(of('apiToken', ''), ['secret-in-plain-field apiToken']);
    for (const name of ['tokenUrl', 'secretName', 'tokenization']) assert.deepEqual(of(name, ''), []);
    for (const more of ['\n          default: a', '\n          enum: [a, b]', '\n          ui:field: VaultPicker'])
      assert.deepEqual(of('apiToken', more), []);
  });
});
