import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isFromHealthPage } from '../../../../src/editor/health/pageMessages.js';
import type { FromPage } from '../../../../webview/health/protocol.js';

const GOOD: readonly FromPage[] = [
  { type: 'ready', paused: false },
  { type: 'ready', service: 'component:default/checkout', range: '6h', paused: true },
  { type: 'refresh' },
  { type: 'pause', paused: true },
  { type: 'openService', ref: 'component:default/checkout', range: '30d' },
  { type: 'openOverview' },
  { type: 'setRange', range: '7d' },
  { type: 'zoom', start: 1, end: 2 },
  { type: 'showQuery', query: 'up' },
  { type: 'openGraph', query: 'up' },
  { type: 'openRunbook', alert: 'a' },
  { type: 'openLink', id: 'grafana' },
  { type: 'openEntity', ref: 'component:default/checkout' },
  { type: 'silence', alert: 'a' },
  { type: 'unsilence', alert: 'a' },
  { type: 'act', action: 'retry' },
  { type: 'copy', text: 'a,b' },
  { type: 'save', name: 'checkout.png', base64: 'iVBORw0KGgo=' },
];

const BAD: readonly unknown[] = [
  undefined,
  null,
  'ready',
  [],
  {},
  { type: 'ready' },
  { type: 'nothing' },
  { type: 'constructor' },
  { type: '__proto__' },
  { type: ['refresh'] },
  { type: 'ready', paused: 'no' },
  { type: 'ready', paused: false, service: 5 },
  { type: 'ready', paused: false, range: 'toString' },
  { type: 'setRange', range: '2d' },
  { type: 'openService', ref: 'component:default/checkout' },
  { type: 'openService', ref: 'x'.repeat(1_001), range: '1h' },
  { type: 'zoom', start: NaN, end: 2 },
  { type: 'zoom', start: 1, end: Infinity },
  { type: 'showQuery', query: 'x'.repeat(50_001) },
  { type: 'act', action: 'goldenPath.signOut' },
  { type: 'copy', text: {} },
  { type: 'save', name: 'a.png', base64: 'not base64!' },
  Object.create({ type: 'refresh' }),
];

describe('the messages of the health page', () => {
  for (const message of GOOD)
    it(`may be ${message.type}`, () => assert.equal(isFromHealthPage(JSON.parse(JSON.stringify(message))), true));

  for (const message of BAD)
    it(`may not be ${JSON.stringify(message)?.slice(0, 60) ?? 'undefined'}`, () =>
      assert.equal(isFromHealthPage(message), false));

  it('are nothing else', () =>
    fc.assert(fc.property(fc.anything({ withNullPrototype: true }), message => !isFromHealthPage(message))));
});
