import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { entityPage, type EntityPageContext } from '../../../../src/core/catalogue/entityPage.js';
import { entityOfPagePath, entityPagePath, missingEntityPage } from '../../../../src/core/catalogue/entityPagePath.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { hostileText } from '../hostileText.js';
import { entity, manyEntities } from './entities.js';

const API = entity('API:tracking-rest', {
  title: 'Tracking REST',
  description: 'Where is it?\n\nAnd [when](command:evil)?',
  tags: ['rest'],
  links: [
    { url: 'https://wiki.example.com', title: 'Handbook' },
    { url: 'command:workbench.action.quit', title: 'Bad' },
  ],
  annotations: {
    'github.com/project-slug': 'parcels/tracking',
    'backstage.io/techdocs-ref': 'dir:.',
    'backstage.io/source-location': 'url:https://git.example.com/parcels/tracking/',
    'grafana/overview-dashboard': 'https://grafana.example.com/d/1',
    'example.com/note': '<img src=x onerror=alert(1)>',
  },
  spec: { type: 'openapi', lifecycle: 'production', owner: 'parcels', system: 'gone' },
  relations: ['ownedBy group:default/parcels', 'apiProvidedBy component:default/tracking'],
});
const INDEX = EntityIndex.of([API, entity('Group:parcels', { title: 'Parcels' }), entity('Component:tracking')], []);
const CONTEXT: EntityPageContext = {
  index: INDEX,
  translate: plainTranslate,
  relationLabel: type => type,
  appUrl: 'https://portal.example.com',
  drawsMermaid: false,
};
/** The page as a person reads it in the source. */
const decoded = (page: string): string =>
  page.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

describe('entityPage', () => {
  const page = entityPage(API, CONTEXT);

  it('begins with name, kind, type and reference', () => {
    assert.match(decoded(page), /^# Tracking REST\n\nAPI · openapi · api:tracking-rest\n/);
  });

  it('leads to Backstage, docs, source, dashboard and definition', () => {
    assert.match(page, /\[API definition\]\(\.\/tracking-rest\.yaml\)/);
    assert.match(page, /\[Backstage\]\(https:\/\/portal\.example\.com\/catalog\/default\/api\/tracking-rest\)/);
    assert.match(page, /\[Docs\]\(\.\.\/\.\.\/docs\/api\/default\/tracking-rest\.md\)/);
    assert.match(page, /\[Docs in Backstage\]\(https:\/\/portal\.example\.com\/docs\/default\/api\/tracking-rest\)/);
    assert.match(page, /\[Source\]\(https:\/\/git\.example\.com\/parcels\/tracking\/\)/);
    assert.match(page, /\[Dashboard\]\(https:\/\/grafana\.example\.com\/d\/1\)/);
  });

  it('keeps the paragraphs of a description, as text', () => {
    assert.match(decoded(page), /\n\nWhere is it\?\n\nAnd \[when\]\(command:evil\)\?\n\n/);
    assert.doesNotMatch(page, /\]\(command/);
  });

  it('links owner and relations to their pages next to this one', () => {
    assert.match(page, /\| Owner \| \[Parcels\]\(\.\.\/\.\.\/group\/default\/parcels\.md\)/);
    assert.match(page, /- \*\*apiProvidedBy\*\*\n {2}- \[tracking\]\(\.\.\/\.\.\/component\/default\/tracking\.md\)/);
  });

  it('says what the catalogue does not have', () => {
    assert.match(decoded(page), /\| System \| system:gone \*\(not in the catalogue\)\*/);
  });

  it('takes only addresses as links, and resolves annotations', () => {
    assert.match(page, /- \[Handbook\]\(https:\/\/wiki\.example\.com\/\)/);
    assert.doesNotMatch(page, /Bad/);
    assert.match(page, /\]\(https:\/\/github\.com\/parcels\/tracking\)/);
    assert.doesNotMatch(page, /<img/);
  });

  it('leaves out the housekeeping of the catalogue', () => {
    assert.doesNotMatch(decoded(page), /\| backstage\.io\/source-location/);
  });

  it('draws what is around it, by Mermaid where that can be shown', () => {
    assert.match(page, /```text\n● Tracking REST\n├─ ownedBy: Parcels\n└─ apiProvidedBy: tracking\n```/);
    assert.match(entityPage(API, { ...CONTEXT, drawsMermaid: true }), /```mermaid\ngraph LR\n/);
  });

  it('of many relations shows the first and the number of the others', () => {
    const many = manyEntities(10_000);
    const hub = entity('Resource:hub', { relations: many.map(({ ref }) => `dependencyOf ${ref}`) });
    const long = entityPage(hub, { ...CONTEXT, index: EntityIndex.of([hub, ...many], []) });
    assert.match(decoded(long), /and 9950 more/);
    assert.ok(long.length < 20_000, `${long.length}`);
  });

  it('shows an entity that has nothing but its name', () => {
    const bare = entity('Widget:x');
    assert.equal(
      entityPage(bare, {
        index: EntityIndex.of([bare], []),
        translate: plainTranslate,
        relationLabel: String,
        drawsMermaid: false,
      }),
      `# x\n\nWidget · widget&#58;x\n`,
    );
  });

  it('lets nothing of the catalogue become markup', () => {
    fc.assert(
      fc.property(hostileText(40), text => {
        const hostile = entity('API:x', {
          title: text,
          description: text,
          tags: [text],
          links: [{ url: 'https://a.example.com', title: text }],
          annotations: { [text]: text, 'github.com/project-slug': text },
          spec: { type: text, lifecycle: text },
          relations: ['ownedBy group:default/y'],
        });
        const result = entityPage(hostile, { ...CONTEXT, index: EntityIndex.of([hostile], []) });
        const outside = result.replace(/```text\n[^]*?\n```/, '');
        // What is left once our own markup is taken away has no sign of any.
        const targets = [...outside.matchAll(/\]\(([^)]*)\)/g)].map(match => match[1] ?? '');
        for (const target of targets) assert.match(target, /^(?:https?:\/\/|\.\/x\.|\.\.\/\.\.\/)/);
        assert.doesNotMatch(outside, /<|!\[|\$\(/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('paths of pages', () => {
  it('lead there and back', () => {
    for (const ref of ['component:default/tracking-api', 'api:team-a/v1.2_x.md'])
      assert.equal(entityOfPagePath(entityPagePath(ref)), ref);
  });

  it('are only those of pages', () => {
    for (const path of ['/api/default/x.yaml', '/x.md', '/a/b.md', '']) assert.equal(entityOfPagePath(path), undefined);
  });

  it('have a page for what is not there', () => {
    assert.equal(missingEntityPage('group:default/a*b', 'No <b>.'), '# group&#58;a&#42;b\n\nNo &#60;b&#62;&#46;\n');
  });
});
