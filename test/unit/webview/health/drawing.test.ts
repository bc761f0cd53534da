import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firingSince, hotWindows, windowSeconds } from '../../../../webview/health/marks.js';
import type { BurnRow, ChartData, NumberBehind } from '../../../../webview/health/protocol.js';
import { isLevelNear, valueRange } from '../../../../webview/health/scales.js';
import { sparkPaths } from '../../../../webview/common/sparkPath.js';
import { TEXTS } from '../../../../webview/health/texts.js';

const chart = (values: (number | null)[], more: Partial<ChartData> = {}): ChartData => ({
  chart: 'errors',
  unit: 'ratio',
  times: values.map((_, index) => index),
  lines: [{ name: 'errors', values }],
  query: '',
  ...more,
});

describe('the upright axis of a chart', () => {
  it('begins at nothing and leaves air', () => {
    const [low, high] = valueRange(chart([1, 2, null], { unit: 'seconds' }));
    assert.equal(low, 0);
    assert.ok(high > 2 && high < 2.5);
  });

  it('has a height even where all is nothing', () => {
    assert.deepEqual(valueRange(chart([0, null])), [0, 0.01]);
    assert.deepEqual(valueRange(chart([null, Number.NaN], { unit: 'requestsPerSecond' })), [0, 1]);
  });

  it('ends at all of it for a ratio', () => assert.deepEqual(valueRange(chart([0.97])), [0, 1]));

  it('reaches a level that is near, and no far one', () => {
    const near = valueRange(chart([0.001], { threshold: { name: 'objective', value: 0.002 } }));
    assert.ok(near[1] > 0.002);
    const far = valueRange(chart([0.001], { threshold: { name: 'objective', value: 0.1 } }));
    assert.ok(far[1] < 0.002);
    assert.ok(isLevelNear(5, 0));
  });

  it('of a budget shows all of it, and what is overspent', () => {
    assert.deepEqual(valueRange(chart([0.4], { chart: 'budget' })), [0, 1]);
    assert.ok(valueRange(chart([-0.5], { chart: 'budget' }))[0] < -0.5);
  });
});

describe('a sparkline', () => {
  it('has gaps where there was no value', () => {
    const { line, area, marks } = sparkPaths({ times: [0, 50, 100], values: [0, null, 2] }, [25, 500], 0.001);
    assert.equal(line, 'M0.0 19.0h0M100.0 2.0h0');
    assert.equal(area.split('M').length, 3);
    assert.equal(marks, 'M25.0 0V20');
  });

  it('of few errors lies low, and of nothing is empty', () => {
    assert.ok(sparkPaths({ times: [0, 1], values: [0.0001, 0.0001] }, [], 0.001).line.includes('17.3'));
    assert.deepEqual(sparkPaths(undefined, [1], 0.001), { line: '', area: '', marks: '' });
    assert.deepEqual(sparkPaths({ times: [5], values: [1] }, [], 0.001), { line: '', area: '', marks: '' });
  });
});

describe('the marks of a chart', () => {
  const rate: NumberBehind = { value: 20, unit: 'burnRate', window: '', query: '' };
  const pair = (long: string, hot: boolean): BurnRow => ({
    ...{ short: '5m', long, threshold: 14.4, severity: 'page', hot },
    ...{ shortRate: rate, longRate: rate },
  });

  it('show the windows that burn too fast, the longest first', () =>
    assert.deepEqual(hotWindows([pair('1h', true), pair('3d', false), pair('6h', true)], 100_000), [
      { start: 78_400, end: 100_000, name: '6h' },
      { start: 96_400, end: 100_000, name: '1h' },
    ]));

  it('understand durations as Prometheus writes them', () =>
    assert.deepEqual(['30m', '1h30m', '3d', 'x'].map(windowSeconds), [1_800, 5_400, 259_200, 0]));

  it('show since when alerts fire, and not those that only could', () => {
    const alert = { id: '', name: '', severity: '', hasRunbook: false, silences: [] };
    const alerts = [
      { ...alert, state: 'firing', since: 7 },
      { ...alert, state: 'silenced', since: 3 },
      { ...alert, state: 'firing' },
    ] as const;
    assert.deepEqual(firingSince(alerts), [7]);
  });
});

describe('the list of texts', () => {
  it('has no text twice, and none that the page does not use', () => {
    const folder = join('webview', 'health');
    const code = readdirSync(folder)
      .filter(name => name.endsWith('.ts') && name !== 'texts.ts')
      .map(name => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    assert.equal(new Set(TEXTS).size, TEXTS.length);
    const unused = TEXTS.filter(text => !code.includes(`'${text.replaceAll('\u00a0', '\\u00a0')}'`));
    assert.deepEqual(unused, []);
  });
});
