import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import {
  isoDuration,
  lengthText,
  readDuration,
  readTime,
  timeLeftText,
} from '../../../../src/core/environments/environmentTimes.js';
import {
  checkTimeToLive,
  EXTENSIONS_MS,
  extendedEnd,
  LONGEST_TIME_TO_LIVE_MS,
  SHORTEST_TIME_TO_LIVE_MS,
  TIMES_TO_LIVE_MS,
} from '../../../../src/core/environments/timeToLive.js';
import { DAY, HOUR, MINUTE, NOW } from './environmentSamples.js';

describe('the times of an environment', () => {
  it('are read as RFC 3339 and in the shorter forms of kube-janitor', () => {
    const noon = Date.UTC(2026, 10, 23, 12);
    for (const text of [
      '2026-11-23T12:00:00Z',
      '2026-11-23T12:00:00.000Z',
      '2026-11-23T13:00:00+01:00',
      '2026-11-23T12:00',
    ])
      assert.equal(readTime(text), noon, text);
    assert.equal(readTime('2026-11-23t13:00:00+0100'), noon);
    assert.equal(readTime('2026-11-23'), Date.UTC(2026, 10, 23));
  });

  it('are none where no such day or minute is', () => {
    for (const text of ['', 'tomorrow', '23.11.2026', '2026-13-01', '2026-02-30', '2026-11-23T25:00:00Z', '1764000000'])
      assert.equal(readTime(text), undefined, text);
  });

  it('come back as they were written', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), at => readTime(new Date(at).toISOString()) === at),
    ));

  it('are written as ISO 8601, no shorter than they are', () =>
    fc.assert(
      fc.property(fc.nat({ max: 400 * DAY }), ms => {
        const read = readDuration(isoDuration(ms)) ?? NaN;
        assert.ok(read >= ms && read - Math.max(ms, 1) <= MINUTE, isoDuration(ms));
      }),
    ));

  it('never throw', () =>
    fc.assert(
      fc.property(fc.string(), text => {
        readTime(text);
        readDuration(text);
      }),
    ));

  it('are lengths as kube-janitor, Go and ISO 8601 write them', () => {
    assert.equal(readDuration('4h'), 4 * HOUR);
    assert.equal(readDuration('1h30m'), 1.5 * HOUR);
    assert.equal(readDuration('2w'), 14 * DAY);
    assert.equal(readDuration('90s'), 1.5 * MINUTE);
    assert.equal(readDuration('P1DT12H'), 36 * HOUR);
    assert.equal(readDuration('PT4H'), 4 * HOUR);
    for (const text of ['', 'P', 'PT', '4', 'h', '-4h', '4 h', '1y', 'forever'])
      assert.equal(readDuration(text), undefined, text);
  });
});

describe('the time that is left', () => {
  const left = (ms: number | undefined): string =>
    timeLeftText(ms === undefined ? undefined : NOW + ms, NOW, plainTranslate);

  it('counts down', () => {
    assert.equal(left(2 * DAY + 3 * HOUR + MINUTE), '2 d 3 h left');
    assert.equal(left(DAY), '1 d left');
    assert.equal(left(DAY - 1), '23 h 59 min left');
    assert.equal(left(HOUR), '1 h left');
    assert.equal(left(59 * MINUTE + 59_000), '59 min left');
    assert.equal(left(59_000), 'less than a minute left');
  });

  it('says how long the end is past', () => {
    assert.equal(left(0), 'ended just now');
    assert.equal(left(-5 * MINUTE), 'ended 5 min ago');
    assert.equal(left(-40 * DAY), 'ended 40 d ago');
  });

  it('says that there is no end', () => assert.equal(left(undefined), 'no end'));

  it('is never a length of nothing', () =>
    fc.assert(
      fc.property(fc.nat({ max: 400 * DAY }), ms => {
        assert.match(lengthText(ms, plainTranslate), /^[1-9]\d* (?:d|h|min)(?: [1-9]\d* (?:h|min))?$/);
      }),
    ));
});

describe('the time to live', () => {
  it('may not be nothing, nor ten years', () => {
    for (const ms of [0, -1, NaN, Infinity, SHORTEST_TIME_TO_LIVE_MS - 1, 3650 * DAY]) {
      const checked = checkTimeToLive(ms);
      assert.equal(checked.ok, false, String(ms));
      if (!checked.ok)
        assert.deepEqual(checked.problem, { kind: 'invalid', message: 'An environment lives between 1 min and 30 d.' });
    }
  });

  it('may be each that is offered', () => {
    for (const ms of [...TIMES_TO_LIVE_MS, ...EXTENSIONS_MS]) assert.ok(checkTimeToLive(ms).ok);
  });

  it('is extended from the end, or from now where the end is past', () => {
    assert.deepEqual(extendedEnd(NOW + HOUR, DAY, NOW), { until: NOW + HOUR + DAY, isCapped: false });
    assert.deepEqual(extendedEnd(NOW - HOUR, DAY, NOW), { until: NOW + DAY, isCapped: false });
  });

  it('never grows beyond what is allowed, and never shrinks', () =>
    fc.assert(
      fc.property(fc.integer({ min: -100, max: 100 }), fc.constantFrom(...EXTENSIONS_MS), (days, by) => {
        const expiresAt = NOW + days * DAY;
        const { until, isCapped } = extendedEnd(expiresAt, by, NOW);
        assert.ok(until >= expiresAt);
        assert.ok(until <= Math.max(expiresAt, NOW + LONGEST_TIME_TO_LIVE_MS));
        assert.equal(isCapped, until < Math.max(expiresAt, NOW) + by);
      }),
    ));
});
