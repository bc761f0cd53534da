import assert from 'node:assert/strict';
import { previewSlugs } from '../../../../src/core/catalogue/previewSlug.js';
import { docsFileAt, docsPlaceOf, readDocsSite } from '../../../../src/core/catalogue/techDocs.js';
import { docsPagePath, docsPlaceOfPath, relativeLink } from '../../../../src/core/catalogue/techDocsPath.js';
import { entity } from './entities.js';

const ref = 'component:default/orders';

describe('the documentation of an entity', () => {
  const place = (annotations: Readonly<Record<string, string>>) =>
    docsPlaceOf(entity('Component:orders', { annotations }));

  it('is its own, that of another entity, or none', () => {
    assert.deepEqual(place({ 'backstage.io/techdocs-ref': 'dir:.' }), { ref, file: 'index.html' });
    assert.deepEqual(place({ 'backstage.io/techdocs-entity': 'system:Shop' }), {
      ref: 'system:default/shop',
      file: 'index.html',
    });
    assert.equal(place({}), undefined);
    assert.equal(place({ 'backstage.io/techdocs-entity': 'no reference' }), undefined);
  });

  it('may begin at a page of the other entity', () => {
    const other = (path: string) =>
      place({ 'backstage.io/techdocs-entity': 'shop', 'backstage.io/techdocs-entity-path': path })?.file;
    assert.equal(other('/orders/'), 'orders/index.html');
    assert.equal(other('orders/old.html'), 'orders/old.html');
    assert.equal(other('../../elsewhere'), 'index.html');
  });
});

describe('the files and paths of a documentation site', () => {
  it('are found at an address', () => {
    assert.equal(docsFileAt(''), 'index.html');
    assert.equal(docsFileAt('a/b/'), 'a/b/index.html');
    assert.equal(docsFileAt('a/b.html'), 'a/b.html');
    for (const out of ['../x', 'a/../../x', './x', 'a\\..\\x']) assert.equal(docsFileAt(out), undefined, out);
  });

  it('have a document each, and back', () => {
    for (const [file, path] of [
      ['index.html', '/docs/component/default/orders.md'],
      ['runbook/index.html', '/docs/component/default/orders/runbook.md'],
      ['a/b c/index.html', '/docs/component/default/orders/a/b c.md'],
      ['a/old.html', '/docs/component/default/orders/a/old.html.md'],
    ] as const) {
      assert.equal(docsPagePath({ ref, file }), path);
      assert.deepEqual(docsPlaceOfPath(path), { ref, file });
    }
  });

  it('do not lead out of the site', () => {
    for (const path of [
      '/docs/component/default/orders/../../../../catalog.md',
      '/docs/../default/orders.md',
      '/docs/component/default/...md',
      '/component/default/orders.md',
      '/docs/component/default.md',
    ])
      assert.equal(docsPlaceOfPath(path), undefined, path);
  });

  it('link to each other by relative paths', () => {
    const from = '/docs/component/default/orders/a/b.md';
    const way = relativeLink(from, '/component/default/orders.md');
    assert.equal(new URL(way, `golden-path:${from}`).pathname, '/component/default/orders.md');
    assert.match(relativeLink(from, '/docs/x/y/z (1).md', 'a b'), /z%20\(1\)\.md#a%20b$/);
  });
});

describe('readDocsSite', () => {
  it('takes files, age, titles and headings', () => {
    const site = readDocsSite(
      ref,
      { files: ['index.html', 7], build_timestamp: 5 },
      {
        docs: [
          { location: '', title: 'Home' },
          { location: 'run/', title: 'Run' },
          { location: 'run/#a-b', title: 'A - B' },
          { location: 'run/#a-b_1', title: 'A - B' },
          { location: '../x/', title: 'Out' },
        ],
      },
    );
    assert.deepEqual([...site.files], ['index.html']);
    assert.equal(site.builtAt, 5);
    assert.deepEqual(
      [...site.titles],
      [
        ['index.html', 'Home'],
        ['run/index.html', 'Run'],
      ],
    );
    assert.equal(site.anchors.get('run/index.html#a-b'), 'a---b');
    assert.equal(site.anchors.get('run/index.html#a-b_1'), 'a---b-1');
  });

  it('takes anything', () => {
    for (const json of [
      undefined,
      null,
      7,
      'x',
      [],
      { files: {}, docs: 'x', build_timestamp: 'y' },
      { docs: [null, 1] },
    ])
      assert.equal(readDocsSite(ref, json, json).files.size, 0);
  });
});

describe('previewSlugs', () => {
  it('follows the preview', () => {
    assert.deepEqual(previewSlugs(['What we promise', 'Über `GET /x`', 'What we promise', ' — ']), [
      'what-we-promise',
      'über-get-x',
      'what-we-promise-1',
      '',
    ]);
  });
});
