import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareNames } from '../../../../src/core/catalogue/nameOrder.js';
import { hostileText } from '../hostileText.js';

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

describe('the order of names', () => {
  const agrees = (a: string, b: string): void =>
    assert.equal(Math.sign(compareNames(a, b)), Math.sign(collator.compare(a, b)), JSON.stringify([a, b]));

  const names = [
    '',
    'a',
    'B',
    'b',
    'ab',
    'a b',
    'a-b',
    'a_b',
    'a1',
    'a01',
    'a10',
    'a9',
    '9',
    '10',
    '1.5',
    '1.10',
    '007',
  ];
  names.push(
    'é',
    'e',
    'f',
    'e\u0301',
    'o\u0308',
    'straße',
    'strasse',
    'a\u0000b',
    'a\tb',
    '1\u0301',
    '１',
    'ﬁ',
    'fi',
    '名',
    '\ud800',
  );
  names.push('9'.repeat(300), '9'.repeat(254), `${'0'.repeat(300)}1`, `${'9'.repeat(254)}a`);
  it('is the one of the collator', () => {
    for (const a of names) for (const b of names) agrees(a, b);
  });

  it('is the one of the collator for any text', () => {
    const name = fc.oneof(
      hostileText(8),
      fc.string({ maxLength: 8 }),
      fc.stringMatching(/^[a-cA-C0-2 ._-]{0,8}$/),
      fc
        .array(fc.constantFrom('0', '1', '12', '007', 'a', 'A', '-', '\u0301', 'é'), { maxLength: 5 })
        .map(parts => parts.join('')),
    );
    fc.assert(fc.property(name, name, agrees), { numRuns: 5000 });
  });
});
