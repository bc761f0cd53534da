import assert from 'node:assert/strict';
import fc from 'fast-check';
import { askedSpan, comparedSpan } from '../../../../src/core/insights/askedWindow.js';

const DAY = 86_400_000;
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

describe('the window that is asked for', () => {
  it('is the last days up to now', () =>
    assert.deepEqual(askedSpan({ days: 7 }, at('2026-11-28')), { from: at('2026-11-21'), to: at('2026-11-28') }));

  it('has both of its days whole', () =>
    assert.deepEqual(askedSpan({ from: '2026-02-27', to: '2026-03-01' }, 0), {
      from: at('2026-02-27'),
      to: at('2026-03-02'),
    }));

  for (const [from, to] of [
    ['2026-02-30', '2026-03-01'],
    ['2026-03-02', '2026-03-01'],
    ['today', '2026-03-01'],
    ['2026-03-01', '2026-13-01'],
  ] as const)
    it(`is none from ${from} to ${to}`, () => assert.equal(askedSpan({ from, to }, 0), undefined));
});

describe('the window that another is compared with', () => {
  const span = { from: at('2026-11-01'), to: at('2026-12-01') };

  it('is the time before, a year earlier, or from a day on', () => {
    assert.equal(comparedSpan(span, 'none'), undefined);
    assert.deepEqual(comparedSpan(span, 'before'), { from: at('2026-10-02'), to: at('2026-11-01') });
    assert.deepEqual(comparedSpan(span, 'year'), { from: at('2025-11-01'), to: at('2025-12-01') });
    assert.deepEqual(comparedSpan(span, { from: '2026-01-01' }), { from: at('2026-01-01'), to: at('2026-01-31') });
    assert.equal(comparedSpan(span, { from: '2026-02-30' }), undefined);
  });

  it('is always as long, and the one before ends where the other begins', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 1, max: 400 }), (start, days) => {
        const one = { from: start * DAY, to: (start + days) * DAY };
        for (const comparison of ['before', 'year', { from: '2024-02-29' }] as const) {
          const other = comparedSpan(one, comparison);
          assert.equal(other && other.to - other.from, days * DAY);
        }
        assert.equal(comparedSpan(one, 'before')?.to, one.from);
      }),
    ));
});
