import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nextRun } from '../src/schedule.js';

const at = (/** @type {string} */ text) => Date.parse(text);

describe('The schedule', () => {
  it('counts an interval from now', () => {
    assert.equal(nextRun({ mode: 'interval', everyMinutes: 15 }, at('2026-11-23T23:50:00Z')), at('2026-11-24T00:05:00Z'));
  });

  it('takes the time of day that comes next, and never now', () => {
    const daily = { mode: /** @type {const} */ ('daily'), timeOfDay: '02:30' };
    assert.equal(nextRun(daily, at('2026-11-23T02:29:59Z')), at('2026-11-23T02:30:00Z'));
    assert.equal(nextRun(daily, at('2026-11-23T02:30:00Z')), at('2026-11-24T02:30:00Z'));
    assert.equal(nextRun(daily, at('2026-12-31T12:00:00Z')), at('2027-01-01T02:30:00Z'));
  });
});
