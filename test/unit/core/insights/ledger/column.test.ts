import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Column } from '../../../../../src/core/insights/ledger/column.js';

describe('a column of numbers', () => {
  it('holds what a list would hold, whatever is usual in it', () => {
    const value = fc.constantFrom(0, 0, 0, 7, NaN);
    const steps = fc.array(fc.record({ place: fc.nat(60_000), value }), { maxLength: 40 });
    fc.assert(
      fc.property(fc.constantFrom(0, NaN), fc.nat(40_000), steps, (usual, size, changes) => {
        const column = new Column(Float64Array, usual);
        const list: number[] = [];
        for (let row = 0; row < size; row++) list[column.push(usual)] = usual;
        for (const { place, value } of changes) {
          column.set(place, value);
          if (place < list.length) list[place] = value;
          list[column.push(value)] = value;
        }
        assert.equal(column.size, list.length);
        for (const { place } of changes) assert.deepEqual(column.at(place), list[place] ?? NaN);
        for (let row = 0; row < list.length; row += 13) assert.deepEqual(column.at(row), list[row]);
      }),
      { numRuns: 50 },
    );
  });

  it('knows nothing of rows that it does not have', () => {
    const column = new Column(Uint8Array);
    column.push(0);
    column.set(1, 5);
    assert.deepEqual([column.at(-1), column.at(0), column.at(1), column.size], [NaN, 0, NaN, 1]);
  });
});
