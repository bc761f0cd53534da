import assert from 'node:assert/strict';
import { alignedRows } from '../../../../src/core/common/alignedRows.js';

describe('alignedRows', () => {
  it('makes every column as wide as its widest cell, and ends no line with spaces', () => {
    assert.deepEqual(
      alignedRows([
        ['a', 'long', ''],
        ['bcd', '', 'x'],
        ['🚀', 'y'],
      ]),
      ['a    long', 'bcd        x', '🚀    y'],
    );
  });

  it('takes any number of rows', () => {
    assert.equal(alignedRows(Array.from({ length: 200_000 }, () => ['a', 'b'])).length, 200_000);
    assert.deepEqual(alignedRows([]), []);
  });
});
