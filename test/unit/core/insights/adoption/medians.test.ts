import assert from 'node:assert/strict';
import fc from 'fast-check';
import { median, productLimitMedian, type Duration } from '../../../../../src/core/insights/adoption/medians.js';

const arrived = (...all: readonly number[]): Duration[] => all.map(ms => ({ ms, hasArrived: true }));
const waiting = (...all: readonly number[]): Duration[] => all.map(ms => ({ ms, hasArrived: false }));

describe('median', () => {
  it('is null for nothing, never 0', () => assert.equal(median([]), null));
  it('is the middle, or the mean of the two in the middle', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
  });
});

describe('productLimitMedian', () => {
  it('is the ordinary median where all have arrived', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 30 }), values => {
        const expected = median(values);
        const found = productLimitMedian(arrived(...values));
        if (expected === null) assert.equal(found, null);
        else assert.ok(found !== null && Math.abs(found - expected) < 1e-9, `${values.join()}: ${found} ${expected}`);
      }),
    );
  });

  it('is null where fewer than half have arrived', () => {
    assert.equal(productLimitMedian([...arrived(1, 2), ...waiting(10, 10, 10)]), null);
    assert.equal(productLimitMedian(waiting(1, 2, 3)), null);
  });

  // Freireich et al. (1963), the 6-MP arm, as in every textbook: the median remission is 23 weeks.
  it('gives the median of the remission times of 6-mercaptopurine', () => {
    const events = arrived(6, 6, 6, 7, 10, 13, 16, 22, 23);
    const censored = waiting(6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35);
    assert.equal(productLimitMedian([...censored, ...events]), 23);
  });

  it('is larger than the median of those alone who have arrived, or none', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 20 }),
        (done, open) => {
          const found = productLimitMedian([...arrived(...done), ...waiting(...open)]);
          assert.ok(found === null || found >= (median(done) ?? 0) - 1e-9);
        },
      ),
    );
  });
});
