import assert from 'node:assert/strict';
import { describeAge } from '../../../../src/core/common/age.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('an age', () => {
  for (const [age, expected] of [
    [-DAY, 'just now'],
    [Number.NaN, 'just now'],
    [0, 'just now'],
    [5 * SECOND - 1, 'just now'],
    [5 * SECOND, '5 seconds ago'],
    [MINUTE - 1, '59 seconds ago'],
    [MINUTE, '1 minute ago'],
    [2 * MINUTE - 1, '1 minute ago'],
    [2 * MINUTE, '2 minutes ago'],
    [HOUR - 1, '59 minutes ago'],
    [HOUR, '1 hour ago'],
    [DAY - 1, '23 hours ago'],
    [DAY, '1 day ago'],
    [400 * DAY, '400 days ago'],
  ] as const)
    it(`of ${age} ms is “${expected}”`, () => {
      assert.equal(describeAge(age, plainTranslate), expected);
    });

  it('is in the language that it is asked for', () => {
    assert.equal(
      describeAge(3 * HOUR, (message, ...values) => `${message}|${values.join()}`),
      '{0} hours ago|3',
    );
  });
});
