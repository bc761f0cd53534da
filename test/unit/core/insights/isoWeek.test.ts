import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isIsoWeek, isoWeek } from '../../../../src/core/insights/isoWeek.js';

describe('the week of an instant', () => {
  // From the table of years in ISO 8601 and the calendars of these years.
  const KNOWN: readonly (readonly [string, string])[] = [
    ['2026-11-28T19:00:00Z', '2026-W48'],
    ['2026-11-29T23:59:59.999Z', '2026-W48'],
    ['2026-11-30T00:00:00Z', '2026-W49'],
    ['2026-01-01T00:00:00Z', '2026-W01'],
    ['2021-01-03T23:59:59Z', '2020-W53'],
    ['2021-01-04T00:00:00Z', '2021-W01'],
    ['2018-12-31T12:00:00Z', '2019-W01'],
    ['2016-01-01T12:00:00Z', '2015-W53'],
    ['2005-01-01T12:00:00Z', '2004-W53'],
    ['2008-12-29T00:00:00Z', '2009-W01'],
    ['1970-01-01T00:00:00Z', '1970-W01'],
    ['1969-12-28T00:00:00Z', '1969-W52'],
  ];

  for (const [at, week] of KNOWN) it(`is ${week} at ${at}`, () => assert.equal(isoWeek(Date.parse(at)), week));

  const instants = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2900, 0, 1) });

  it('always has its form', () => {
    fc.assert(fc.property(instants, at => isIsoWeek(isoWeek(at))));
  });

  it('is the same from Monday to Sunday, and another one seven days later', () => {
    fc.assert(
      fc.property(instants, at => {
        const monday = Math.floor(at / 86_400_000) * 86_400_000;
        const start = monday - ((new Date(monday).getUTCDay() + 6) % 7) * 86_400_000;
        assert.equal(isoWeek(start), isoWeek(start + 7 * 86_400_000 - 1));
        assert.notEqual(isoWeek(start), isoWeek(start + 7 * 86_400_000));
        assert.equal(isoWeek(at), isoWeek(start));
      }),
    );
  });

  it('is told from what looks like one', () => {
    for (const text of ['2026-W00', '2026-W54', '2026-48', '2026W48', '2026-W48 ', '26-W48', ''])
      assert.equal(isIsoWeek(text), false, text);
  });
});
