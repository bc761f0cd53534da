import assert from 'node:assert/strict';
import fc from 'fast-check';
import { timedPatterns } from '../../../../src/adapters/patterns/timedPatterns.js';

const HOPELESS = '^(a+)+$';
const LONG = `${'a'.repeat(40)}!`;
/** More than an honest pattern ever takes, on however busy a machine, in milliseconds. */
const AMPLE_MS = 60_000;

describe('timedPatterns', () => {
  it('matches as ECMAScript does', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('^[a-z]+$', '\\d', '^(?!.*--)[a-z-]*$', '^\\p{L}+$', '(a)\\1', ''),
        fc.array(fc.string({ maxLength: 8 }), { maxLength: 5 }),
        (pattern, texts) => {
          const expected = texts.filter(text => !new RegExp(pattern, 'u').test(text));
          const matcher = timedPatterns(AMPLE_MS);
          assert.deepEqual(matcher.nonMatching(pattern, texts), expected);
          assert.deepEqual(matcher.nonMatching(pattern, texts), expected);
        },
      ),
    ));

  it('takes a pattern that only older rules allow', () => {
    assert.deepEqual(timedPatterns(AMPLE_MS).nonMatching('^[\\w-.]+$', ['a-b', 'a b']), ['a b']);
  });

  it('does not know of what is no pattern', () => {
    assert.equal(timedPatterns().nonMatching('(', ['a']), undefined);
  });

  it('comes back from a pattern that does not come to an end, and does not try it again', () => {
    const matcher = timedPatterns();
    // Without a limit this takes longer than anybody waits.
    assert.equal(matcher.nonMatching(HOPELESS, [LONG]), undefined);
    assert.equal(matcher.nonMatching(HOPELESS, ['a']), undefined);
  });

  it('still answers for others after one that was stopped', () => {
    const matcher = timedPatterns(500);
    assert.equal(matcher.nonMatching(HOPELESS, [LONG]), undefined);
    assert.deepEqual(matcher.nonMatching('^a$', ['b']), ['b']);
  });

  it('stops trying after some of them', () => {
    const matcher = timedPatterns();
    for (let round = 0; round < 1000; round++) matcher.nonMatching(`${HOPELESS}|${String(round)}$`, [LONG]);
    assert.equal(matcher.nonMatching('^a$', ['b']), undefined);
  });
});
