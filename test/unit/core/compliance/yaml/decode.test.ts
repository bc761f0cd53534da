import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeText } from '../../../../../src/core/compliance/yaml/decode.js';
import { LARGEST_FILE, LARGEST_IN_EDITOR, tooLarge } from '../../../../../src/core/compliance/yaml/limits.js';
import { plainTranslate } from '../../../../../src/core/common/translate.js';

function said(bytes: readonly number[]): string {
  const decoded = decodeText(Uint8Array.from(bytes));
  return decoded.ok
    ? `${decoded.mark ?? 'ok'} ${decoded.text}`
    : plainTranslate(decoded.problem.message, ...decoded.problem.values);
}

describe('The text of a file', () => {
  it('is read from UTF-8, with its byte order mark', () => {
    assert.equal(said([0xef, 0xbb, 0xbf, 0x61]), 'utf-8 a');
    assert.equal(said([0xf0, 0x9f, 0x9a, 0x80]), 'ok 🚀');
    assert.equal(said([]), 'ok ');
  });

  it('is read from UTF-16 where a byte order mark says so', () => {
    assert.equal(said([0xff, 0xfe, 0x61, 0x00]), 'utf-16le a');
    assert.equal(said([0xfe, 0xff, 0x00, 0x61]), 'utf-16be a');
    assert.match(said([0xff, 0xfe, 0x00, 0xd8]), /says that it is in UTF-16 and is not/);
  });

  it('is refused with the first byte that is none', () => {
    assert.match(said([0x61, 0x3a, 0xff]), /byte 2 \(0xFF\)/);
    assert.match(said([0xc3, 0xa4, 0xc3]), /byte 2 \(0xC3\)/);
    assert.match(said([0x61, 0xed, 0xa0, 0x80]), /byte 1 \(0xED\)/);
    assert.match(said([0x61, 0x00, 0x62]), /byte 1 is NUL.*UTF-16/);
  });

  it('is read or refused as the platform does, for any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), fc.string({ unit: 'grapheme' }), (tail, head) => {
        const bytes = Uint8Array.from([
          ...new TextEncoder().encode(`x${head.replaceAll('\0', '')}`),
          ...tail.map(byte => byte || 1),
        ]);
        const decoded = decodeText(bytes);
        if (decoded.ok) assert.deepEqual(new TextEncoder().encode(decoded.text), bytes);
        else {
          const at = Number(decoded.problem.values[0]);
          const before = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.slice(0, at));
          assert.ok(before.length > 0);
          assert.throws(() => new TextDecoder('utf-8', { fatal: true }).decode(bytes));
        }
      }),
    );
  });

  it('is not looked at where the file is too large', () => {
    assert.equal(tooLarge(LARGEST_IN_EDITOR, LARGEST_IN_EDITOR), undefined);
    const problem = tooLarge(51_234_567, LARGEST_FILE);
    assert.equal(
      problem && plainTranslate(problem.message, ...problem.values),
      'This file has 51.2 MB and is not checked: the limit is 50 MB.',
    );
  });
});
