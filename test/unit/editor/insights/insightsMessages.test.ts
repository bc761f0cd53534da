import assert from 'node:assert/strict';
import { isFromInsightsPage } from '../../../../src/editor/insights/insightsMessages.js';

const query = { window: { days: 30 }, compare: 'none' };

describe('a message of the insights page', () => {
  const right: readonly object[] = [
    { type: 'ready' },
    { type: 'ask', query },
    {
      type: 'ask',
      query: {
        window: { from: '2026-01-01', to: '2026-01-31' },
        compare: { from: '2025-01-01' },
        team: 'group:default/a',
      },
    },
    { type: 'refresh' },
    { type: 'act', action: 'openConfiguration' },
    { type: 'openPoint', key: 'leadTime', index: 0 },
    { type: 'openEntity', ref: 'group:default/a' },
    { type: 'export', format: 'csv', part: 'adoption' },
    { type: 'copy', text: 'a' },
    { type: 'save', name: 'a.png', base64: 'QUJD' },
  ];
  for (const message of right) it(`is taken: ${JSON.stringify(message)}`, () => assert.ok(isFromInsightsPage(message)));

  const wrong: readonly unknown[] = [
    undefined,
    'ready',
    { type: 'constructor' },
    { type: 'ask' },
    { type: 'ask', query: { ...query, window: { days: 31 } } },
    { type: 'ask', query: { ...query, window: { from: '2026-01-01', to: 'today' } } },
    { type: 'ask', query: { ...query, compare: 'other' } },
    { type: 'ask', query: { ...query, team: 1 } },
    { type: 'ask', query: { ...query, team: 'x'.repeat(2_000) } },
    { type: 'act', action: 'workbench.action.quit' },
    { type: 'openPoint', key: '__proto__', index: 0 },
    { type: 'openPoint', key: 'leadTime', index: -1 },
    { type: 'openPoint', key: 'leadTime', index: 1.5 },
    { type: 'export', format: 'html', part: 'delivery' },
    { type: 'export', format: 'csv', part: 'backlog' },
    { type: 'copy', text: 1 },
    { type: 'save', name: 'a.png', base64: '<svg>' },
  ];
  for (const message of wrong)
    it(`is dropped: ${JSON.stringify(message)?.slice(0, 80)}`, () => assert.equal(isFromInsightsPage(message), false));
});
