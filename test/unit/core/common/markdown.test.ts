import assert from 'node:assert/strict';
import fc from 'fast-check';
import { escapeMarkdown, linkTarget, proseMarkdown } from '../../../../src/core/common/markdown.js';
import { hostileText } from '../hostileText.js';

const hostile = hostileText(60);

describe('words with code', () => {
  it('have only that as Markdown', () => {
    assert.equal(
      proseMarkdown('Set `runAsNonRoot: true` [here](x).'),
      'Set `runAsNonRoot: true` &#91;here&#93;&#40;x&#41;&#46;',
    );
    assert.equal(proseMarkdown('one ` alone'), 'one &#96; alone');
    assert.equal(proseMarkdown('`a` and ` alone'), '`a` and &#96; alone');
    assert.equal(proseMarkdown('no code'), 'no code');
  });
});

describe('foreign text in Markdown', () => {
  it('has nothing in it that Markdown or the editor would read', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), text => {
        const escaped = escapeMarkdown(text);
        assert.doesNotMatch(escaped, /[\\`*_{}[\]()+\-.!|~<>$:@/\n\r\t]|#(?!\d+;)|&(?!#\d+;)/);
      }),
    );
  });

  it('shows the very text, on one line', () => {
    fc.assert(
      fc.property(hostile, text => {
        const shown = escapeMarkdown(text).replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
        assert.equal(shown, text.replace(/\s+/g, ' '));
      }),
    );
  });

  it('leaves ordinary words as they are', () => {
    assert.equal(
      escapeMarkdown('Takes orders, 24 hours a day; ¡olé! “so”'),
      'Takes orders, 24 hours a day; ¡olé&#33; “so”',
    );
  });
});

describe('the target of a link', () => {
  for (const [address, expected] of [
    ['https://example.com/a', 'https://example.com/a'],
    ['https://example.com/a(b)', 'https://example.com/a%28b%29'],
    ['https://example.com/<a>"b"', 'https://example.com/%3ca%3e%22b%22'],
    ['https://example.com/a b\n', 'https://example.com/a%20b%0a'],
    ['https://example.com/?a=`b`\\', 'https://example.com/?a=%60b%60%5c'],
  ] as const)
    it(`${JSON.stringify(address)} is ${expected}`, () => {
      assert.equal(linkTarget(address), expected);
    });

  it('ends only where the link ends', () => {
    fc.assert(fc.property(hostile, text => assert.doesNotMatch(linkTarget(text), /[()<>\\\s"`]/)));
  });
});
