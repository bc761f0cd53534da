import assert from 'node:assert/strict';
import fc from 'fast-check';
import { movedRow, rowWindow, scrollToRow } from '../../../../webview/health/rowWindow.js';

describe('the rows that can be seen', () => {
  it('are those in the view and some more', () => {
    assert.deepEqual(rowWindow(0, 340, 34, 200, 0), { first: 0, end: 10 });
    assert.deepEqual(rowWindow(1_000, 340, 34, 200, 6), { first: 23, end: 46 });
    assert.deepEqual(rowWindow(0, 340, 34, 3, 6), { first: 0, end: 3 });
    assert.deepEqual(rowWindow(9_000, 340, 34, 0, 6), { first: 0, end: 0 });
  });

  it('cover the view, and are never many', () =>
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.integer({ min: 1, max: 2_000 }),
        fc.integer({ min: 20, max: 100 }),
        fc.nat(2_000),
        (scrollTop, view, height, count) => {
          const { first, end } = rowWindow(scrollTop, view, height, count, 6);
          assert.ok(first >= 0 && first <= end && end <= count);
          assert.ok(end - first <= view / height + 14);
          for (const y of [scrollTop, scrollTop + view - 1]) {
            const row = Math.floor(y / height);
            assert.ok(row >= count || (row >= first && row < end));
          }
        },
      ),
    ));

  it('are scrolled to as little as possible', () => {
    assert.equal(scrollToRow(5, 0, 340, 34), 0);
    assert.equal(scrollToRow(12, 0, 340, 34), 102);
    assert.equal(scrollToRow(2, 500, 340, 34), 68);
  });

  it('are gone through by keys', () => {
    const moved = (key: string, index: number): number | undefined => movedRow(key, index, 20, 8);
    assert.deepEqual(
      [moved('ArrowDown', 3), moved('ArrowUp', 0), moved('PageDown', 15), moved('PageUp', 3), moved('End', 1)],
      [4, 0, 19, 0, 19],
    );
    assert.equal(moved('Home', 9), 0);
    assert.equal(moved('x', 9), undefined);
    assert.equal(movedRow('Home', 0, 0, 8), undefined);
  });
});
