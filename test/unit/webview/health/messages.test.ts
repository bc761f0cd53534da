import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isToPage } from '../../../../webview/health/messages.js';
import { FIRST_VIEW, readViewState } from '../../../../webview/health/viewState.js';
import { detail, overview } from '../../../fixtures/webview/healthData.mjs';

const NOW = 1_700_000_000;

describe('messages to the health page', () => {
  it('are taken when they are what the editor sends', () => {
    for (const message of [
      { type: 'start', texts: {}, language: 'en', refreshSeconds: 30 },
      { type: 'show' },
      { type: 'show', service: 'component:default/a', name: 'a', range: '7d' },
      { type: 'overview', overview: overview(30, NOW) },
      { type: 'overview', overview: { title: '', services: [], trouble: { text: 'away' } } },
      { type: 'detail', detail: detail('checkout-api', '1h', 60, NOW) },
      { type: 'busy', busy: true },
      { type: 'problem', text: 'no' },
    ])
      assert.ok(isToPage(JSON.parse(JSON.stringify(message))), message.type);
  });

  it('are dropped when a part is missing or of another kind', () => {
    const good = overview(1, NOW);
    const [row] = good.services;
    const wrong = [
      { status: 'fine' },
      { traffic: undefined },
      { errors: { value: '1', unit: 'ratio' } },
      { deployments: [{ at: 'now' }] },
      { reasons: 'none' },
    ];
    for (const part of wrong)
      assert.ok(!isToPage({ type: 'overview', overview: { ...good, services: [{ ...row, ...part }] } }));
    const page = detail('checkout-api', '1h', 60, NOW);
    for (const part of [{ range: '2h' }, { charts: [{}] }, { alerts: [null] }, { burn: [{}] }, { links: [1] }])
      assert.ok(!isToPage({ type: 'detail', detail: { ...page, ...part } }));
    assert.ok(!isToPage({ type: 'show', range: '2h' }));
  });

  it('are looked at without falling over', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('start', 'show', 'overview', 'detail', 'busy', 'problem', 'x'),
        fc.jsonValue(),
        (type, any) => {
          assert.equal(typeof isToPage(any), 'boolean');
          assert.equal(typeof isToPage({ type, overview: any, detail: any, text: any, texts: any }), 'boolean');
        },
      ),
    ));
});

describe('what the health page keeps over a reload', () => {
  it('is read as it was kept', () => {
    const state = {
      service: { ref: 'component:default/a', name: 'a' },
      range: '7d',
      filter: 'x',
      statuses: ['critical', 'healthy'],
      order: { column: 'p99', descending: true },
      scroll: 120,
      paused: true,
      tables: ['errors'],
    };
    assert.deepEqual(readViewState(JSON.parse(JSON.stringify(state))), state);
  });

  it('is the first view where nothing or something else was kept', () => {
    for (const kept of [undefined, null, 1, 'x', [], { range: '2h', statuses: 3, order: { column: 'z' }, scroll: -1 }])
      assert.deepEqual(readViewState(kept), FIRST_VIEW);
    fc.assert(fc.property(fc.jsonValue(), kept => void readViewState(kept)));
  });
});
