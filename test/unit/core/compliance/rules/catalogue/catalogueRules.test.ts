import assert from 'node:assert/strict';
import { parseDescriptor } from '../../../../../../src/core/catalogue/descriptor.js';
import type { RuleOptions, Surroundings } from '../../../../../../src/core/compliance/rule.js';
import { CATALOGUE_RULES } from '../../../../../../src/core/compliance/rules/catalogueRules.js';
import { SHOWN_BY_THE_LANGUAGE } from '../../../../../../src/core/compliance/rules/shownByTheLanguage.js';
import { TEMPLATE_RULES } from '../../../../../../src/core/compliance/rules/templateRules.js';
import { FileSurroundings, textLookup } from '../../../../../../src/core/compliance/surroundings/fileSurroundings.js';
import {
  entitiesOfFolder,
  isDescriptorPath,
} from '../../../../../../src/core/compliance/surroundings/folderEntities.js';
import { check, edited } from '../../ruleCheck.js';

type Files = Readonly<Record<string, string>>;

const PATH = 'catalog-info.yaml';
const group = (name: string) => `kind: Group\nmetadata: {name: ${name}}\nspec: {type: team, children: []}\n`;
const component = (...spec: readonly string[]) =>
  [
    'apiVersion: backstage.io/v1alpha1',
    'kind: Component',
    'metadata:',
    '  name: orders',
    'spec:',
    '  type: service',
    '  lifecycle: experimental',
    ...spec.map(line => `  ${line}`),
    '',
  ].join('\n');

interface Around {
  readonly files?: Files;
  readonly catalogue?: string;
  readonly remote?: string;
}

function around(text: string, { files = {}, catalogue, remote }: Around): Surroundings {
  const texts = new Map([...Object.entries(files), [PATH, text]]);
  const lookup = textLookup(texts);
  return new FileSurroundings({
    files: lookup,
    entities: () =>
      entitiesOfFolder(lookup, {
        descriptors: [...texts.keys()].filter(isDescriptorPath),
        isWhole: true,
        ...(catalogue === undefined ? {} : { catalogue: parseDescriptor(catalogue, '').entities }),
      }),
    ...(remote === undefined ? {} : { repository: { below: [], remote, branch: 'main' } }),
  });
}

/** What one rule finds, each with its severity and what is marked. */
function found(id: string, text: string, options: Around & { readonly options?: RuleOptions } = {}) {
  const rules = [...CATALOGUE_RULES, ...TEMPLATE_RULES].filter(rule => rule.id === id);
  assert.equal(rules.length, 1);
  return check(text, rules, {
    path: PATH,
    surroundings: around(text, options),
    ...(options.options ? { options: options.options } : {}),
  });
}
const brief = (...words: Parameters<typeof found>) =>
  found(...words).map(({ finding: { severity }, marked }) => `${severity}: ${marked}`);
const mended = (text: string, [first]: ReturnType<typeof found>) =>
  edited(text, first?.finding.fixes?.()[0]?.edits ?? [], first?.offset);

describe('Rules of the catalogue', () => {
  it('are named in the table of what the languages show, where they say the same', () => {
    const ids = new Set([...CATALOGUE_RULES, ...TEMPLATE_RULES].map(({ id }) => id));
    for (const id of SHOWN_BY_THE_LANGUAGE) assert.ok(ids.has(id), id);
    assert.equal(ids.size, 24);
  });

  describe('an owner that is not described', () => {
    const text = component('owner: group:default/chekout');
    it('is an error where the whole catalogue is known', () => {
      assert.deepEqual(brief('cat/owner-resolvable', text, { catalogue: group('payments') }), [
        'error: group:default/chekout',
      ]);
    });
    it('is a warning where only the folder is, and it looks like a slip', () => {
      const files = { 'teams/catalog-info.yaml': group('checkout') };
      assert.deepEqual(brief('cat/owner-resolvable', text, { files }), ['warning: group:default/chekout']);
      assert.equal(mended(text, found('cat/owner-resolvable', text, { files })), component('owner: checkout'));
    });
    it('is nothing where it may be described elsewhere', () => {
      for (const name of ['team-b', 'checkouts-2', 'payments'])
        assert.deepEqual(
          brief('cat/owner-resolvable', component(`owner: ${name}`), {
            files: { 'teams/catalog-info.yaml': `${group('team-a')}---\n${group('checkouts-1')}` },
          }),
          [],
        );
      assert.deepEqual(brief('cat/owner-resolvable', text), []);
    });
    it('is a warning where the folder is said to hold everything', () => {
      assert.deepEqual(brief('cat/owner-resolvable', text, { options: { folderIsWhole: true } }), [
        'warning: group:default/chekout',
      ]);
    });
    it('is found through the targets of Locations', () => {
      const files = {
        'all/catalog-info.yaml': 'kind: Location\nmetadata: {name: all}\nspec: {targets: [./teams/*.yaml]}\n',
        'all/teams/one.yaml': group('chekout'),
        'teams/catalog-info.yaml': group('checkout'),
      };
      assert.deepEqual(brief('cat/owner-resolvable', text, { files }), []);
    });
  });

  it('take an owner from CODEOWNERS, else say that it is to be written', () => {
    const text = component();
    const files = { CODEOWNERS: '* @example/checkout\n' };
    assert.equal(mended(text, found('cat/owner-present', text, { files })), component('owner: checkout'));
    assert.equal(mended(text, found('cat/owner-present', text)), component('owner: unknown'));
  });

  it('say of a person as owner that people move on, known or not', () => {
    const text = component('owner: user:ada');
    assert.deepEqual(brief('cat/owner-is-group', text), ['warning: user:ada']);
    assert.deepEqual(brief('cat/owner-is-group', text, { catalogue: group('x') }), []);
    const people = 'kind: User\nmetadata: {name: ada}\nspec: {memberOf: []}\n';
    assert.deepEqual(brief('cat/owner-is-group', text, { catalogue: people }), ['warning: user:ada']);
  });

  it('write a compound reference as a text', () => {
    const text = component('owner: checkout', 'dependsOn:', '  - kind: resource', '    name: orders-db');
    const [first, ...others] = found('cat/ref-format', text);
    assert.equal(others.length, 0);
    assert.equal(first?.finding.fixes?.()[0]?.class, 'safe');
    assert.equal(mended(text, [first]), component('owner: checkout', 'dependsOn:', '  - resource:orders-db'));
  });

  it('say which entity is described twice, in one file or in two', () => {
    const text = component('owner: checkout');
    assert.deepEqual(brief('cat/duplicate-entity', text), []);
    assert.deepEqual(brief('cat/duplicate-entity', text, { files: { 'a/catalog-info.yaml': text } }), [
      'error: orders',
    ]);
    assert.equal(found('cat/duplicate-entity', `${text}---\n${text}`).length, 2);
    const templated = text.replace('orders', '${{ values.name }}');
    assert.deepEqual(brief('cat/duplicate-entity', templated, { files: { 'a/catalog-info.yaml': templated } }), []);
  });

  it('know which words an organisation allows, and slips of the documented ones without it', () => {
    const text = component('owner: x').replace('experimental', 'prodution');
    assert.deepEqual(brief('cat/lifecycle-allowed', text), ['warning: prodution']);
    assert.deepEqual(brief('cat/lifecycle-allowed', text.replace('prodution', 'beta')), []);
    assert.deepEqual(
      brief('cat/lifecycle-allowed', text.replace('prodution', 'beta'), { options: { allowed: ['production'] } }),
      ['warning: beta'],
    );
    assert.deepEqual(brief('cat/type-allowed', text, { options: { allowed: { Component: ['library'] } } }), [
      'warning: service',
    ]);
    assert.deepEqual(brief('cat/type-allowed', text, { options: { allowed: { API: ['openapi'] } } }), []);
  });

  it('ask for no system of a library', () => {
    assert.deepEqual(brief('cat/system-present', component('owner: x')), ['warning: orders']);
    assert.deepEqual(brief('cat/system-present', component('owner: x').replace('service', 'library')), []);
  });

  it('find documentation that is not named, and a name without documentation', () => {
    const text = component('owner: x');
    assert.deepEqual(brief('cat/techdocs-ref', text), []);
    const files = { 'mkdocs.yml': '' };
    const repaired = mended(text, found('cat/techdocs-ref', text, { files }));
    assert.match(repaired, /annotations:\n {4}backstage.io\/techdocs-ref: dir:\.\n/);
    assert.deepEqual(brief('cat/techdocs-ref', repaired, { files }), []);
    assert.deepEqual(brief('cat/techdocs-ref', repaired), ['warning: dir:.']);
    assert.deepEqual(brief('cat/techdocs-ref', text, { options: { required: true } }), ['warning: orders']);
  });

  it('hold the source location against the remote', () => {
    const text = component('owner: x');
    const remote = 'git@github.com:example/orders.git';
    assert.deepEqual(brief('cat/source-location', text), []);
    const repaired = mended(text, found('cat/source-location', text, { remote }));
    assert.match(repaired, /github.com\/project-slug: example\/orders\n/);
    assert.deepEqual(brief('cat/source-location', repaired, { remote }), []);
    const other = repaired.replace('example/orders', 'example/stock');
    assert.deepEqual(brief('cat/source-location', other, { remote }), ['warning: example/stock']);
    const codeberg = 'https://codeberg.org/example/orders.git';
    assert.match(
      mended(text, found('cat/source-location', text, { remote: codeberg })),
      /source-location: url:https:\/\/codeberg.org\/example\/orders\/src\/branch\/main\/\n/,
    );
  });

  it('want a waiver of what says that it leaves the golden path', () => {
    const from = (annotation: string) =>
      component('owner: x').replace('  name: orders\n', `  name: orders\n  annotations:\n    ${annotation}\n`);
    const made = from('backstage.io/source-template: template:default/web-service');
    assert.deepEqual(brief('cat/golden-path-origin', made), []);
    assert.deepEqual(brief('cat/golden-path-origin', component('owner: x')), ['warning: orders']);
    assert.equal(brief('cat/golden-path-origin', made, { options: { approved: ['library'] } }).length, 1);
    assert.equal(brief('cat/golden-path-origin', made, { options: { approved: ['web-service'] } }).length, 0);
    assert.equal(
      brief('cat/golden-path-origin', from('goldenpath.dev/deviates-from: template:default/web-service')).length,
      1,
    );
    const files = { '.golden-path/waivers.yaml': 'waivers:\n  - rule: cat/golden-path-origin\n' };
    assert.equal(brief('cat/golden-path-origin', made, { files }).length, 1);
    const [stub] = found('cat/golden-path-origin', component('owner: x'))[0]?.finding.fixes?.() ?? [];
    assert.match(stub?.newFile?.text ?? '', /rule: cat\/golden-path-origin/);
  });

  it('read definitions in files beside a descriptor', () => {
    const api = (type: string, target: string) =>
      `apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata: {name: a}\nspec:\n  type: ${type}\n  lifecycle: experimental\n  owner: x\n  definition:\n    $text: ${target}\n`;
    const files = { 'a.graphql': 'type Query { a: Int', 'b.proto': 'syntax = "proto3";\n', 'c.yaml': 'openapi: 3.1.0' };
    assert.deepEqual(brief('cat/api-definition', api('graphql', './a.graphql'), { files }), ['error: ./a.graphql']);
    assert.deepEqual(brief('cat/api-definition', api('grpc', './b.proto'), { files }), []);
    assert.deepEqual(brief('cat/api-definition', api('openapi', './c.yaml'), { files }), ['warning: ./c.yaml']);
    assert.deepEqual(brief('cat/api-definition', api('openapi', './none.yaml'), { files }), ['error: ./none.yaml']);
    assert.deepEqual(brief('cat/api-definition', api('openapi', '../out.yaml'), { files }), []);
  });
});
