import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readDocuments, splitDocuments } from '../../../../../src/core/compliance/yaml/documents.js';

describe('The documents of a file', () => {
  const texts: readonly (readonly [string, readonly string[]])[] = [
    ['', ['']],
    ['a: 1', ['a: 1']],
    ['a: 1\n---\nb: 2', ['a: 1\n', '---\nb: 2']],
    ['---\na: 1\n---', ['---\na: 1\n', '---']],
    ['# c\n---\na: 1\n', ['# c\n---\na: 1\n']],
    ['%YAML 1.2\n---\na: 1\n', ['%YAML 1.2\n---\na: 1\n']],
    ['a: 1\n...\n# c\nb: 2\n', ['a: 1\n...\n', '# c\nb: 2\n']],
    ['a: 1\r\n---\r\nb: 2\r\n', ['a: 1\r\n', '---\r\nb: 2\r\n']],
    ['a: 1\r---\rb: 2\r', ['a: 1\r', '---\rb: 2\r']],
    ['\ufeff---\na: 1\n', ['\ufeff---\na: 1\n']],
    ['a: |\n  ---\n  x\n---\tb\n', ['a: |\n  ---\n  x\n', '---\tb\n']],
    ['----\n--- x\n', ['----\n', '--- x\n']],
    ['a: 1\n...', ['a: 1\n...']],
  ];
  for (const [text, pieces] of texts)
    it(`of ${JSON.stringify(text)} are ${pieces.length}`, () => {
      assert.deepEqual(splitDocuments(text), pieces);
    });

  it('are the same after an edit as when all is read anew, and those that are not edited are taken over', function () {
    this.timeout(30_000);
    const part = fc.constantFrom(
      'a: 1\n',
      '---\n',
      'b: [x]\n',
      '...\n',
      '# c\n',
      '  - {\n',
      '--',
      '-\n',
      '\n',
      '"',
      '%TAG\n',
    );
    const file = fc.array(part, { maxLength: 14 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(file, fc.nat(), fc.nat(6), fc.oneof(part, fc.constant('')), (text, place, length, inserted) => {
        const before = readDocuments(text);
        const at = place % (text.length + 1);
        const edited = text.slice(0, at) + inserted + text.slice(at + length);
        const now = readDocuments(edited, before);
        const anew = readDocuments(edited);
        assert.deepEqual(
          now.map(({ document, offset }) => [document.text, offset, document.problems]),
          anew.map(({ document, offset }) => [document.text, offset, document.problems]),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it('are read again only where they were edited', () => {
    const parts = Array.from({ length: 100 }, (_, at) => `---\nname: n${at}\nitems:\n  - a\n`);
    const text = parts.join('');
    const before = readDocuments(text);
    const at = text.indexOf('n50') + 3;
    const now = readDocuments(`${text.slice(0, at)}x\nmore: 1${text.slice(at)}`, before);
    const known = new Set(before.map(({ document }) => document));
    assert.deepEqual(
      now.flatMap(({ document }, index) => (known.has(document) ? [] : [index])),
      [50],
    );
    assert.equal(now[99]?.offset, (before[99]?.offset ?? 0) + 9);
  });
});
