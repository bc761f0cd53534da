import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import { applyFixes, withEdits } from '../../../../../src/core/compliance/fixes/apply.js';
import { quoted } from '../../../../../src/core/compliance/fixes/quoting.js';
import { keepsTheRest } from '../../../../../src/core/compliance/fixes/verify.js';
import { readDocuments } from '../../../../../src/core/compliance/yaml/documents.js';
import { scalarOf } from '../../../../../src/core/compliance/yaml/navigate.js';
import { scalarValue } from '../../../../../src/core/compliance/yaml/scalars.js';

function keeps(text: string, start: number, end: number, inserted: string): boolean {
  const document = readDocuments(text)[0]?.document;
  return document !== undefined && keepsTheRest(document, [{ start, end, text: inserted }]);
}

describe('Fixes', () => {
  it('are made all at once, or not at all where they are at odds', () => {
    const edits = [
      { start: 4, end: 5, text: 'E' },
      { start: 0, end: 1, text: 'A' },
    ];
    assert.equal(withEdits('abcdef', edits), 'AbcdEf');
    assert.equal(withEdits('xabcdef', edits, 1), 'xAbcdEf');
    assert.equal(withEdits('abc', [{ start: 2, end: 4, text: '' }]), undefined);
    assert.equal(withEdits('abcdef', [...edits, { start: 3, end: 5, text: '' }]), undefined);
  });

  it('that do not touch are taken together, each whole', () => {
    const fixes = [
      { edits: [{ start: 0, end: 1, text: 'A' }], offset: 0 },
      {
        edits: [
          { start: 0, end: 1, text: 'X' },
          { start: 5, end: 6, text: 'F' },
        ],
        offset: 0,
      },
      { edits: [{ start: 1, end: 2, text: 'D' }], offset: 2 },
    ];
    assert.deepEqual(applyFixes('abcdef', fixes), { text: 'AbcDef', applied: [0, 2] });
  });

  it('are dropped where something else would change', () => {
    const text = 'a: 1 # one\nb:\n  c: 2\n  d: x\n';
    assert.ok(keeps(text, 3, 4, '5'));
    assert.ok(keeps(text, text.length, text.length, '  e: 3\n'));
    assert.ok(keeps(text, text.indexOf('  c'), text.indexOf('  d'), ''));
    assert.ok(!keeps(text, 5, 10, ''), 'nothing but a comment goes');
    assert.ok(!keeps(text, 3, 4, '"x'), 'it can no longer be read');
    assert.ok(!keeps(text, text.indexOf('  d'), text.indexOf('  d'), '  '), 'a value changes without being touched');
    assert.ok(!keeps(text, 3, 4, '1'), 'nothing changes');
    assert.ok(!keeps(text, 3, 4, '1\n---\nz: 1'), 'one document becomes two');
    assert.ok(!keeps(text, text.indexOf('c:') - 2, text.indexOf('c:'), ''), 'entries move to the mapping around');
  });

  it('quote what a reader would take for something else', () => {
    for (const text of [
      'yes',
      'NO',
      'on',
      'y',
      '0644',
      '0o7',
      '1_000',
      '12:30',
      '2026-01-01',
      '1e3',
      '.5',
      '~',
      'null',
      '',
      '<<',
      '=',
      '.NaN',
      '-',
      'a: b',
      'a #b',
      'a:',
      '@x',
      '- x',
      '*x',
      '&x',
      '!x',
      '{x}',
      '[x',
      ' x',
      'x ',
      'a,b',
      '%x',
      'a\nb',
      '#',
      '?',
      '|',
      '>',
      '"',
      "'",
    ])
      assert.match(quoted(text), /^".*"$/s, text);
    for (const text of [
      'shop',
      'registry.example.com/shop:1.4.2',
      'a b',
      'group:default/team',
      'RuntimeDefault',
      '/tmp',
    ])
      assert.equal(quoted(text), text);
    const document = readDocuments("a: 'x'\n")[0]?.document;
    assert.equal(quoted("it's: so", document), "'it''s: so'");
    assert.equal(quoted('a\tb', document), '"a\\tb"');
  });

  it('quote so that any text is read again as it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc.string({
            unit: fc.constantFrom('a', 'y', 'n', '0', '-', ':', '.', '#', "'", '"', ' ', ',', '[', '{', '~'),
          }),
        ),
        text => {
          const written = quoted(text);
          for (const around of [`k: ${written}\n`, `[${written}]\n`, `- ${written}`])
            assert.deepEqual(Object.values(parse(around) as object), [text]);
          const scalar = scalarOf(readDocuments(written)[0]?.document.root);
          assert.ok(scalar);
          for (const dialect of ['kubernetes', 'core', 'compose'] as const)
            assert.equal(scalarValue(scalar, dialect), text);
        },
      ),
    );
  });
});
