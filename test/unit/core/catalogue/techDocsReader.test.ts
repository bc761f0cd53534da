import assert from 'node:assert/strict';
import type { TechDocs } from '../../../../src/core/catalogue/techDocs.js';
import { imageAddress, imageType } from '../../../../src/core/catalogue/techDocsImage.js';
import { TechDocsReader } from '../../../../src/core/catalogue/techDocsReader.js';
import { failure, success } from '../../../../src/core/common/problem.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { never, problemOf, valueOf } from '../../values.js';

const REF = 'component:default/orders';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1);

/** A server with these files. */
function server(files: Readonly<Record<string, Uint8Array>>): { readonly docs: TechDocs; readonly asked: string[] } {
  const asked: string[] = [];
  const docs: TechDocs = {
    metadata: async () => success({ files: Object.keys(files) }),
    file: async (_ref, path, most) => {
      asked.push(path);
      const file = files[path];
      if (!file) return failure({ kind: 'notFound', message: 'There is no such file.' });
      return file.length > most ? failure({ kind: 'invalid', message: 'It is too large.' }) : success(file);
    },
    build: async () => success(false),
  };
  return { docs, asked };
}

describe('TechDocsReader', () => {
  const place = { ref: REF, file: 'index.html' };

  it('puts the pictures into the page, and a note where there is none', async () => {
    const html = '<article><img alt="a" src="a.png"><img alt="b" src="b.png"><img alt="c" src="c.txt"></article>';
    const { docs } = server({ 'index.html': bytes(html), 'a.png': PNG, 'c.txt': bytes('words') });
    const text = valueOf(await new TechDocsReader(docs, plainTranslate).page(place, {}, never()));
    assert.match(text, /!\[a\]\(data:image\/png;base64,iVBORw0KGgoB\)/);
    assert.match(text, /Picture: b\. There is no such file\./);
    assert.match(text, /Picture: c\. It has a format that is not shown here\./);
  });

  it('leaves out pictures that are too large together', async () => {
    const big = new Uint8Array(2 * 1024 * 1024);
    big.set(PNG);
    const names = Array.from({ length: 8 }, (_, number) => `${number}.png`);
    const html = `<article>${names.map(name => `<img alt="${name}" src="${name}">`).join('')}</article>`;
    const { docs } = server({ 'index.html': bytes(html), ...Object.fromEntries(names.map(name => [name, big])) });
    const text = valueOf(await new TechDocsReader(docs, plainTranslate).page(place, {}, never()));
    assert.equal(text.match(/data:image/g)?.length, 6);
    assert.equal(text.match(/are too large/g)?.length, 2);
  });

  it('reads a site once, until it is told to forget it', async () => {
    const { docs, asked } = server({ 'index.html': bytes('<p>x'), 'search/search_index.json': bytes('no json') });
    const reader = new TechDocsReader(docs, plainTranslate);
    await reader.page(place, {}, never());
    await reader.page(place, {}, never());
    assert.deepEqual(asked, ['search/search_index.json', 'index.html', 'index.html']);
    reader.forget(REF);
    await reader.site(REF, never());
    assert.equal(asked.length, 4);
  });

  it('says which page is not there', async () => {
    const reader = new TechDocsReader(server({}).docs, plainTranslate);
    const problem = problemOf(await reader.page({ ref: REF, file: 'gone/index.html' }, {}, never()));
    assert.equal(problem.kind, 'notFound');
    assert.match(problem.message, /component:orders has no page gone\/index\.html/);
  });
});

describe('the format of a picture', () => {
  it('is known by what is in it', () => {
    assert.equal(imageType(PNG), 'image/png');
    assert.equal(imageType(bytes('<?xml version="1.0"?><!-- x --><svg xmlns="y"/>')), 'image/svg+xml');
    assert.equal(imageType(bytes('RIFF1234WEBPVP8 ')), 'image/webp');
    for (const other of ['', 'words', '<html><svg></svg></html>', 'x <svg>'])
      assert.equal(imageType(bytes(other)), undefined);
    assert.equal(imageAddress(bytes('words')), undefined);
  });
});
