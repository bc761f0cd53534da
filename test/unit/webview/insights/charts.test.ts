import assert from 'node:assert/strict';
import fc from 'fast-check';
import { binsOf, lengthHistogram } from '../../../../webview/insights/charts/lengthHistogram.js';
import { hatching, marksUpTo } from '../../../../webview/insights/charts/paths.js';
import { stackedColumns } from '../../../../webview/insights/charts/stackedColumns.js';
import { trendChart } from '../../../../webview/insights/charts/trendChart.js';

const HOUR = 3_600_000;

describe('the spread of lengths of time', () => {
  it('is counted in bins from the shortest to the longest, empty ones between included', () =>
    assert.deepEqual(
      binsOf([10 * 60_000, 70 * 60_000, 90 * 60_000, 5 * HOUR]).map(({ count }) => count),
      [1, 0, 0, 2, 0, 1],
    ));

  it('of nothing has no bins', () => assert.deepEqual(binsOf([]), []));

  it('counts each length once, in a bin that holds it', () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1e12, noNaN: true })), lengths => {
        const bins = binsOf(lengths);
        assert.equal(
          bins.reduce((sum, { count }) => sum + count, 0),
          lengths.length,
        );
        for (const { from, to, count } of bins)
          assert.equal(count, lengths.filter(length => length >= from && length < to).length);
      }),
    ));

  it('has its marks where they belong', () => {
    const bins = binsOf([HOUR, 3 * HOUR]);
    const drawn = lengthHistogram({
      ...{ bins, width: 400, marks: [{ name: 'p50', value: 2 * HOUR }] },
      writeLength: ms => `${ms / HOUR}`,
      writeCount: String,
    });
    assert.ok(drawn.labels.some(({ text }) => text === 'p50'));
    assert.ok(drawn.shapes.some(({ stroke }) => stroke === 'mark'));
  });
});

describe('the marks of an axis', () => {
  it('are round and reach the largest value', () => {
    assert.deepEqual(marksUpTo(7), [0, 2, 4, 6, 8]);
    assert.deepEqual(marksUpTo(3, true), [0, 1, 2, 3]);
    assert.deepEqual(marksUpTo(0), [0, 1]);
  });

  it('are at most six, whatever the value', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), most => {
        const marks = marksUpTo(most);
        assert.ok(marks.length <= 6 && (marks.at(-1) ?? 0) >= most * (1 - 1e-9), marks.join());
      }),
    ));
});

describe('a trend', () => {
  const trend = [4, null, 2].map((value, index) => ({ from: index * 10, to: index * 10 + 10, value, count: 1 }));
  const draw = (asColumns: boolean, target?: number) =>
    trendChart({
      ...{ trend, width: 300, asColumns, unit: 1, targetText: 'target' },
      ...(target === undefined ? {} : { target: { value: target, better: 'lower' as const } }),
      write: String,
      writeDay: String,
    });

  it('has a gap where there is no number, never 0', () => {
    const line = draw(false).shapes.find(({ stroke }) => stroke === 'series');
    assert.equal(line?.path.split('M').length, 3);
    assert.equal(draw(true).shapes.filter(({ fill }) => fill === 'series').length, 2);
  });

  it('shows a target unless it would press the rest flat', () => {
    assert.ok(draw(false, 5).labels.some(({ text }) => text === 'target'));
    assert.ok(!draw(false, 500).labels.some(({ text }) => text === 'target'));
  });
});

describe('columns in parts', () => {
  it('can be told apart without colour', () => {
    const drawn = stackedColumns({
      layers: [
        { ink: 'series', look: 'full' },
        { ink: 'second', look: 'hatched' },
        { ink: 'dim', look: 'empty' },
      ],
      columns: [{ name: 'May', values: [2, 1, 3] }],
      width: 300,
      writeCount: String,
    });
    assert.equal(drawn.shapes.filter(({ fill }) => fill === 'series').length, 1);
    assert.equal(drawn.shapes.filter(({ stroke }) => stroke === 'second').length, 2, 'lines, and a frame');
    assert.equal(drawn.shapes.filter(({ stroke }) => stroke === 'dim').length, 1);
  });

  it('are hatched within their bounds', () => {
    for (const [, x, y] of hatching(10, 20, 30, 15).matchAll(/([\d.]+) ([\d.]+)/g)) {
      assert.ok(Number(x) >= 10 && Number(x) <= 40, x);
      assert.ok(Number(y) >= 20 && Number(y) <= 35, y);
    }
  });
});
