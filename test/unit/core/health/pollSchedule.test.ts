import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  HIDDEN_PAUSE_MS,
  LONGEST_UNFOCUSED_MS,
  nextReading,
  type PollSituation,
} from '../../../../src/core/health/pollSchedule.js';

const NOW = 1_000_000_000;
const situation = (changes: Partial<PollSituation>): PollSituation => ({
  now: NOW,
  isShown: true,
  isWanted: true,
  everyMs: 30_000,
  failures: 0,
  ...changes,
});

describe('when health is read again', () => {
  it('is at once where it has never been read', () => assert.equal(nextReading(situation({})), 0));

  it('is after the pause that is set while it is in sight', () => {
    assert.equal(nextReading(situation({ lastRead: NOW - 10_000 })), 20_000);
    assert.equal(nextReading(situation({ lastRead: NOW - 60_000 })), 0);
  });

  it('is after five minutes while it is only wanted', () =>
    assert.equal(nextReading(situation({ isShown: false, lastRead: NOW })), HIDDEN_PAUSE_MS));

  it('keeps to a longer pause that is set', () =>
    assert.equal(nextReading(situation({ isShown: false, lastRead: NOW, everyMs: 600_000 })), 600_000));

  it('is never while nobody wants it, or where it is switched off', () => {
    assert.equal(nextReading(situation({ isShown: false, isWanted: false })), undefined);
    assert.equal(nextReading(situation({ everyMs: 0 })), undefined);
    assert.equal(nextReading(situation({ everyMs: NaN })), undefined);
  });

  it('is never once the window has been without focus for ten minutes', () => {
    assert.equal(nextReading(situation({ unfocusedSince: NOW - LONGEST_UNFOCUSED_MS })), 0);
    assert.equal(nextReading(situation({ unfocusedSince: NOW - LONGEST_UNFOCUSED_MS - 1 })), undefined);
  });

  it('moves away from a source that does not answer, up to two minutes', () => {
    const waits = [0, 1, 2, 3, 9].map(failures => nextReading(situation({ lastRead: NOW, failures })));
    assert.deepEqual(waits, [30_000, 60_000, 120_000, 120_000, 120_000]);
  });

  it('waits as long as the source has asked to', () =>
    assert.equal(nextReading(situation({ lastRead: NOW, notBefore: NOW + 90_000 })), 90_000));

  it('is never in the past', () =>
    fc.assert(
      fc.property(
        fc.record({
          isShown: fc.boolean(),
          lastRead: fc.integer({ min: 0, max: NOW * 2 }),
          failures: fc.nat(2000),
          everyMs: fc.integer({ min: 1, max: 3_600_000 }),
          notBefore: fc.integer({ min: 0, max: NOW * 2 }),
        }),
        changes => {
          const wait = nextReading(situation(changes));
          assert.ok(wait !== undefined && wait >= 0 && Number.isFinite(wait));
          assert.ok(NOW + wait >= changes.notBefore);
        },
      ),
    ));
});
