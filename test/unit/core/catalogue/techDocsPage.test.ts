import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readDocsSite } from '../../../../src/core/catalogue/techDocs.js';
import { docsPage, missingDocsPage, type DocsImage } from '../../../../src/core/catalogue/techDocsPage.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { problemOf, valueOf } from '../../values.js';
import { hostileText } from '../hostileText.js';

const REF = 'component:default/orders';
const SITE = readDocsSite(
  REF,
  { files: ['index.html', 'run/index.html', 'plan.svg', 'form.pdf', 'v1.2/index.html'], build_timestamp: 0 },
  { docs: [{ location: 'run/#roll-back_1', title: 'Roll back' }] },
);

/** The text of a page between what is put above and below it. */
function page(body: string, images: ReadonlyMap<string, DocsImage> = new Map(), file = 'index.html'): string {
  const context = {
    site: SITE,
    place: { ref: REF, file },
    translate: plainTranslate,
    appUrl: 'https://portal.example.com',
  };
  const made = valueOf(docsPage(`<html><body><article>${body}</article></body></html>`, context));
  return made
    .render(images)
    .replace(/^[\s\S]*?\n---\n/, '')
    .trim();
}

describe('a page of documentation', () => {
  it('keeps what Markdown has words for', () => {
    const html =
      '<h1 id="x">Orders<a class="headerlink" href="#x">¶</a></h1><p>A <strong>b</strong> <em>c</em> <code>d</code></p>' +
      '<ul><li>one</li></ul><table><thead><tr><th>A|B</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>';
    assert.equal(page(html), '# Orders\n\nA **b** *c* `d`\n\n- one\n\n| A\\|B |\n| - |\n| 1 |');
  });

  it('shows code with its language and without numbers of lines', () => {
    const code = '<pre><code>npm start\n</code></pre>';
    assert.equal(page(`<div class="language-sh highlight">${code}</div>`), '```sh\nnpm start\n```');
    const table = `<table class="highlighttable"><tr><td class="linenos"><pre>1</pre></td><td class="code">${code}</td></tr></table>`;
    assert.equal(page(table), '```\nnpm start\n```');
  });

  it('shows notes, folded parts and tabs', () => {
    const note = '<div class="admonition note"><p class="admonition-title">Mind</p><p>it</p></div>';
    assert.equal(page(note), '> **Mind**\n>\n> it');
    assert.equal(page('<details><summary>More</summary><p>text</p></details>'), '> **More**\n>\n> text');
    const tabs =
      '<div class="tabbed-set"><input type="radio"><div class="tabbed-labels"><label>Go</label><label>Rust</label></div>' +
      '<div class="tabbed-content"><div class="tabbed-block"><p>g</p></div><div class="tabbed-block"><p>r</p></div></div></div>';
    assert.equal(page(tabs), '**Go**\n\ng\n\n**Rust**\n\nr');
  });

  it('leads to pages, headings, entities, files and the web', () => {
    const link = (href: string): string | undefined =>
      /\]\((.*)\)/.exec(page(`<h2 id="t_1">T T</h2><a href="${href}">x</a>`))?.[1];
    assert.equal(link('run/'), '../../../docs/component/default/orders/run.md');
    assert.equal(link('v1.2/'), '../../../docs/component/default/orders/v1.2.md');
    assert.equal(link('run/index.html#roll-back_1'), '../../../docs/component/default/orders/run.md#roll-back');
    assert.equal(link('#t_1'), '#t-t');
    assert.equal(link('form.pdf'), 'https://portal.example.com/docs/default/component/orders/form.pdf');
    assert.equal(
      link('https://portal.example.com/docs/default/component/shop/a/'),
      '../../../docs/component/default/shop/a.md',
    );
    assert.equal(link('/catalog/default/system/shop'), '../../../system/default/shop.md');
    assert.equal(link('https://example.com/a(b)'), 'https://example.com/a\\(b\\)');
    assert.equal(link('mailto:a@example.com'), 'mailto:a@example.com');
  });

  for (const href of [
    'command:workbench.action.quit',
    'javascript:alert(1)',
    'vscode://x/y',
    'file:///etc/passwd',
    'data:text/html,x',
    ' command:x',
    'COMMAND:x',
  ])
    it(`does not follow ${href}`, () => assert.equal(page(`<p><a href="${href}">word</a></p>`), 'word'));

  it('has nothing of scripts, frames and forms, and no HTML', () => {
    const html =
      '<script>alert(1)</script><style>x</style><p onclick="y">text<!-- note --></p><svg><script>1</script></svg>' +
      '<form><input value="secret"><button>b</button></form><object data="x"></object><p>&lt;script&gt;</p>';
    assert.equal(page(html), 'text\n\n\\<script>');
  });

  it('shows pictures that were read, and says why others are missing', () => {
    const img = '<p><img alt="Plan" src="plan.svg"></p>';
    assert.equal(
      page(img, new Map([['plan.svg', { address: 'data:image/png;base64,AA==' }]])),
      '![Plan](data:image/png;base64,AA==)',
    );
    assert.match(page(img, new Map([['plan.svg', { note: 'Too large.' }]])), /Picture: Plan\. Too large\./);
    assert.equal(page('<img src="https://example.com/a.png">'), '![](https://example.com/a.png)');
    assert.doesNotMatch(page('<img alt="x" src="http://example.com/a.png">'), /!\[/);
    for (const src of ['data:text/html;base64,AA==', 'data:image/svg+xml,<svg/>', 'command:x'])
      assert.doesNotMatch(page(`<img alt="x" src="${src}">`), /!\[/, src);
  });

  it('asks for each picture of the site once', () => {
    const context = { site: SITE, place: { ref: REF, file: 'run/index.html' }, translate: plainTranslate };
    const html = '<article><img src="../plan.svg"><img src="../plan.svg"><img src="../../../../x.png"></article>';
    assert.deepEqual(valueOf(docsPage(html, context)).images, ['plan.svg']);
  });

  it('names the pages of its site from the navigation', () => {
    const item = (href: string, name: string, inner = '') =>
      `<li class="md-nav__item"><a class="md-nav__link" href="${href}">${name}</a>${inner}</li>`;
    const nav = (items: string): string => `<nav class="md-nav md-nav--primary"><ul>${items}</ul></nav>`;
    const context = { site: SITE, place: { ref: REF, file: 'run/index.html' }, translate: plainTranslate };
    const toc = '<nav class="md-nav md-nav--secondary"><ul><li><a class="md-nav__link" href="#t">T</a></li></ul></nav>';
    const few = valueOf(docsPage(`${nav(item('../', 'Home') + item('./', 'Run', toc))}<article>x</article>`, context));
    assert.match(few.render(new Map()), /\[Home\]\(\S+orders\.md\) · \*\*Run\*\*\n/);
    assert.match(few.render(new Map()), /← \[Home\]/);
    const many = Array.from({ length: 12 }, (_, number) => item(`../p${number}/`, `P${number}`)).join('');
    const text = valueOf(docsPage(`${nav(many)}<article><h2>All pages</h2></article>`, context)).render(new Map());
    assert.match(text, /\[All pages\]\(#all-pages-1\)/);
    assert.match(text, /\n## All pages\n\n- \[P0\]\(/);
  });

  it('never has a command or HTML in it, whatever the page says', () => {
    const words = hostileText(60);
    fc.assert(
      fc.property(words, words, words, (a, b, c) => {
        const escaped = c.replace(/&/g, '&amp;').replace(/</g, '&lt;');
        const text = page(
          `<p>${escaped}</p><a href="${a.replace(/"/g, '')}">${escaped}</a><img src="${b.replace(/"/g, '')}">`,
        );
        assert.doesNotMatch(text, /\]\(\s*<?(?:command|javascript|file|vscode):/i);
        assert.doesNotMatch(text.replace(/\\</g, ''), /<[a-z!/?]/i);
      }),
      { numRuns: 300 },
    );
  });

  it('that is nested too deep is not read', () => {
    const context = { site: SITE, place: { ref: REF, file: 'index.html' }, translate: plainTranslate };
    assert.equal(problemOf(docsPage('<div>'.repeat(5000), context)).kind, 'invalid');
  });

  it('that cannot be shown has a page that says why', () => {
    const text = missingDocsPage({ ref: REF, file: 'run/index.html' }, 'Not now [x](command:y).', plainTranslate);
    assert.match(text, /\]\(\.\.\/\.\.\/\.\.\/\.\.\/component\/default\/orders\.md\)/);
    assert.doesNotMatch(text, /\]\(command/);
  });
});
