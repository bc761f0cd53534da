import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { plainLines } from '../../../../src/core/templates/plainLine.js';

describe('what a terminal would be left with', () => {
  for (const [what, text, expected] of [
    ['colours', '\u001b[32minfo\u001b[39m: done', ['info: done']],
    ['true colours', '\u001b[38;2;1;2;3mred\u001b[0m', ['red']],
    ['links', '\u001b]8;;https://x.example\u0007here\u001b]8;;\u001b\\', ['here']],
    ['movements', 'a\u001b[2Kb\u001b[1;1Hc\u001b7', ['abc']],
    ['lines that are written over', '10 %\r50 %\r100 %\r', ['100 %']],
    ['lines of Windows', 'a\r\nb\r\r\n', ['a', 'b', '']],
    ['tabs, but no bells', 'a\tb\u0007\u0000', ['a\tb']],
    ['an escape that is cut off', 'a\u001b[3', ['a3']],
  ] as const)
    it(`knows ${what}`, () => {
      if (what.startsWith('an escape')) assert.ok(!plainLines(text).join().includes('\u001b'));
      else assert.deepEqual(plainLines(text), expected);
    });

  it('holds no control character, whatever comes', () => {
    const unit = fc.constantFrom(
      '\u001b',
      '[',
      ']',
      'm',
      ';',
      '3',
      'a',
      '\u009b',
      '\u0007',
      '\\',
      '\r',
      '\n',
      'é',
      '(',
    );
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 30 }), text => {
        // eslint-disable-next-line no-control-regex -- none of these may be left
        for (const line of plainLines(text)) assert.doesNotMatch(line, /[\0-\x08\x0a-\x1f\x7f-\x9f]/);
      }),
    );
  });

  it('takes the colours out that Node does', () => {
    const text = '\u001b[1m\u001b[31mError\u001b[39m\u001b[22m: \u001b[4mx\u001b[24m';
    assert.deepEqual(plainLines(text), [stripVTControlCharacters(text)]);
  });

  it('shortens what nobody reads, and is quick about it', () => {
    assert.equal(plainLines('x'.repeat(1_000_000))[0]?.length, 10_001);
    plainLines('\u001b]'.repeat(100_000));
  });
});
