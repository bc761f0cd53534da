import assert from 'node:assert/strict';
import { EntityIndex } from '../../../../src/core/catalogue/entityIndex.js';
import { plainTranslate } from '../../../../src/core/common/translate.js';
import {
  alertId,
  alertRows,
  groupRow,
  numberBehind,
  serviceRow,
  windowText,
} from '../../../../src/editor/health/pageRows.js';
import { entity } from '../../core/catalogue/entities.js';
import { measured, serviceHealth } from '../../core/health/healthSamples.js';

const WORDS = { translate: plainTranslate, language: 'en' };

describe('a number on the page', () => {
  it('has its unit, window, time and query', () =>
    assert.deepEqual(numberBehind(measured('ratio', 0.25), WORDS), {
      value: 0.25,
      unit: 'ratio',
      window: '5m',
      at: 1_700_000_000,
      query: 'up',
    }));

  it('is null with a reason where there is none, or none that JSON can say', () => {
    const { value, missing } = numberBehind(measured('ratio', undefined), WORDS);
    assert.deepEqual([value, missing], [null, 'no data']);
    for (const odd of [NaN, Infinity, -Infinity]) {
      const behind = numberBehind(measured('ratio', odd), WORDS);
      assert.deepEqual([behind.value, behind.missing], [null, 'not a number']);
    }
  });

  it('says its window as Prometheus does', () =>
    assert.deepEqual([300, 3600, 86_400, 2_592_000, 90, 0].map(windowText), ['5m', '1h', '1d', '30d', '90s', '']));
});

describe('a row on the page', () => {
  it('has the words of the catalogue and the numbers of the source', () => {
    const shop = entity('Component:checkout');
    const index = EntityIndex.of([shop], []);
    const row = serviceRow({ ...serviceHealth(), reasons: ['idle', 'budget-low'] }, shop, index, WORDS);
    assert.equal(row.name, 'checkout');
    assert.equal(row.status, 'healthy');
    assert.deepEqual(row.flags, ['idle', 'budget-low']);
    assert.equal(row.reasons.length, 2);
    assert.equal(row.budgetLeft?.value, 0.74);
    assert.equal(row.p99.value, 0.31);
    assert.deepEqual(row.binding, { matchers: 'service="checkout"', saidBy: 'goldenPath.telemetry.selector' });
  });

  it('is there for a component that the catalogue no longer has', () => {
    const row = serviceRow(serviceHealth(), undefined, EntityIndex.EMPTY, WORDS);
    assert.equal(row.name, 'component:checkout');
  });

  it('of a system says how much is known', () =>
    assert.deepEqual(
      groupRow(
        { entityRef: 'system:default/shop', status: 'unknown', known: 7, of: 9, because: [] },
        EntityIndex.EMPTY,
      ),
      { ref: 'system:default/shop', name: 'system:shop', status: 'unknown', known: 7, of: 9 },
    ));
});

describe('the alerts of a page', () => {
  const alert = { name: 'HighErrors', severity: 'page', state: 'firing' as const, labels: {}, silences: [] };

  it('have a name each, and keep addresses to the editor', () => {
    const rows = alertRows([{ ...alert, fingerprint: 'f1', runbook: 'https://runbooks.example.com/1' }, alert]);
    assert.deepEqual(
      rows.map(({ id, hasRunbook }) => [id, hasRunbook]),
      [
        ['f1', true],
        ['#1', false],
      ],
    );
    assert.doesNotMatch(JSON.stringify(rows), /runbooks\.example/);
    assert.equal(alertId(alert, 1), rows[1]?.id);
  });
});
