import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseDescriptorFile } from '../../../../../src/core/catalogue/language/descriptorFile.js';
import { TemplateKnowledge } from '../../../../../src/core/templates/language/actionSchema.js';
import { TEMPLATE_RULES } from '../../../../../src/core/templates/language/templateFindings.js';
import { TemplateLanguageService } from '../../../../../src/core/templates/language/templateLanguageService.js';
import { temporaryFolder } from '../../../temporaryFolder.js';
import { ACTIONS, found, KNOWN, NOTHING_KNOWN, rules, template, USES_ALL } from './offers.js';

describe('what is wrong with a template', () => {
  const only = (text: string, knowledge = KNOWN) => {
    const all = found(text, knowledge);
    assert.equal(
      all.length,
      1,
      JSON.stringify(
        all.map(({ fixed, ...finding }) => ({ ...finding, fixes: fixed.length })),
        undefined,
        1,
      ),
    );
    const [first] = all;
    assert.ok(first);
    return first;
  };

  it('is nothing, where nothing is', () => {
    assert.deepEqual(found(template(USES_ALL)), []);
    assert.deepEqual(
      found('kind: Template\napiVersion: scaffolder.backstage.io/v1beta2\nspec: {steps: [{action: x}]}'),
      [],
    );
    assert.deepEqual(found('apiVersion: scaffolder.backstage.io/v1beta3\nkind: Template\nspec: ['), []);
  });

  describe('steps', () => {
    it('name actions that the server has', () => {
      const finding = only(template(`${USES_ALL}\n- action: fetch:templat\n  input:\n    url: ./a`));
      assert.equal(finding.rule, 'unknown-action');
      assert.equal(finding.marked, 'fetch:templat');
      assert.match(finding.fixed[0] ?? '', /action: fetch:template\n/);
    });
    it('are not doubted without a list of actions, and nothing is red by a list of another day', () => {
      const text = template(`${USES_ALL}\n- action: fetch:templat\n- action: debug:wait\n  input:\n    second: 1`);
      assert.deepEqual(found(text, NOTHING_KNOWN), []);
      const old = new TemplateKnowledge({ actions: ACTIONS, readAt: 0 }, false);
      assert.deepEqual(
        found(text, old).map(({ severity }) => severity),
        ['warning', 'warning'],
      );
    });
    it('have ids of their own', () => {
      const finding = only(template(`${USES_ALL}\n- id: used\n  action: debug:wait`));
      assert.equal(finding.rule, 'duplicate-step-id');
      assert.match(finding.fixed[0] ?? '', /id: used2/);
    });
    it('need no id', () => {
      assert.deepEqual(
        rules(template(`- action: catalog:register\n  input:\n    catalogInfoUrl: https://a\n${USES_ALL}`)),
        [],
      );
    });
  });

  describe('inputs', () => {
    const wait = (input: string) => template(`${USES_ALL}\n- action: debug:wait\n  input:\n${input}`);
    it('have the names that the action takes', () => {
      const finding = only(wait('    second: 1'));
      assert.equal(finding.rule, 'unknown-input');
      assert.match(finding.fixed[0] ?? '', /seconds: 1/);
    });
    it('have the right types', () => {
      const finding = only(wait("    seconds: '1'"));
      assert.equal(finding.rule, 'wrong-input-type');
      assert.match(finding.fixed[0] ?? '', /seconds: 1\n/);
      assert.deepEqual(rules(wait('    seconds: [1]')), ['wrong-input-type']);
      assert.deepEqual(rules(wait('    seconds: ${{ parameters.name }}')), []);
    });
    it('have values out of the list', () => {
      const log = (value: string) =>
        template(`${USES_ALL}\n- action: debug:log\n  input:\n    listWorkspace: ${value}`);
      assert.deepEqual(rules(log('true')), []);
      assert.deepEqual(rules(log('with-contents')), []);
      assert.deepEqual(rules(log('with-content')), ['wrong-input-type']);
      assert.match(found(log('with-content'))[0]?.fixed[0] ?? '', /with-contents/);
    });
    it('are all there', () => {
      const finding = only(template(`${USES_ALL}\n- action: publish:gitea\n  input:\n    description: a`));
      assert.equal(finding.rule, 'missing-input');
      assert.equal(finding.marked, 'input');
      assert.match(finding.fixed[0] ?? '', /description: a\n {8}repoUrl:/);
      assert.deepEqual(rules(template(`${USES_ALL}\n- action: publish:gitea`)), ['missing-input', 'missing-input']);
    });
    it('follow one of several forms', () => {
      const register = (input: string) => template(`${USES_ALL}\n- action: catalog:register\n  input:\n${input}`);
      assert.deepEqual(rules(register('    catalogInfoUrl: https://a')), []);
      assert.deepEqual(rules(register('    repoContentsUrl: https://a\n    catalogInfoPath: a')), []);
      assert.deepEqual(rules(register('    optional: true')), ['missing-input']);
      assert.deepEqual(rules(register('    catalogInfoUrl: https://a\n    catalogInfoPth: a')), ['unknown-input']);
    });
    it('are looked through in lists', () => {
      const finding = only(
        template(
          `${USES_ALL}\n- action: fs:rename\n  input:\n    files:\n      - from: a\n        too: b\n        to: c`,
        ),
      );
      assert.equal(finding.marked, 'too');
    });
    it('are left alone where they come from elsewhere', () => {
      assert.deepEqual(rules(template(`${USES_ALL}\n- action: debug:wait\n  input:\n    <<: {a: 1}\n    b: 2`)), []);
    });
  });

  describe('expressions', () => {
    const log = (message: string, before = '') =>
      template(`${USES_ALL}\n${before}- id: last\n  action: debug:log\n  input:\n    message: ${message}`);
    it('can be read', () => {
      const finding = only(log('"${{ parameters.name | }}"'));
      assert.equal(finding.rule, 'expression-unparsable');
      assert.match(finding.message, /leaves the text as it stands/);
      assert.deepEqual(rules(log("'${{ parameters.name'")), ['expression-unparsable']);
    });
    it('name parameters of the form', () => {
      const finding = only(log('${{ parameters.nme }}'));
      assert.equal(finding.rule, 'unknown-parameter');
      assert.match(finding.fixed[0] ?? '', /parameters\.name }}/);
    });
    it('are marked in the right place in quotes and in blocks', () => {
      assert.equal(only(log("'it''s ${{ parameters.nme }}'")).marked, 'nme');
      assert.equal(only(log('"a\\n\\"${{ parameters.nme }}"')).marked, 'nme');
      assert.equal(only(log('|\n        first\n        ${{ parameters.nme }}')).marked, 'nme');
      assert.equal(only(log('>-\n        first\n        ${{ parameters.nme }}')).marked, 'nme');
    });
    it('name steps that have run', () => {
      assert.equal(only(log('${{ steps.usd.output.a }}')).rule, 'unknown-step');
      assert.equal(only(log('${{ steps.last.output.a }}')).rule, 'step-not-run-yet');
      assert.equal(
        only(template(`- id: early\n  if: \${{ steps.used.output.a }}\n  action: debug:wait\n${USES_ALL}`)).rule,
        'step-not-run-yet',
      );
      assert.deepEqual(rules(template(USES_ALL, { output: 'text:\n  - content: ${{ steps.used.output.a }}' })), []);
      assert.deepEqual(rules(log('${{ steps["step-2"].output.a }}', '- action: debug:wait\n')), []);
    });
    it('do not subtract by mistake', () => {
      const before = '- id: my-step\n  action: debug:wait\n';
      const finding = only(log('${{ steps.my-step.output.url }}', before));
      assert.equal(finding.rule, 'dash-in-name');
      assert.equal(finding.marked, 'steps.my-step');
      assert.match(finding.fixed[0] ?? '', /steps\['my-step'\]\.output\.url/);
      assert.deepEqual(rules(log('"${{ \'steps.my-step\' }}"', before)), []);
      assert.deepEqual(rules(log("${{ steps['my-step'].output.url }}", before)), []);
    });
    it('use filters that the server has', () => {
      const finding = only(log('${{ parameters.name | parseRepUrl }}'));
      assert.equal(finding.rule, 'unknown-filter');
      assert.equal(finding.marked, 'parseRepUrl');
      assert.deepEqual(rules(log('${{ parameters.name | parseRepUrl }}'), NOTHING_KNOWN), []);
      assert.deepEqual(rules(log('${{ parameters.name | upper | parseRepoUrl }}')), []);
    });
    it('begin with names that there are', () => {
      const finding = only(log('${{ parameter.name }}'));
      assert.equal(finding.rule, 'unknown-variable');
      assert.match(finding.fixed[0] ?? '', /parameters\.name/);
      assert.deepEqual(rules(log('${{ values.name }}')), ['unknown-variable']);
      assert.deepEqual(rules(log('${{ values.name }}'), NOTHING_KNOWN), []);
      assert.deepEqual(rules(log('"{% for item in parameters.name %}${{ item }}{% endfor %}"')), []);
      assert.deepEqual(rules(log('${{ user.ref }} ${{ context.task.id }} ${{ now() }} ${{ range(3) }}')), []);
    });
  });

  it('is a step without an action', () => {
    const finding = only(template(`${USES_ALL}\n- id: nothing`));
    assert.equal(finding.rule, 'step-without-action');
    assert.equal(finding.marked, 'id');
  });

  describe('secrets', () => {
    const form =
      '- properties:\n    name: {title: N, type: string}\n    token: {title: T, type: string, ui:field: Secret}';
    const step = (action: string, input: string) => `- id: a\n  action: ${action}\n  input:\n    ${input}`;
    it('stay out of logs, files and the output', () => {
      const named = '${{ parameters.name }}';
      const secret = '${{ secrets.token }}';
      const all = { parameters: form };
      assert.deepEqual(rules(template(step('debug:log', `message: ${named} ${secret}`), all)), ['secret-exposed']);
      assert.deepEqual(
        rules(template(step('fetch:template', `values: { name: '${named}', token: '${secret}' }\n    url: .`), all)),
        ['secret-exposed'],
      );
      assert.deepEqual(
        rules(
          template(step('fetch:template', `token: ${secret}\n    url: ${named}`), { ...all, output: `a: ${secret}` }),
        ),
        ['secret-exposed'],
      );
    });
    it('are asked for as such, and then read as such', () => {
      const plain = '- properties:\n    apiToken:\n      title: T\n      type: string';
      const use = step('a:b', 'token: ${{ parameters.apiToken }}');
      const [finding] = found(template(use, { parameters: plain }), NOTHING_KNOWN);
      assert.equal(finding?.rule, 'secret-in-plain-field');
      assert.match(finding.fixed[0] ?? '', /apiToken:\n +ui:field: Secret\n +title: T/);
      assert.match(finding.fixed[0] ?? '', /token: \$\{\{ secrets\.apiToken \}\}/);
      assert.deepEqual(rules(template(use, { parameters: plain.replace('apiToken', 'tokenUrl') }), NOTHING_KNOWN), [
        'unused-parameter',
        'unknown-parameter',
      ]);
    });
    it('may be asked about: whether one was given', () => {
      const asked = `${step('debug:log', 'message: ${{ parameters.name }}')}\n  if: \${{ parameters.token }}`;
      assert.deepEqual(rules(template(asked, { parameters: form })), []);
    });
    it('are no parameters', () => {
      const finding = only(
        template(step('debug:log', 'message: ${{ parameters.name }} ${{ parameters.token }}'), { parameters: form }),
      );
      assert.equal(finding.rule, 'secret-as-parameter');
    });
  });

  describe('the form', () => {
    it('asks for nothing in vain', () => {
      const text = template('- action: debug:log\n  input:\n    message: ${{ parameters.name }}');
      const finding = only(text);
      assert.equal(finding.rule, 'unused-parameter');
      assert.equal(finding.severity, 'information');
      assert.equal(finding.marked, 'repoUrl');
      assert.deepEqual(rules(template('- action: debug:log\n  input:\n    message: ${{ parameters | dump }}')), []);
    });
    it('may have parts that depend on others', () => {
      const parameters = `- properties:
    kind: {title: Kind, type: string}
  dependencies:
    kind:
      oneOf:
        - properties:
            kind: {const: a}
            more: {title: More, type: string}`;
      assert.deepEqual(
        rules(template('- action: debug:log\n  input:\n    message: ${{ parameters.more }}', { parameters })),
        [],
      );
    });
    it('may come from elsewhere', () => {
      const parameters = '- $ref: ./page.yaml\n- properties:\n    name: {title: N, type: string}';
      assert.deepEqual(
        rules(
          template('- action: debug:log\n  input:\n    message: ${{ parameters.other }}${{ parameters.name }}', {
            parameters,
          }),
        ),
        [],
      );
    });
    it('says how to ask', () => {
      const parameters = '- properties:\n    name:\n      description: a';
      assert.deepEqual(
        found(template('- action: debug:log\n  input:\n    message: ${{ parameters.name }}', { parameters })).map(
          ({ rule, severity }) => [rule, severity],
        ),
        [
          ['parameter-incomplete', 'information'],
          ['parameter-incomplete', 'information'],
        ],
      );
    });
  });

  it('is the lack of an owner', () => {
    const finding = only(template(USES_ALL, { owner: '  lifecycle: production' }));
    assert.equal(finding.rule, 'template-without-owner');
    assert.match(finding.fixed[0] ?? '', /spec:\n {2}owner: \n {2}type/);
  });

  it('is explained rule by rule', () => {
    const docs = readFileSync(join('docs', 'templates.md'), 'utf8');
    for (const rule of TEMPLATE_RULES)
      assert.ok(docs.includes(`\`${rule}\``), `docs/templates.md does not explain ${rule}`);
  });

  it('is true in the templates of others', async function () {
    const corpora = join('..', 'shared', 'corpora');
    if (!existsSync(join(corpora, 'backstage-software-templates.tar.gz'))) {
      console.log('      (the collected templates are not on this machine: left out)');
      this.skip();
    }
    const folder = await temporaryFolder();
    try {
      const service = new TemplateLanguageService();
      const counts: Record<string, number> = {};
      let templates = 0;
      for (const name of ['backstage-software-templates', 'rhdh-software-templates'])
        execFileSync('tar', ['xzf', join(corpora, `${name}.tar.gz`), '-C', folder.path]);
      for (const path of readdirSync(folder.path, { recursive: true, encoding: 'utf8' })) {
        if (!/\.ya?ml$/.test(path)) continue;
        const text = readFileSync(join(folder.path, path), 'utf8');
        const file = parseDescriptorFile(text);
        templates += service.templates(file).length;
        // Their servers have other actions: without a list none of them is doubted.
        for (const { rule } of service.findings(file, NOTHING_KNOWN)) counts[rule] = (counts[rule] ?? 0) + 1;
        for (let offset = 0; offset < text.length; offset += 23) {
          service.suggestions(file, offset, KNOWN);
          service.help(file, offset, KNOWN);
          service.name(file, offset);
        }
        service.outline(file);
        service.lenses(file);
      }
      assert.equal(templates, 26);
      // Read by eye: two do name parameters that their form lacks.
      assert.deepEqual(counts, { 'unknown-parameter': 2, 'unused-parameter': 3 });
    } finally {
      await folder.dispose();
    }
  });
});
