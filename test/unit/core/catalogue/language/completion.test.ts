import * as assert from 'node:assert/strict';
import { suggestionsAt } from '../../../../../src/core/catalogue/language/completion.js';
import { parseDescriptorFile } from '../../../../../src/core/catalogue/language/descriptorFile.js';
import { atCursor, component, knowledgeOf } from './markers.js';

describe('what could be written', () => {
  const suggest = (marked: string) => {
    const { text, offset } = atCursor(marked);
    const found = suggestionsAt(parseDescriptorFile(text), offset, knowledgeOf());
    return { text, found, items: found?.items ?? [], labels: (found?.items ?? []).map(({ label }) => label) };
  };
  /** The text with the first suggestion in it. */
  const accepted = (marked: string, label: string): string => {
    const { text, found } = suggest(marked);
    const item = found?.items.find(candidate => candidate.label === label);
    assert.ok(found && item, `“${label}” is not suggested`);
    return text.slice(0, found.span.start) + item.insert.replaceAll('$0', '') + text.slice(found.span.end);
  };

  describe('kinds and fields', () => {
    it('offers whole entities in an empty document', () => {
      for (const marked of ['|', '\n|', 'kind: A\n---\n|', 'New|'])
        assert.ok(suggest(marked).labels.includes('New Component'), marked);
    });
    it('offers no whole entity where one has begun', () => {
      assert.deepEqual(suggest('kind: Component\n|').labels, ['apiVersion', 'metadata', 'spec']);
    });
    it('offers kinds and versions', () => {
      assert.ok(suggest('kind: |').labels.includes('Resource'));
      assert.equal(suggest('kind: |').items.find(({ label }) => label === 'Group')?.description, '2×');
      assert.deepEqual(suggest('apiVersion: |\nkind: Template').labels, ['scaffolder.backstage.io/v1beta3']);
    });
    it('offers the fields that are missing, those first that must be there', () => {
      const { labels, items } = suggest('kind: Component\nmetadata:\n  name: a\nspec:\n  type: service\n  |');
      assert.deepEqual(labels.slice(0, 3), ['lifecycle', 'owner', 'system']);
      assert.equal(items[0]?.description, 'required');
    });
    it('counts keys above and below, but not those of other levels', () => {
      const { labels } = suggest(
        'kind: Component\nmetadata:\n  title: a\n  |\n  name: a\n  annotations:\n    tags: a\nspec:\n  system: a',
      );
      assert.deepEqual(labels, ['description', 'namespace', 'labels', 'tags', 'links']);
    });
    it('still offers the key that is being written', () => {
      assert.ok(suggest('kind: Component\nspec:\n  own|').labels.includes('owner'));
      assert.equal(
        accepted('kind: Component\nspec:\n  own|: tracking', 'owner'),
        'kind: Component\nspec:\n  owner: tracking',
      );
    });
    it('opens a list or a mapping', () => {
      assert.match(accepted('kind: Component\nspec:\n  |', 'providesApis'), /providesApis:\n {2}- $/);
    });
    it('knows the fields of links, in the first line of an item and in others', () => {
      assert.deepEqual(suggest('metadata:\n  links:\n    - |').labels, ['url', 'title', 'icon', 'type']);
      assert.deepEqual(suggest('metadata:\n  links:\n    - url: a\n      |').labels, ['title', 'icon', 'type']);
      assert.deepEqual(suggest('metadata:\n  links:\n  - url: a\n    title: b\n  - url: b\n    |').labels, [
        'title',
        'icon',
        'type',
      ]);
      assert.ok(suggest('metadata:\n  links:\n    - url: a\n      icon: |').labels.includes('dashboard'));
    });
    it('has nothing to say in comments, in long texts and in fields that it does not know', () => {
      for (const marked of [
        '# kind: |',
        'kind: API\nspec:\n  definition: |\n    x',
        'kind: Component\nspec:\n  theirs: |',
        '---|',
      ])
        assert.deepEqual(suggest(marked.replace('definition: |\n    x', 'definition: >\n    ow|')).labels, [], marked);
    });
  });

  describe('references', () => {
    it('offers what software depends on, what is likely first, and any kind that is typed', () => {
      const { items } = suggest('kind: Component\nspec:\n  dependsOn:\n    - |');
      const inserted = items.map(({ insert }) => insert);
      assert.ok(inserted.includes('api:payments-api') && inserted.includes('system:delivery'));
      assert.ok(!inserted.some(text => /^(?:user|group|domain):/.test(text)));
      assert.ok(inserted.indexOf('component:checkout') < inserted.indexOf('resource:tracking-db'));
      assert.ok(inserted.indexOf('resource:tracking-db') < inserted.indexOf('api:payments-api'));
      assert.deepEqual(suggest('kind: Resource\nspec:\n  dependencyOf: ["domain:|').labels, ['logistics']);
    });
    it('offers groups and users as owner', () => {
      const { items } = suggest('kind: Component\nspec:\n  owner: |');
      assert.deepEqual(
        items.map(({ insert }) => insert),
        ['tracking', 'payments', 'user:ada'],
      );
    });
    for (const [what, marked] of [
      ['a block list', component('providesApis:', '  - |')],
      ['a block list that is not indented', component('providesApis:', '- |')],
      ['a flow list', component('providesApis: [|]')],
      ['a flow list over several lines', component('providesApis: [', '  |', ']')],
    ] as const)
      it(`offers APIs in ${what}`, () => {
        assert.deepEqual([...suggest(marked).labels].sort(), ['invoices-api', 'payments-api', 'tracking-rest-api']);
      });
    it('leaves out the kind and the namespace where it may', () => {
      const { items } = suggest(component('providesApis:', '  - |'));
      assert.equal(items.find(({ label }) => label === 'payments-api')?.insert, 'payments-api');
      assert.equal(items.find(({ label }) => label === 'invoices-api')?.insert, 'billing/invoices-api');
      assert.equal(suggest(component('dependsOn:', '  - tracking-d|')).items[0]?.insert, 'resource:tracking-db');
    });
    it('writes the parts that somebody has begun to write', () => {
      assert.match(accepted(component('system: system:default/d|'), 'delivery'), /system: system:default\/delivery\n/);
      assert.match(accepted(component('dependsOn:', '  - component:|'), 'checkout'), /- component:checkout\n/);
      assert.match(accepted(component('dependsOn:', '  - component:ch|'), 'checkout'), /- component:checkout\n/);
    });
    it('offers only the kind that somebody has begun with', () => {
      assert.deepEqual(suggest(component('dependsOn:', '  - resource:|')).labels, ['tracking-db']);
    });
    it('has what is near first: the same system, the same owner; what is deprecated last', () => {
      const { labels } = suggest(component('system: delivery', 'dependsOn:', '  - |'));
      assert.deepEqual(labels.slice(0, 2).sort(), ['tracking-api', 'tracking-db']);
      assert.equal(labels[2], 'tracking-web');
      assert.equal(labels.at(-1), 'old-ledger');
    });
    it('leaves out the entity itself and what stands in the list', () => {
      const { labels } = suggest(
        component('providesApis:', '  - payments-api', '  - |', '  - api:billing/invoices-api'),
      );
      assert.deepEqual(labels, ['tracking-rest-api']);
      assert.ok(!suggest(component('consumesApis: [payments-api, |]')).labels.includes('payments-api'));
    });
    it('finds by title', () => {
      assert.deepEqual(suggest('kind: Component\nspec:\n  owner: parcel|').labels, ['tracking']);
    });
    it('replaces what stands there, in quotes too', () => {
      assert.match(accepted(component('system: "d|x"  # why'), 'delivery'), /system: "delivery" {2}# why/);
      assert.match(
        accepted(component('consumesApis: [pay|ment, tracking-rest-api]'), 'payments-api'),
        /\[payments-api, tracking-rest-api\]/,
      );
    });
    it('puts the dash where somebody has forgotten it', () => {
      assert.match(accepted(component('providesApis:', '  |'), 'payments-api'), /providesApis:\n {4}- payments-api\n/);
    });
    it('says when there are more', () => {
      assert.equal(suggest(component('providesApis:', '  - |')).found?.incomplete, false);
    });
  });

  describe('values', () => {
    it('offers types and life cycles in use, with their number, then those that are known', () => {
      const { items } = suggest('kind: Component\nspec:\n  type: |');
      assert.deepEqual(
        items.map(({ label, description }) => [label, description]),
        [
          ['service', '3×'],
          ['website', '1×'],
          ['library', undefined],
        ],
      );
      assert.ok(suggest('kind: Component\nspec:\n  lifecycle: |').labels.includes('beta'));
    });
    it('offers tags in use that are not there yet', () => {
      assert.deepEqual(suggest('kind: Component\nmetadata:\n  tags:\n    - nodejs\n    - |').labels, ['http']);
    });
    it('offers annotations, those in use first, and their values', () => {
      const { labels, items } = suggest('kind: Component\nmetadata:\n  annotations:\n    |');
      assert.equal(labels[0], 'acme.com/tier');
      assert.ok(items.find(({ label }) => label === 'backstage.io/techdocs-ref')?.documentation);
      assert.deepEqual(suggest('kind: Component\nmetadata:\n  annotations:\n    backstage.io/techdocs-ref: |').labels, [
        'dir:.',
      ]);
    });
  });
});
