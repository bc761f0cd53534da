import assert from 'node:assert/strict';
import { plainTranslate } from '../../../../src/core/common/translate.js';

describe('a text in English', () => {
  for (const [message, values, expected] of [
    ['nothing to put in', [], 'nothing to put in'],
    ['{0} and {1}', ['a', 2], 'a and 2'],
    ['{1} before {0}, {1} again', ['a', true], 'true before a, true again'],
    ['{0} {1}', ['only one'], 'only one {1}'],
    ['{0}', ['{1}', 'not this'], '{1}'],
    ['{0}', ['$& $1'], '$& $1'],
    ['{name} {}', ['a'], '{name} {}'],
  ] as const)
    it(`“${message}” with ${JSON.stringify(values)} is “${expected}”`, () => {
      assert.equal(plainTranslate(message, ...values), expected);
    });
});
