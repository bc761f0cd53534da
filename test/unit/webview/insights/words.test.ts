import assert from 'node:assert/strict';
import { wordsOf } from '../../../../webview/common/words.js';
import { sortBacklog } from '../../../../webview/insights/backlogOrder.js';
import { InsightFormats } from '../../../../webview/insights/insightFormats.js';
import type { MeasureUnit } from '../../../../webview/insights/protocol.js';
import { TEXTS, type Text } from '../../../../webview/insights/texts.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import { doraValueText } from '../../../../src/core/insights/dora/valueText.js';
import { adoption } from '../../../fixtures/webview/insightsData.mjs';

const HOUR = 3_600_000;
const formats = new InsightFormats(wordsOf<Text>({}, 'en'));

describe('the numbers of the insights page', () => {
  const written: readonly (readonly [number | null, MeasureUnit, string])[] = [
    [null, 'milliseconds', '–'],
    [Number.NaN, 'share', '–'],
    [45_000, 'milliseconds', '45 s'],
    [HOUR, 'milliseconds', '1 h'],
    [1.5 * HOUR, 'milliseconds', '90 min'],
    [5.25 * HOUR, 'milliseconds', '5.3 h'],
    [30 * HOUR, 'milliseconds', '30 h'],
    [51 * HOUR, 'milliseconds', '2.1 days'],
    [3.2, 'perDay', '3.2 a day'],
    [0.5, 'perDay', '3.5 a week'],
    [0.05, 'perDay', '1.5 a month'],
    [0, 'perDay', '0 a day'],
  ];
  for (const [value, unit, text] of written)
    it(`are written: ${value} ${unit} as ${text}`, () => {
      assert.equal(formats.value(value, unit).replaceAll('\u00a0', ' '), text);
      const words = { translate: plainTranslate, language: 'en' };
      assert.equal(doraValueText(value, unit, words).replaceAll('\u00a0', ' '), text, 'the view says the same');
    });
});

describe('the backlog', () => {
  const ids = (order: 'count' | 'reach' | 'effort'): string =>
    sortBacklog(adoption(0).backlog, order)
      .map(({ id }) => id)
      .join('');

  it('is sorted by how often, by reach and by effort, what is not estimated last', () => {
    assert.equal(ids('count'), 'abc');
    assert.equal(ids('reach'), 'bac');
    assert.equal(ids('effort'), 'acb');
  });
});

describe('the texts of the insights page', () => {
  it('are there once', () => assert.equal(new Set(TEXTS).size, TEXTS.length));
});
