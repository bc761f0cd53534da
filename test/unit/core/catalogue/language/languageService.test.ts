import * as assert from 'node:assert/strict';
import { LanguageService } from '../../../../../src/core/catalogue/language/languageService.js';
import { knowsEverything } from '../../../../../src/core/catalogue/language/knowledge.js';
import { EntityIndex } from '../../../../../src/core/catalogue/entityIndex.js';
import type { SideState } from '../../../../../src/core/catalogue/model.js';
import { entity } from '../entities.js';
import { atCursor, component, knowledgeOf, organisation } from './markers.js';

const URI = 'file:///shop/catalog-info.yaml';

describe('the language of descriptors', () => {
  const service = new LanguageService();
  const mention = (marked: string) => {
    const { text, offset } = atCursor(marked);
    const file = service.file(URI, text);
    return { text, file, offset, mention: service.mention(file, offset) };
  };
  const refAt = (marked: string): string | undefined => service.refOf(mention(marked).mention);

  describe('what stands at the cursor', () => {
    for (const [marked, ref] of [
      [component('system: del|ivery'), 'system:default/delivery'],
      [component('system: |delivery'), 'system:default/delivery'],
      [component('system: delivery|'), 'system:default/delivery'],
      [component('system: "delivery|"'), 'system:default/delivery'],
      [component('providesApis: [a, billing/invoi|ces-api]'), 'api:billing/invoices-api'],
      [component('dependsOn:', '  - Resource:Default/Tracking-DB|'), 'resource:default/tracking-db'],
      [component().replace('name: orders', 'name: ord|ers'), 'component:default/orders'],
      [
        component()
          .replace('name: orders', 'name: orders\n  namespace: shop')
          .replace('owner: tracking', 'owner: track|ing'),
        'group:shop/tracking',
      ],
      [component().replace('type: service', 'type: serv|ice'), undefined],
      [component('system: ${{ val|ues.a }}'), undefined],
      [`kind: A\n---\n${component('system: del|ivery')}`, 'system:default/delivery'],
      [
        'kind: Component\nmetadata:\n  name: a\n  annotations:\n    backstage.io/techdocs-entity: component:doc|s\n',
        'component:default/docs',
      ],
    ] as const)
      it(`${JSON.stringify(marked.split('\n').find(line => line.includes('|')))} means ${ref}`, () => {
        assert.equal(refAt(marked), ref);
      });

    it('explains keys, kinds and annotations', () => {
      const help = (marked: string): string | undefined => {
        const { file, offset } = mention(marked);
        return service.fieldHelp(file, offset)?.text;
      };
      assert.match(help('kind: Compo|nent') ?? '', /piece of software/);
      assert.match(help('kind: Component\nspec:\n  consumes|Apis: []') ?? '', /calls/);
      assert.match(help('metadata:\n  links:\n    - ic|on: docs') ?? '', /icon/);
      assert.match(help('metadata:\n  annotations:\n    jira/proj|ect-key: A') ?? '', /Jira/);
      assert.equal(help('metadata:\n  annotations:\n    acme.com/|x: A'), undefined);
    });
  });

  describe('renaming', () => {
    const others = [
      {
        uri: 'file:///other.yaml',
        text: component('dependsOn: ["component:default/Orders", component:orders]', 'subcomponentOf: orders').replace(
          'name: orders',
          'name: web',
        ),
      },
    ];
    const rename = (marked: string, name: string, knowledge = knowledgeOf()) => {
      const found = mention(marked);
      assert.ok(found.mention);
      const files = [{ uri: URI, text: found.text }, ...others];
      const result = service.rename(files, found.mention, name, knowledge);
      if (!result.ok) return result.problem.message;
      return files.map(({ uri, text }) => {
        const file = service.file(uri, text);
        return result.value
          .filter(edit => edit.uri === uri)
          .map(({ range, text: put }) => ({
            start: file.offsetAt(range.startLine, range.startColumn),
            end: file.offsetAt(range.endLine, range.endColumn),
            put,
          }))
          .sort((a, b) => b.start - a.start)
          .reduce((renamed, { start, end, put }) => renamed.slice(0, start) + put + renamed.slice(end), text);
      });
    };
    const marked = component().replace('name: orders', 'name: ord|ers');

    it('changes the name everywhere and keeps each form', () => {
      const [own, other] = rename(marked, 'sales') as string[];
      assert.equal(own, component().replace('name: orders', 'name: sales'));
      assert.match(
        other ?? '',
        /dependsOn: \["component:default\/sales", component:sales\]\n {2}subcomponentOf: sales\n/,
      );
    });
    it('puts a name in quotes that YAML would not read as a text', () => {
      const [own, other] = rename(marked, '2024') as string[];
      assert.match(own ?? '', /name: '2024'\n/);
      assert.match(other ?? '', /component:2024\]\n {2}subcomponentOf: '2024'\n/);
    });
    it('begins at a reference as well', () => {
      const text = `${component('subcomponentOf: par|ent')}---\n${component().replace('name: orders', 'name: parent')}`;
      const [own] = rename(text, 'mother') as string[];
      assert.match(own ?? '', /subcomponentOf: mother[^]*name: mother/);
    });
    it('may change the letter case alone', () => {
      assert.match((rename(marked, 'Orders') as string[])[0] ?? '', /name: Orders\n/);
    });
    for (const [why, name, at] of [
      ['a bad name', 'no good', marked],
      ['a name that is taken in the catalogue', 'checkout', marked],
      ['a name that is taken in the folder', 'web', marked],
      ['what is described elsewhere', 'other', component('system: del|ivery')],
    ] as const)
      it(`refuses ${why}`, () => assert.equal(typeof rename(at, name), 'string'));
    it('gives back the name alone to be changed', () => {
      const { file, mention: found } = mention(component('providesApis: [api:billing/invoi|ces-api]'));
      assert.ok(found);
      assert.equal(service.nameAt(file, found).name, 'invoices-api');
    });
    it('finds all places', () => {
      const { text } = mention(marked);
      const places = service.places([{ uri: URI, text }, ...others], 'component:default/orders');
      assert.deepEqual(
        places.map(({ declaration }) => declaration),
        [true, false, false, false],
      );
    });
  });

  describe('outline, links and lenses', () => {
    const text = `${component('system: delivery')}---\nkind: API\nmetadata:\n  name: rest\n  links:\n    - url: https://a.example/x\n    - url: javascript:alert(1)\n  annotations:\n    backstage.io/source-location: url:https://git.example/a\n`;
    const file = service.file(URI, text);
    it('lists entities with their fields', () => {
      const [first, second] = service.outline(file);
      assert.deepEqual(
        [first?.name, first?.detail, second?.name, second?.detail],
        ['orders', 'Component', 'rest', 'API'],
      );
      assert.deepEqual(
        first?.children.map(({ name }) => name),
        ['apiVersion', 'kind', 'metadata', 'spec'],
      );
      assert.deepEqual(
        first?.children[3]?.children.map(({ name, detail }) => `${name} ${detail}`).at(-1),
        'system delivery',
      );
    });
    it('makes links of web addresses alone', () => {
      assert.deepEqual(
        service
          .links(file)
          .map(({ address, document, span }) => [
            address,
            text.slice(document.offset + span.start, document.offset + span.end),
          ]),
        [
          ['https://a.example/x', 'https://a.example/x'],
          ['https://git.example/a', 'https://git.example/a'],
        ],
      );
    });
    it('counts who needs an entity', () => {
      const orders = entity('Component:orders', { spec: { owner: 'tracking' } });
      const [lens, ...rest] = service.lenses(file, knowledgeOf([...organisation, orders]));
      assert.deepEqual(
        [lens?.ref, lens?.dependents, lens?.owner],
        ['component:default/orders', 1, 'group:default/tracking'],
      );
      assert.equal(rest.length, 1);
    });
  });

  describe('reading', () => {
    it('reads a version once, and only the documents that changed', () => {
      const first = service.file(URI, `${component()}---\n${component('system: a')}`);
      assert.equal(service.file(URI, first.text), first);
      const second = service.file(URI, `# moved\n${component()}---\n${component('system: a')}`);
      assert.equal(second.documents.at(-1)?.tree, first.documents.at(-1)?.tree);
    });
    it('survives whatever is in a file', () => {
      const deep = '['.repeat(20_000);
      for (const text of [
        deep,
        'a: &a\n  b: *a',
        '? [x]\n: y',
        '\t- a',
        'kind: !!binary x',
        '\u0000',
        'kind: Component\nmetadata: [a]\nspec: 1\n',
        '%YAML 9\n---\na: *b',
        '{kind: Component, metadata: {name: a}, spec: {}}',
      ]) {
        const file = service.file('file:///odd.yaml', text);
        service.findings(file, knowledgeOf());
        service.outline(file);
        service.links(file);
        for (let offset = 0; offset <= Math.min(text.length, 80); offset++) {
          service.suggestions(file, offset, knowledgeOf());
          service.mention(file, offset);
          service.fieldHelp(file, offset);
        }
      }
    });
    it('asks nothing of a half-written descriptor that it would not survive', () => {
      const text = component('providesApis: [a, "b"]', 'dependsOn:', '  - x: y', '# c', 'links: {a: [b]}');
      for (let end = 0; end <= text.length; end++) {
        const file = service.file('file:///half.yaml', text.slice(0, end));
        service.suggestions(file, end, knowledgeOf());
        service.findings(file, knowledgeOf());
      }
    });
  });

  describe('knowing everything', () => {
    const known = (server: SideState, workspace: SideState, before = false): boolean =>
      knowsEverything({ index: EntityIndex.EMPTY, server, workspace }, before);
    const ready: SideState = { phase: 'ready', readAt: 1 };
    it('takes both sides, or one where there is no other', () => {
      assert.ok(known(ready, ready));
      assert.ok(known({ phase: 'absent' }, ready));
      assert.ok(!known({ phase: 'failed', readAt: 1 }, ready, true));
      assert.ok(!known({ phase: 'loading' }, ready, true));
      assert.ok(!known({ phase: 'ready', readAt: 1, kept: true }, ready, true));
    });
    it('is not forgotten while something is read again', () => {
      assert.ok(known({ phase: 'loading', readAt: 1 }, { phase: 'loading', readAt: 1 }, true));
      assert.ok(!known({ phase: 'loading', readAt: 1 }, ready, false));
    });
  });
});
