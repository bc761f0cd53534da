import assert from 'node:assert/strict';
import { isToPage } from '../../../../webview/insights/messages.js';
import { readViewState } from '../../../../webview/insights/viewState.js';
import { adoption, choices, comparedDelivery, query, survey } from '../../../fixtures/webview/insightsData.mjs';

const now = Date.UTC(2026, 10, 28);
const ready = (value: unknown): unknown => ({ state: 'ready', value });

/** Every way to make one field of an object another than it should be. */
function* damaged(value: unknown): Generator {
  if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) for (const one of damaged(part)) yield { ...value, [name]: one };
  } else yield { not: 'a value' };
}

describe('a message to the insights page', () => {
  const right: readonly object[] = [
    { type: 'start', texts: {}, language: 'en' },
    { type: 'choices', choices, query },
    {
      type: 'choices',
      choices,
      query: { window: { from: '2026-01-01', to: '2026-01-31' }, compare: { from: '2025-01-01' } },
    },
    { type: 'delivery', part: ready(comparedDelivery(3, now)) },
    { type: 'delivery', part: { state: 'reading' } },
    {
      type: 'delivery',
      part: { state: 'none', advice: { title: 'a', text: 'b', actions: [{ id: 'retry', title: 'c' }] } },
    },
    { type: 'adoption', part: ready(adoption(now)) },
    { type: 'survey', part: ready(survey(now)) },
    { type: 'busy', busy: true },
    { type: 'takePicture' },
    { type: 'show', measure: 'leadTime' },
    { type: 'problem', text: 'a' },
  ];
  for (const message of right)
    it(`is taken: ${JSON.stringify(message).slice(0, 60)}`, () =>
      assert.ok(isToPage(JSON.parse(JSON.stringify(message)))));

  for (const message of [
    undefined,
    null,
    1,
    'start',
    {},
    { type: 'other' },
    { type: 'delivery', part: { state: 'none' } },
  ])
    it(`is dropped: ${JSON.stringify(message)}`, () => assert.equal(isToPage(message), false));

  it('is dropped with lists that are none', () => {
    const part = ready({ ...comparedDelivery(3, now), measures: 'none' });
    assert.equal(isToPage({ type: 'delivery', part }), false);
    assert.equal(isToPage({ type: 'adoption', part: ready({ ...adoption(now), backlog: [{ id: 'a' }] }) }), false);
  });

  it('is dropped with numbers that are none', () => {
    const first = comparedDelivery(3, now);
    for (const measure of damaged({ value: 1, count: 2 })) {
      const measures = [{ ...first.measures[0], ...(measure as object) }];
      assert.equal(isToPage({ type: 'delivery', part: ready({ ...first, measures }) }), false);
    }
  });

  it('may say what another tool says, with its definition', () => {
    const first = comparedDelivery(3, now);
    const saying = (said: unknown): boolean =>
      isToPage({ type: 'delivery', part: ready({ ...first, measures: [{ ...first.measures[0], said }] }) });
    assert.equal(saying({ by: 'GitLab says', value: 0.5, definition: 'On the average of all days.' }), true);
    for (const said of [
      { by: 'GitLab says', value: '0.5', definition: '' },
      { by: 'GitLab says', value: 0.5 },
      'GitLab',
    ])
      assert.equal(saying(said), false);
  });
});

describe('what a page has kept', () => {
  it('is read as far as it fits', () => {
    assert.deepEqual(readViewState({ tab: 'survey', measure: 'leadTime', tables: ['a', 1] }), {
      ...{ tab: 'survey', measure: 'leadTime', tables: ['a'] },
    });
    for (const kept of [undefined, null, 'x', { tab: 'other', measure: 'constructor', tables: {} }])
      assert.deepEqual(readViewState(kept), { tab: 'delivery', measure: undefined, tables: [] });
  });
});
