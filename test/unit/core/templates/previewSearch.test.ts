import assert from 'node:assert/strict';
import { searchPreview } from '../../../../src/core/templates/previewSearch.js';
import { previewOf } from '../../../../src/core/templates/previewTree.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('looking for a text in a preview', () => {
  const preview = previewOf([
    { path: 'README.md', bytes: bytes('# Stamps\r\n\r\nPrints STAMPS.\n') },
    { path: 'src/a.yaml', bytes: bytes('name: stamps\n') },
    { path: 'logo.png', bytes: new Uint8Array([0, ...bytes('stamps')]) },
  ]);

  it('gives its places in any letter case, but none in what holds no text', () => {
    assert.deepEqual(
      searchPreview(preview, 'stamps', 10).map(({ parts, line, column, text }) => [
        parts.join('/'),
        line,
        column,
        text,
      ]),
      [
        ['README.md', 0, 2, '# Stamps'],
        ['README.md', 2, 7, 'Prints STAMPS.'],
        ['src/a.yaml', 0, 6, 'name: stamps'],
      ],
    );
  });

  it('keeps to its limit, and gives nothing for nothing', () => {
    assert.equal(searchPreview(preview, 'stamps', 2).length, 2);
    assert.deepEqual(searchPreview(preview, '', 10), []);
    assert.deepEqual(searchPreview(preview, 'letters', 10), []);
  });
});
