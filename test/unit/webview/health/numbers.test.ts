import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NO_NUMBER } from '../../../../webview/common/localFormats.js';
import { Formats } from '../../../../webview/health/numbers.js';
import type { NumberBehind } from '../../../../webview/health/protocol.js';
import { wordsOf } from '../../../../webview/common/words.js';

type Unit = NumberBehind['unit'];

const english = new Formats(wordsOf({}, 'en'));
const german = new Formats(wordsOf({ '{0}\u00a0req/s': '{0} Anfragen/s' }, 'de'));

describe('numbers of the health page', () => {
  const written: readonly (readonly [number, Unit, string])[] = [
    [12.34, 'requestsPerSecond', '12.3 req/s'],
    [0.0213, 'requestsPerSecond', '0.021 req/s'],
    [1_240.4, 'requestsPerSecond', '1,240 req/s'],
    [0, 'requestsPerSecond', '0 req/s'],
    [0.0042, 'ratio', '0.42 %'],
    [0, 'ratio', '0 %'],
    [0.0000043, 'ratio', '<0.001 %'],
    [0.5, 'ratio', '50 %'],
    [1, 'ratio', '100 %'],
    [0.999_999_6, 'ratio', '99.999 %'],
    [0.999, 'ratio', '99.9 %'],
    [0.9995, 'ratio', '99.95 %'],
    [0.998_999, 'ratio', '99.89 %'],
    [-0.183, 'ratio', '−18.3 %'],
    [1.6, 'ratio', '160 %'],
    [0.23, 'seconds', '230 ms'],
    [0.0084, 'seconds', '8.4 ms'],
    [0.9996, 'seconds', '1 s'],
    [1.2, 'seconds', '1.2 s'],
    [14.26, 'seconds', '14.3 s'],
    [90, 'seconds', '1.5 min'],
    [9_000, 'seconds', '2.5 h'],
    [14.4, 'burnRate', '14.4×'],
    [0.333, 'burnRate', '0.33×'],
    [41, 'count', '41'],
  ];
  for (const [value, unit, text] of written)
    it(`writes ${value} (${unit}) as ${text}`, () =>
      assert.equal(english.value(value, unit).replaceAll('\u00a0', ' '), text));

  it('writes them as the language does', () => {
    assert.equal(german.value(12.34, 'requestsPerSecond'), '12,3 Anfragen/s');
    assert.equal(german.value(0.0042, 'ratio'), '0,42\u00a0%');
  });

  it('never has a number where there is none', () => {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
      assert.equal(english.value(value, 'ratio'), NO_NUMBER);
    const none: NumberBehind = { value: null, missing: 'no series', unit: 'ratio', window: '5m', query: 'q' };
    assert.deepEqual(english.shown(none, 'why'), { text: NO_NUMBER, about: 'no series', missing: true });
    assert.deepEqual(english.shown(undefined, 'why'), { text: NO_NUMBER, about: 'why', missing: true });
  });

  it('never rounds what is not all to all, nor what is not nothing to nothing', () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-9, noNaN: true }), ratio => {
        const text = english.value(ratio, 'ratio');
        assert.ok(!/^(100|0)\u00a0%$/.test(text), text);
      }),
    ));

  it('says what stands behind a number', () => {
    const behind: NumberBehind = { value: 0.5, unit: 'ratio', window: '30d', query: 'q' };
    assert.deepEqual(english.shown(behind, 'why'), { text: '50\u00a0%', about: 'over 30d', missing: false });
  });

  it('counts an age in its largest unit', () => {
    const ages = [-5, 12.9, 61, 7_199, 7_200, 200_000].map(seconds => english.age(seconds));
    assert.deepEqual(ages, ['0s ago', '12s ago', '1m ago', '1h ago', '2h ago', '2d ago']);
  });
});

describe('texts of the health page', () => {
  it('are in the language that the editor sends, and in English where it sends none', () => {
    const { t, language } = wordsOf({ 'as of {0}': 'Stand {0}' }, 'not a language');
    assert.equal(t('as of {0}', '{1}'), 'Stand {1}');
    assert.equal(t('and {0} more', 3), 'and 3 more');
    assert.equal(language, 'en');
  });

  it('are no properties of objects', () => assert.equal(wordsOf({}, 'en').t('Down'), 'Down'));
});
