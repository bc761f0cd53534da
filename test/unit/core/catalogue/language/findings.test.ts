import * as assert from 'node:assert/strict';
import type { OtherDescriptor } from '../../../../../src/core/catalogue/language/catalogueChecks.js';
import { LanguageService } from '../../../../../src/core/catalogue/language/languageService.js';
import { plainTranslate } from '../../../../../src/core/common/translate.js';
import { entity } from '../entities.js';
import { component, knowledgeOf, organisation } from './markers.js';

const META = 'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: orders\n';
const SPEC = 'spec:\n  type: service\n  lifecycle: production\n  owner: tracking\n';

describe('what is wrong with descriptors', () => {
  const findings = (text: string, knowledge = knowledgeOf(), also?: (ref: string) => readonly OtherDescriptor[]) => {
    const service = new LanguageService();
    const file = service.file('file:///a.yaml', text);
    return service.findings(file, knowledge, also).map(finding => {
      const { startLine, startColumn, endLine, endColumn } = finding.range;
      return {
        rule: finding.rule,
        severity: finding.severity,
        what: text.slice(file.offsetAt(startLine, startColumn), file.offsetAt(endLine, endColumn)),
        message: plainTranslate(finding.message, ...finding.values),
        related: finding.related ?? [],
        fixes: finding.fixes.map(fix =>
          [...fix.edits].reverse().reduce((fixed, { span, text: put }) => {
            const { offset } = finding.document;
            return fixed.slice(0, offset + span.start) + put + fixed.slice(offset + span.end);
          }, text),
        ),
      };
    });
  };
  const brief = (text: string, ...rest: Parameters<typeof findings> extends [string, ...infer R] ? R : never) =>
    findings(text, ...rest).map(({ rule, what }) => `${rule}: ${what}`);

  it('has nothing to say about a good one', () => {
    assert.deepEqual(
      brief(
        component('system: delivery', 'providesApis: [tracking-rest-api]', 'dependsOn:', '  - resource:tracking-db'),
      ),
      [],
    );
  });

  it('leaves what is no good YAML, or no entity, to others', () => {
    for (const text of [
      '',
      'kind: "',
      'hello: world',
      'kind: Component\nmetadata: {}',
      '- a',
      '{{ template }}',
      'a: &x [*x]',
    ])
      assert.deepEqual(brief(text), [], text);
  });

  describe('references', () => {
    it('says which does not resolve, and what may be meant', () => {
      const [found, ...others] = findings(component('system: delivry'));
      assert.equal(others.length, 0);
      assert.equal(found?.rule, 'entity-reference-unresolved');
      assert.equal(found.what, 'delivry');
      assert.equal(found.message, 'The catalogue has no “system:delivry”. Is “system:delivery” meant?');
      assert.equal(found.fixes[0], component('system: delivery'));
    });
    it('keeps the quotes and the namespace when it mends', () => {
      assert.equal(
        findings(component('providesApis: ["invoice-api"]'))[0]?.fixes[0],
        component('providesApis: ["billing/invoices-api"]'),
      );
    });
    it('is silent where the catalogue is only partly known', () => {
      assert.deepEqual(brief(component('system: delivry'), knowledgeOf(organisation, false)), []);
    });
    it('knows what is described in the same file', () => {
      assert.deepEqual(
        brief(
          `${component('dependsOn: ["component:fresh"]')}---\n${component().replace('name: orders', 'name: fresh')}`,
        ),
        [],
      );
    });
    it('is silent about what a template fills in', () => {
      assert.deepEqual(
        brief(component('system: ${{ values.system }}').replace('name: orders', 'name: ${{ values.name }}')),
        [],
      );
    });
    it('says which is of the wrong kind', () => {
      const [found] = findings(component('system: component:checkout'));
      assert.equal(found?.rule, 'entity-reference-wrong-kind');
      assert.equal(found.severity, 'error');
      assert.deepEqual(brief(component('providesApis: [component:checkout]')), [
        'entity-reference-wrong-kind: component:checkout',
      ]);
    });
    it('lets anything depend on anything', () => {
      assert.deepEqual(brief(component('dependsOn: [api:payments-api]')), []);
    });
    it('says which must name its kind, and offers those of that name', () => {
      const [found] = findings(component('dependsOn: [tracking-db]'));
      assert.equal(found?.rule, 'entity-reference-format');
      assert.equal(found.fixes[0], component('dependsOn: [resource:tracking-db]'));
    });
    it('says which is no reference at all', () => {
      assert.deepEqual(brief(component('system: a b c')), ['entity-reference-format: a b c']);
    });
    it('writes a mapping of kind and name as the text that is meant', () => {
      const [found, ...others] = findings(component('system:', '  kind: System', '  name: delivery'));
      assert.equal(others.length, 0);
      assert.equal(found?.rule, 'entity-reference-format');
      assert.equal(found.fixes[0]?.replace(/\n\s+delivery/, ' delivery'), component('system: delivery'));
      assert.deepEqual(
        findings(component('dependsOn: [{ kind: API, namespace: billing, name: invoices-api }]'))[0]?.fixes,
        [component('dependsOn: [api:billing/invoices-api]')],
      );
    });
    it('mentions an owner who is a user, and offers the groups', () => {
      const [found] = findings(component().replace('owner: tracking', 'owner: user:ada'));
      assert.equal(found?.rule, 'owner-is-user');
      assert.equal(found.severity, 'information');
      assert.equal(found.fixes[0], component());
    });
    it('warns of what is deprecated', () => {
      assert.deepEqual(brief(component('dependsOn: [component:old-ledger]')), [
        'dependency-deprecated: component:old-ledger',
      ]);
    });
    it('warns of circles', () => {
      const [found] = findings(component('dependsOn: [component:checkout]'));
      assert.equal(found?.rule, 'dependency-cycle');
      assert.match(found.message, /component:orders → component:checkout → component:orders/);
      assert.deepEqual(
        found.related.map(({ message, values, place }) => [plainTranslate(message, ...values), place]),
        [['“component:checkout” depends on “component:orders”.', { ref: 'component:default/checkout' }]],
      );
      assert.deepEqual(brief(component('dependsOn: [component:orders]')), ['dependency-cycle: component:orders']);
    });
    it('does not follow a wide net for ever', () => {
      const wide = Array.from({ length: 5000 }, (_, at) =>
        entity(`Component:n${at}`, { relations: [`dependsOn component:default/n${at + 1}`] }),
      );
      assert.deepEqual(brief(component('dependsOn: [component:n0]'), knowledgeOf([...organisation, ...wide])), []);
    });
  });

  it('says which entity is there twice, in the file or in others', () => {
    assert.deepEqual(brief(`${component()}---\n${component()}`), ['duplicate-entity: orders']);
    const [found] = findings(component(), knowledgeOf(), () => [
      { uri: 'file:///shop/catalog-info.yaml', label: 'shop/catalog-info.yaml' },
    ]);
    assert.match(found?.message ?? '', /Component “orders” is described in shop\/catalog-info.yaml, too/);
    assert.deepEqual(found?.related[0]?.place, {
      ref: 'component:default/orders',
      uri: 'file:///shop/catalog-info.yaml',
    });
    const [second] = findings(`${component()}---\n${component()}`);
    assert.deepEqual(second?.related[0]?.place, {
      range: { startLine: 3, startColumn: 8, endLine: 3, endColumn: 14 },
    });
  });

  describe('fields', () => {
    it('says what is missing and puts it in', () => {
      const text = `${META}spec:\n  type: service # for now\n  owner: tracking\n`;
      const [found] = findings(text);
      assert.equal(found?.rule, 'missing-required-field');
      assert.equal(found.what, 'spec');
      assert.equal(
        found.fixes[0],
        `${META}spec:\n  type: service # for now\n  owner: tracking\n  lifecycle: experimental\n`,
      );
    });
    it('puts the whole spec in, and the version at the top', () => {
      const [version, ...fields] = findings('kind: Component\nmetadata:\n  name: orders\n');
      assert.equal(
        version?.fixes[0],
        'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: orders\n',
      );
      assert.equal(fields.length, 3);
      assert.equal(fields[0]?.fixes[0], 'kind: Component\nmetadata:\n  name: orders\nspec:\n  type: service\n');
    });
    it('puts a field into an empty spec', () => {
      assert.equal(findings(`${META}spec:\n`)[0]?.fixes[0], `${META}spec:\n  type: service\n`);
    });
    it('says which is empty', () => {
      assert.deepEqual(brief(`${META}${SPEC.replace('owner: tracking', 'owner:')}`), ['missing-required-field: owner']);
    });
    it('asks an MCP server for addresses, not for a definition', () => {
      const api =
        'apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: a\nspec:\n  type: mcp-server\n  lifecycle: production\n  owner: tracking\n';
      assert.deepEqual(
        findings(api).map(({ message }) => message.split(' ')[0]),
        ['“spec.remotes”'],
      );
    });
    it('takes a slip for one, and says nothing of fields of your own', () => {
      const [slip, ...others] = findings(component('sytem: delivery', 'ourField: 1'));
      assert.equal(slip?.severity, 'information');
      assert.equal(slip.fixes[0], component('system: delivery', 'ourField: 1'));
      assert.equal(others.length, 0);
    });
    it('says what Backstage refuses at the top of an entity', () => {
      const [found, ...others] = findings(`owner: tracking\n${component()}`);
      assert.equal(found?.rule, 'unknown-field');
      assert.equal(found.severity, 'error');
      assert.equal(found.what, 'owner');
      assert.equal(others.length, 0);
      assert.equal(
        findings(`${META}${SPEC.replace('spec:', 'spce:')}`).find(({ rule }) => rule === 'unknown-field')?.fixes[0],
        `${META}${SPEC}`,
      );
    });
    it('leaves kinds of the instance alone', () => {
      assert.deepEqual(brief('apiVersion: acme/v1\nkind: Spaceship\nmetadata:\n  name: a\nspec:\n  crew: 4\n'), []);
    });
    it('looks into links', () => {
      assert.deepEqual(brief(`${META}  links:\n    - urll: https://a\n${SPEC}`), ['unknown-field: urll']);
    });
    it('takes __proto__ for a name', () => {
      assert.deepEqual(brief(`${META}  annotations:\n    __proto__: a\n${SPEC}`), ['annotation-format: __proto__']);
    });
  });

  describe('names', () => {
    it('mends a name, a namespace, a tag', () => {
      assert.equal(
        findings(component().replace('name: orders', 'name: My Orders!'))[0]?.fixes[0],
        component().replace('name: orders', 'name: My-Orders'),
      );
      const tags = (tag: string): string => `${META}  tags: [${tag}]\n${SPEC}`;
      assert.equal(findings(tags('Node JS'))[0]?.fixes[0], tags('node-js'));
      const space = (name: string): string => `${META}  namespace: ${name}\n${SPEC}`;
      assert.equal(findings(space('Big_Team'))[0]?.rule, 'name-format');
      assert.equal(findings(space('Big_Team'))[0]?.fixes[0], space('big-team'));
    });
    it('puts a number in quotes', () => {
      const tags = (tag: string): string => `${META}  tags: [${tag}]\n${SPEC}`;
      assert.equal(findings(tags('2024'))[0]?.fixes[0], tags(`'2024'`));
    });
    it('looks at keys and values of annotations and labels', () => {
      const annotation = (line: string): string => `${META}  annotations:\n    ${line}\n${SPEC}`;
      assert.deepEqual(brief(annotation('Acme.com/x/y: a')), ['annotation-format: Acme.com/x/y']);
      assert.equal(findings(annotation('acme.com/x: 12'))[0]?.fixes[0], annotation(`acme.com/x: '12'`));
      assert.deepEqual(brief(annotation('github.com/project-slug: nothing')), ['annotation-format: nothing']);
      assert.deepEqual(brief(annotation('backstage.io/techdocs-ref: dir:.')), []);
      assert.deepEqual(brief(`${META}  labels:\n    tier: a b\n${SPEC}`), ['annotation-format: a b']);
    });
  });

  describe('definitions of APIs', () => {
    const api = (type: string, ...lines: readonly string[]): string =>
      [
        'apiVersion: backstage.io/v1alpha1',
        'kind: API',
        'metadata:',
        '  name: a',
        'spec:',
        `  type: ${type}`,
        '  lifecycle: production',
        '  owner: tracking',
        ...lines,
        '',
      ].join('\n');
    it('says in which line one does not parse', () => {
      assert.deepEqual(
        brief(api('openapi', '  definition: |', '    openapi: 3.0.0', '    info: "a', '    paths: {}')),
        ['api-definition-unparsable: paths: {}'],
      );
    });
    it('says which is another document', () => {
      assert.deepEqual(brief(api('asyncapi', '  definition: |', '    openapi: 3.0.0')), [
        'api-definition-unparsable: definition',
      ]);
    });
    it('is content with a good one, one of another file, one in another language', () => {
      assert.deepEqual(
        brief(
          api(
            'openapi',
            '  definition: |',
            '    openapi: 3.0.0',
            '    info: {title: a, version: "1"}',
            '    paths: {}',
          ),
        ),
        [],
      );
      assert.deepEqual(brief(api('openapi', '  definition:', '    $text: ./openapi.yaml')), []);
      assert.deepEqual(brief(api('graphql', '  definition: "type Query { a: Int }"')), []);
    });
  });
});
