import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csvText, parseCsv } from '../../../../src/core/insights/csv.js';

const cells = (text: string) => parseCsv(text).rows.map(row => row.cells);

describe('parseCsv', () => {
  it('reads quotations with separators, marks and line breaks in them', () => {
    assert.deepEqual(cells('a,"b,""c""\nd",e\r\n"",f\n'), [
      ['a', 'b,"c"\nd', 'e'],
      ['', 'f'],
    ]);
  });

  it('finds semicolons and tabulators by the first line, and leaves out a byte order mark', () => {
    assert.deepEqual(cells('\ufeffa;b;"x,y,z"\n1;2;3'), [
      ['a', 'b', 'x,y,z'],
      ['1', '2', '3'],
    ]);
    assert.deepEqual(cells('a\tb\n1\t2'), [
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('reads quotation marks in odd places as they were most likely meant, and tells the lines', () => {
    const { rows, odd } = parseCsv('a,b\n1,5" disk\n2,"x" y\n3,"never closed\n4,z\n');
    assert.deepEqual(
      rows.map(row => row.cells),
      [
        ['a', 'b'],
        ['1', '5" disk'],
        ['2', 'x y'],
        ['3', '"never closed'],
        ['4', 'z'],
      ],
    );
    assert.deepEqual(odd, [2, 3, 4]);
  });

  it('tells the line on which each row begins', () => {
    assert.deepEqual(
      parseCsv('a\n"b\nc"\n\nd').rows.map(({ line }) => line),
      [1, 2, 5],
    );
  });

  it('reads what was written', () => {
    const cell = fc
      .string({ unit: fc.constantFrom('a', 'b', ',', ';', '"', '\n', '\t', ' ') })
      .map(text => `x${text}x`);
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 5 }), rows => {
        const head = ['first', 'second'];
        assert.deepEqual(cells(csvText([head, ...rows])), [head, ...rows]);
      }),
    );
  });

  it('ends for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ',', ';', '"', '\r', '\n', '\t') }),
        text => void parseCsv(text),
      ),
    );
  });
});

describe('csvText', () => {
  it('takes the sting out of formulas, and leaves numbers and gaps', () => {
    assert.equal(csvText([['=HYPERLINK("x")', '@a', '-b', -5, null, 'c']]), `"'=HYPERLINK(""x"")",'@a,'-b,-5,,c\r\n`);
  });
});
