import assert from 'node:assert/strict';
import fc from 'fast-check';
import { burnDownFromEvents } from '../../../../src/core/health/burnDown.js';
import { deploymentsFromSeries, deploymentsFromVersions } from '../../../../src/core/health/deploymentSeries.js';
import { alertsFromSeries } from '../../../../src/core/health/alertSeries.js';
import { alignToGrid, gridTimes, MOST_POINTS, promqlDuration, timeGrid } from '../../../../src/core/health/timeGrid.js';

describe('the times of a chart', () => {
  it('are on whole steps that fit', () => {
    assert.deepEqual(timeGrid(1_000_007, 3_600), { start: 996_405, end: 1_000_005, step: 15 });
    assert.equal(timeGrid(0, 86_400).step, 120);
    assert.equal(timeGrid(0, 7 * 86_400).step, 900);
    assert.equal(timeGrid(0, 30 * 86_400).step, 2_700);
    assert.equal(timeGrid(0, 3_600, 100).step, 60);
    assert.equal(timeGrid(0, 60).step, 15, 'no finer than sources look');
    assert.equal(timeGrid(0, 5).step, 5);
  });

  it('are never more than fit, nor further apart than the range is long', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2e9, noNaN: true }),
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer(),
        (end, length, points) => {
          const range = timeGrid(end, length, points);
          const times = gridTimes(range);
          assert.ok(times.length <= Math.min(MOST_POINTS, Math.max(2, points)), `${times.length} of ${points}`);
          assert.equal(times.at(-1), range.end);
          assert.ok(range.end <= end && end - range.end < range.step);
          assert.equal(range.end % range.step, 0);
        },
      ),
    );
  });

  it('hold what a series has for them, and null in gaps', () => {
    const range = { start: 100, end: 150, step: 10 };
    assert.deepEqual(alignToGrid({ times: [100, 120, 130.2, 137, 150, 160], values: [1, NaN, 3, 4, 5, 6] }, range), [
      ...[1, null, null, 3, null, 5],
    ]);
    assert.deepEqual(alignToGrid(undefined, range), [null, null, null, null, null, null]);
  });

  it('hold every value of a series on the grid at its own place', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), { minLength: 1 }),
        values => {
          const range = { start: 600, end: 600 + (values.length - 1) * 15, step: 15 };
          const there = gridTimes(range).flatMap((time, at) =>
            values[at] === null ? [] : [[time, values[at]!] as const],
          );
          const series = { times: there.map(([time]) => time), values: there.map(([, value]) => value) };
          assert.deepEqual(alignToGrid(series, range), values);
        },
      ),
    );
  });

  it('are lengths as PromQL writes them', () => {
    const written = [300, 3_600, 86_400, 2_592_000, 90, 2_700, 0.2].map(promqlDuration);
    assert.deepEqual(written, ['5m', '1h', '1d', '30d', '90s', '45m', '1s']);
  });
});

describe('what is left of an error budget over its period', () => {
  const range = { start: 0, end: 40, step: 10 };

  it('counts the bad requests so far by all that are allowed', () => {
    const requests = { times: [0, 10, 20, 40], values: [100, 100, 100, 100] };
    const bad = { times: [10, 40], values: [1, 3] };
    const left = burnDownFromEvents(requests, bad, 0.99, range).map(value =>
      value === null ? null : Math.round(value * 1e6) / 1e6,
    );
    assert.deepEqual(left, [1, 0.75, 0.75, null, 0]);
  });

  it('is all of it without failures, and unknown without requests', () => {
    assert.deepEqual(burnDownFromEvents({ times: [0], values: [5] }, undefined, 0.99, range), [
      1,
      null,
      null,
      null,
      null,
    ]);
    assert.deepEqual(burnDownFromEvents(undefined, undefined, 0.99, range), [null, null, null, null, null]);
    assert.deepEqual(burnDownFromEvents({ times: [0], values: [0] }, undefined, 0.99, range)[0], null);
  });
});

describe('deployments in series', () => {
  it('are the values of their times', () => {
    const labels = { service: 'a', version: '1.1', commit: 'abc', environment: '' };
    assert.deepEqual(
      deploymentsFromSeries('component:default/a', [
        { labels: { ...labels, version: '1.0' }, value: 50 },
        { labels, times: [1, 2, 3], values: [10, 10, NaN] },
      ]),
      [
        { entityRef: 'component:default/a', at: 10, version: '1.1', commit: 'abc' },
        { entityRef: 'component:default/a', at: 50, version: '1.0', commit: 'abc' },
      ],
    );
  });

  it('are versions that were not there before', () => {
    const series = (version: string, times: readonly number[]) => ({
      ...{ labels: { service_version: version }, times, values: times.map(() => 1) },
    });
    assert.deepEqual(
      deploymentsFromVersions('a', [series('1.1', [30, 40]), series('1.0', [10, 20]), series('', [40])]),
      [{ entityRef: 'a', at: 30, version: '1.1' }],
    );
    assert.deepEqual(deploymentsFromVersions('a', []), []);
  });
});

describe('alerts in series', () => {
  it('are what pends and fires, since when the rule says', () => {
    const labels = { alertname: 'Down', severity: 'page', service: 'a' };
    const sample = (name: string, value: number, more: Readonly<Record<string, string>> = {}) => ({
      ...{ labels: { __name__: name, ...labels, ...more }, value, at: 100 },
    });
    assert.deepEqual(
      alertsFromSeries([
        sample('ALERTS', 1, { alertstate: 'firing' }),
        sample('ALERTS', 1, { alertstate: 'pending', service: 'b' }),
        sample('ALERTS', 1, { alertstate: 'odd', service: 'c' }),
        sample('ALERTS', 0, { alertstate: 'firing', service: 'd' }),
        sample('ALERTS_FOR_STATE', 50),
      ]),
      [
        { name: 'Down', severity: 'page', state: 'firing', labels, silences: [], since: 50 },
        { name: 'Down', severity: 'page', state: 'pending', labels: { ...labels, service: 'b' }, silences: [] },
      ],
    );
  });
});
