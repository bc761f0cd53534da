import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Column } from '../../../../../src/core/insights/ledger/column.js';
import { KeyTable } from '../../../../../src/core/insights/ledger/keyTable.js';
import { TextColumn } from '../../../../../src/core/insights/ledger/textColumn.js';

describe('Tables of a ledger', () => {
  it('keep any text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uuid(),
      fc.string({
        unit: fc.constantFrom(...Array.from({ length: 16 }, (_, digit) => digit.toString(16))),
        maxLength: 64,
      }),
      fc.constantFrom('A'.repeat(300), 'é'.repeat(255), 'ABCDEF0123', '12345678-1234'),
    );
    fc.assert(
      fc.property(fc.array(texts), fc.string(), (all, other) => {
        const column = new TextColumn();
        for (const text of all) column.push(text);
        assert.deepEqual(
          all.map((_, row) => column.at(row)),
          all,
        );
        if (all.length === 0) return;
        column.set(0, other);
        assert.equal(column.at(0), other);
        assert.equal(column.at(all.length), '');
      }),
      { numRuns: 60 },
    );
  }).timeout(20_000);

  it('keep a text that is longer than a chunk', () => {
    const column = new TextColumn();
    for (const text of ['a', 'ß€'.repeat(40_000), 'b']) column.push(text);
    assert.deepEqual([column.at(0), column.at(1).length, column.at(2)], ['a', 80_000, 'b']);
  });

  it('keep more numbers than one chunk holds', () => {
    const column = new Column(Float64Array);
    for (let row = 0; row < 40_000; row++) assert.equal(column.push(row / 2), row);
    assert.deepEqual([column.at(0), column.at(31), column.at(32), column.at(39_999)], [0, 15.5, 16, 19_999.5]);
    assert.ok(Number.isNaN(column.at(50_000)));
  });

  it('number keys in the order in which they come, each once', () => {
    const table = new KeyTable();
    const names = Array.from({ length: 20_000 }, (_, index) => `key-${String(index)}`);
    for (const scope of [0, 1])
      names.forEach((name, index) => {
        assert.equal(table.add(scope, name), scope * names.length + index);
      });
    assert.equal(table.add(1, 'key-7'), names.length + 7);
    assert.equal(table.find(0, 'key-9'), 9);
    assert.equal(table.find(2, 'key-9'), -1);
    assert.equal(table.size, 2 * names.length);
  });
});
