import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isMoment,
  monthOf,
  monthsBetween,
  quarterOf,
  weeksBetween,
} from '../../../../../src/core/insights/adoption/calendar.js';
import { isoWeek } from '../../../../../src/core/insights/isoWeek.js';

const at = (text: string): number => Date.parse(text);
const moment = fc.integer({ min: at('1971-01-01'), max: at('2099-12-31') });

describe('the calendar of adoption', () => {
  it('cuts months in UTC', () => {
    assert.equal(monthOf(at('2026-10-31T23:59:59.999Z')), '2026-10');
    assert.equal(monthOf(at('2026-11-01T00:00:00Z')), '2026-11');
    assert.equal(monthOf(at('2026-11-01T01:30:00+02:00')), '2026-10');
  });

  it('knows quarters', () => {
    assert.deepEqual(
      ['2026-01-01', '2026-03-31T23:59:59Z', '2026-04-01', '2026-12-31'].map(text => quarterOf(at(text))),
      ['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4'],
    );
  });

  it('lists months over the end of a year and from the last day of a long month', () => {
    assert.deepEqual(monthsBetween(at('2025-12-31T23:00:00Z'), at('2026-02-01')), ['2025-12', '2026-01', '2026-02']);
    assert.deepEqual(monthsBetween(at('2026-01-31'), at('2026-03-01')), ['2026-01', '2026-02', '2026-03']);
    assert.deepEqual(monthsBetween(at('2026-03-01'), at('2026-02-01')), []);
  });

  it('has the month of every moment between two in the list of them, each once and in order', () => {
    fc.assert(
      fc.property(moment, moment, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, part) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        const months = monthsBetween(from, to);
        assert.ok(months.includes(monthOf(Math.floor(from + (to - from) * part))));
        assert.deepEqual(months, [...new Set(months)].sort());
      }),
      { numRuns: 200 },
    );
  });

  it('has the week of every moment between two in the list of them, each once', () => {
    fc.assert(
      fc.property(
        moment,
        fc.integer({ min: 0, max: 400 * 86_400_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (from, length, part) => {
          const weeks = weeksBetween(from, from + length);
          assert.ok(weeks.includes(isoWeek(Math.floor(from + length * part))));
          assert.equal(new Set(weeks).size, weeks.length);
        },
      ),
    );
  });

  it('takes no number for a moment that no calendar has', () => {
    for (const number of [NaN, Infinity, -1, 8.65e15]) assert.equal(isMoment(number), false);
    assert.equal(isMoment(0), true);
  });
});
