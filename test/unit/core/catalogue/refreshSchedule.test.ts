import assert from 'node:assert/strict';
import type { SideState } from '../../../../src/core/catalogue/model.js';
import { RefreshSchedule } from '../../../../src/core/catalogue/refreshSchedule.js';
import type { ProblemKind } from '../../../../src/core/common/problem.js';

const MINUTE = 60_000;
const failed = (kind: ProblemKind): SideState => ({ phase: 'failed', problem: { kind, message: '' } });

/** A schedule that has seen readings end like this, each at the minute given. */
function after(
  ...ends: readonly (readonly [minute: number, end: SideState])[]
): (minute: number, every?: number) => boolean {
  const schedule = new RefreshSchedule();
  for (const [minute, end] of ends) {
    schedule.note({ phase: 'loading' }, minute * MINUTE);
    schedule.note(end, minute * MINUTE);
  }
  return (minute, every = 10) => schedule.isDue(minute * MINUTE, every);
}
const ready: SideState = { phase: 'ready', readAt: 0 };

describe('reading the catalogue again by itself', () => {
  it('is never due before anything was read', () => {
    assert.ok(!after()(1e6));
  });

  it('is due when the time has passed since the last reading ended', () => {
    const isDue = after([0, ready], [100, ready]);
    assert.deepEqual(
      [100, 109.9, 110, 500].map(minute => isDue(minute)),
      [false, false, true, true],
    );
  });

  for (const every of [0, -1, NaN])
    it(`is never due where the person wants ${every} minutes`, () => {
      assert.ok(!after([0, ready])(1e6, every));
    });

  it('is not due while a reading runs', () => {
    const schedule = new RefreshSchedule();
    schedule.note({ phase: 'loading' }, 0);
    schedule.note(ready, 0);
    schedule.note({ phase: 'loading', readAt: 0 }, 10 * MINUTE);
    assert.ok(!schedule.isDue(100 * MINUTE, 10));
  });

  it('is due at once where the clock was set back', () => {
    assert.ok(after([100, ready])(50));
  });

  it('waits longer after each failure, an hour at most', () => {
    const failures = [0, 1, 2, 3, 4, 5].map(minute => [minute, failed('unreachable')] as const);
    const due = (count: number, minutes: number): boolean =>
      after(...failures.slice(0, count))(failures[count - 1]![0] + minutes);
    assert.deepEqual([due(1, 19.9), due(1, 20)], [false, true]);
    assert.deepEqual([due(2, 39.9), due(2, 40)], [false, true]);
    assert.deepEqual([due(3, 59.9), due(3, 60)], [false, true]);
    assert.deepEqual([due(6, 59.9), due(6, 60)], [false, true]);
  });

  it('never comes sooner than the person wants', () => {
    const isDue = after([0, failed('internal')]);
    assert.deepEqual([isDue(119, 120), isDue(120, 120)], [false, true]);
  });

  it('forgets the failures after a success', () => {
    const isDue = after([0, failed('unreachable')], [1, failed('internal')], [2, ready]);
    assert.ok(isDue(12));
  });

  it('does not count it as a failure that the person stopped one', () => {
    const isDue = after([0, failed('cancelled')]);
    assert.deepEqual([isDue(9.9), isDue(10)], [false, true]);
  });

  for (const kind of ['unauthorised', 'forbidden', 'notFound', 'invalid', 'unsupported'] as const)
    it(`is left to the person after “${kind}”, until a reading succeeds`, () => {
      assert.ok(!after([0, failed(kind)])(1e6));
      assert.ok(after([0, failed(kind)], [1, ready])(11));
    });

  it('is not due where there is no instance any more, and begins anew with the next one', () => {
    const schedule = new RefreshSchedule();
    schedule.note({ phase: 'loading' }, 0);
    schedule.note(failed('invalid'), 0);
    schedule.note({ phase: 'absent' }, MINUTE);
    assert.ok(!schedule.isDue(1e9, 10));
    schedule.note({ phase: 'loading' }, 2 * MINUTE);
    schedule.note(ready, 2 * MINUTE);
    assert.ok(schedule.isDue(12 * MINUTE, 10));
  });
});
