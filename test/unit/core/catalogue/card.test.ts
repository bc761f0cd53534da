import assert from 'node:assert/strict';
import fc from 'fast-check';
import { displayNameOf, entityCard } from '../../../../src/core/catalogue/card.js';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { hostileText } from '../hostileText.js';
import { entity } from './entities.js';

const index = EntityIndex.of([entity('Group:payments', { title: 'Payments [Team]' })], []);

const card = (...parameters: Parameters<typeof entity>): string =>
  entityCard(entity(...parameters), index, plainTranslate);

/** Markdown with its character references resolved: what a person reads. */
const shown = (markdown: string): string =>
  markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** A card without what the product itself writes: emphasis of the name, of the last line, line breaks, and links. */
function foreignPart(markdown: string): string {
  return markdown
    .replace(/^\*\*([^*\n]*)\*\* {2}$/m, '$1')
    .replace(/^\*([^*\n]*)\*$/m, '$1')
    .replace(/\[([^[\]\n]*)\]\(https?:\/\/[^()\s<>`"\\]*\)/g, '$1')
    .replace(/^(Owner|System|Lifecycle|Tags): /gm, '')
    .replace(/ {2}$/gm, '');
}

describe('the card of an entity', () => {
  it('says what matters', () => {
    const text = card('Component:shop/orders', {
      title: 'Orders',
      description: 'Takes orders.',
      tags: ['java', 'core'],
      spec: { type: 'service', lifecycle: 'production', owner: 'group:default/payments', system: 'checkout' },
      links: [
        { url: 'https://example.com/run', title: 'Runbook' },
        { url: 'javascript:alert(1)' },
        { url: 'nonsense' },
      ],
      local: 'file:///a.yaml',
    });
    assert.equal(
      shown(text),
      [
        '**Orders**  \nComponent · service · component:shop/orders',
        'Takes orders.',
        'Owner: Payments [Team]  \nSystem: system:shop/checkout  \nLifecycle: production  \nTags: java, core',
        '[Runbook](https://example.com/run)',
        '*From a file of this folder*',
      ].join('\n\n'),
    );
  });

  it('leaves out what there is not', () => {
    assert.equal(shown(card('Component:orders')), '**orders**  \nComponent · component:orders');
  });

  it('shortens a long description, and a long list of links', () => {
    const links = Array.from({ length: 20 }, (_, number) => ({ url: `https://example.com/${number}` }));
    const text = card('Component:a', { description: 'x'.repeat(1000), links });
    assert.match(text, /\n\nx{400}…\n\n/);
    assert.equal(text.match(/\]\(/g)?.length, 6);
  });

  it('is in the language that it is asked for', () => {
    const text = entityCard(entity('Component:a', { spec: { lifecycle: 'x' } }), index, message => `<${message}>`);
    assert.match(text, /<Lifecycle>: x/);
  });

  it('calls an owner by its title, or by its reference', () => {
    assert.equal(displayNameOf('group:default/payments', index), 'Payments [Team]');
    assert.equal(displayNameOf('group:default/other', index), 'group:other');
  });

  const hostile = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '![x](https://evil.example/x.png)',
    '[click](command:goldenPath.signOut)',
    '[click]: https://evil.example',
    '$(sync~spin) done',
    '**bold** _it_ ~~no~~ `code`',
    '# heading',
    'a\n\n# heading\n\n- list\n1. one',
    'a\n===\nb\n---\n',
    '> quote',
    '| a | b |\n|---|---|',
    'https://evil.example www.evil.example a@evil.example',
    '\\[a\\](b)',
    '&lt;b&gt; &#60;b&#62;',
    '```js\nx\n```',
    '    indented',
    '<!-- -->',
  ];
  for (const text of hostile)
    it(`shows ${JSON.stringify(text)} as just that`, () => {
      const markdown = card('Component:a', {
        title: text,
        description: text,
        tags: [text],
        spec: { type: text, lifecycle: text },
        links: [{ url: 'https://example.com/', title: text }],
      });
      assert.doesNotMatch(foreignPart(markdown), /[\\`*_{}[\]()+\-!|~<>$:@]|#(?!\d+;)|&(?!#\d+;)/);
      assert.ok(shown(markdown).includes(text.replace(/\s+/g, ' ').trim()));
    });

  it('has no markup but its own, whatever the catalogue says', () => {
    const text = fc.oneof(fc.string(), hostileText(40));
    const url = fc.oneof(
      text.map(end => `https://example.com/${end}`),
      text.map(end => `https://example.com/?${end}`),
      text,
    );
    fc.assert(
      fc.property(text, text, text, url, (title, description, type, address) => {
        const markdown = card('Component:a', {
          title,
          description,
          tags: [description],
          spec: { type, lifecycle: title },
          links: [{ url: address, title }, { url: address }],
        });
        assert.doesNotMatch(foreignPart(markdown), /[\\`*_{}[\]()+\-!|~<>$:@]|#(?!\d+;)|&(?!#\d+;)/);
      }),
      { numRuns: 500 },
    );
  });
});
