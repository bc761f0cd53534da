import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { NumberBehind, ServiceRow } from '../../../../webview/health/protocol.js';
import {
  changedStatuses,
  COLUMNS,
  countStatuses,
  matchText,
  nextOrder,
  sortRows,
  STATUSES,
  WORST_FIRST,
} from '../../../../webview/health/rows.js';

const number = (value: number | null): NumberBehind => ({ value, unit: 'ratio', window: '5m', query: '' });

function row(name: string, more: Partial<ServiceRow> = {}): ServiceRow {
  return {
    ref: `component:default/${name}`,
    name,
    status: 'healthy',
    reasons: [],
    flags: [],
    traffic: number(1),
    errors: number(0),
    p50: number(0.1),
    p95: number(0.1),
    p99: number(0.1),
    saturation: number(0.1),
    availability: number(1),
    firing: 0,
    deployments: [],
    ...more,
  };
}
const names = (rows: readonly ServiceRow[]): string[] => rows.map(({ name }) => name);

describe('the rows of the overview', () => {
  const rows = [
    row('fine', { budgetLeft: number(0.9), owner: 'b' }),
    row('unbound', { status: 'unknown', traffic: number(null) }),
    row('gone', { status: 'down', firing: 2 }),
    row('tight', { status: 'degraded', budgetLeft: number(-0.2), traffic: number(5), owner: 'a' }),
    row('loose', { status: 'degraded', budgetLeft: number(0.5), traffic: number(2) }),
  ];

  it('come worst first, of equals the one with the least budget', () =>
    assert.deepEqual(names(sortRows(rows, WORST_FIRST, 'en')), ['gone', 'tight', 'loose', 'unbound', 'fine']));

  it('can be sorted by any column, those without a value last in both directions', () => {
    const by = (descending: boolean): string[] => names(sortRows(rows, { column: 'traffic', descending }, 'en'));
    assert.deepEqual(by(true), ['tight', 'loose', 'gone', 'fine', 'unbound']);
    assert.deepEqual(by(false), ['gone', 'fine', 'loose', 'tight', 'unbound']);
    assert.deepEqual(names(sortRows(rows, { column: 'owner', descending: true }, 'en')).slice(0, 2), ['fine', 'tight']);
    const names2 = names(sortRows([row('a10'), row('a9')], { column: 'name', descending: false }, 'en'));
    assert.deepEqual(names2, ['a9', 'a10']);
  });

  it('are all there in every order, and the same whatever order they came in', () => {
    const value = fc.option(fc.double({ noNaN: true, min: -1, max: 1 }));
    const anyRow = fc
      .record({ id: fc.nat(999), status: fc.constantFrom(...STATUSES), value })
      .map(made =>
        row(`s${made.id}`, { status: made.status, budgetLeft: number(made.value), errors: number(made.value) }),
      );
    fc.assert(
      fc.property(
        fc.uniqueArray(anyRow, { selector: ({ ref }) => ref, maxLength: 12 }),
        fc.constantFrom(...COLUMNS),
        fc.boolean(),
        (some, column, descending) => {
          const sorted = sortRows(some, { column, descending }, 'en');
          assert.deepEqual(sortRows([...some].reverse(), { column, descending }, 'en'), sorted);
          assert.deepEqual(new Set(sorted), new Set(some));
        },
      ),
    );
  });

  it('turn round at the second click on a head', () => {
    const first = nextOrder(WORST_FIRST, 'errors');
    assert.deepEqual(first, { column: 'errors', descending: true });
    assert.deepEqual(nextOrder(first, 'errors'), { column: 'errors', descending: false });
    assert.deepEqual(nextOrder(first, 'budget'), { column: 'budget', descending: false });
  });

  it('are found by every word that was typed', () => {
    const some = [row('checkout-api', { owner: 'Booking', system: 'parcels' }), row('rates', { owner: 'pricing' })];
    assert.deepEqual(names(matchText(some, ' BOOK check ')), ['checkout-api']);
    assert.deepEqual(names(matchText(some, 'check pricing')), []);
    assert.equal(matchText(some, '  '), some);
  });

  it('are counted by status', () =>
    assert.deepEqual(countStatuses(rows), { down: 1, critical: 0, degraded: 2, unknown: 1, healthy: 1 }));

  it('tell whose status has changed', () => {
    const later = [
      row('fine', { status: 'degraded' }),
      row('gone', { status: 'down' }),
      row('new', { status: 'down' }),
    ];
    assert.deepEqual(names(changedStatuses(rows, later)), ['fine']);
  });
});
