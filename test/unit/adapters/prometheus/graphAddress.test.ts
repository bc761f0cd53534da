import assert from 'node:assert/strict';
import { graphAddress } from '../../../../src/adapters/prometheus/graphAddress.js';

const QUERY = 'sum(rate(a{b="c&d"}[5m])) > $1';

describe('the address of a page that shows a query', () => {
  it('is that of Prometheus', () => {
    const address = new URL(graphAddress('https://prometheus.example/base/', QUERY) ?? '');
    assert.equal(address.origin + address.pathname, 'https://prometheus.example/base/graph');
    assert.deepEqual(Object.fromEntries(address.searchParams), { 'g0.expr': QUERY, 'g0.tab': '1' });
  });

  it('has the range of a chart', () => {
    const range = { start: 1_795_000_000 - 3600, end: 1_795_000_000, step: 60 };
    const { searchParams } = new URL(graphAddress('https://prometheus.example', QUERY, range) ?? '');
    assert.equal(searchParams.get('g0.tab'), '0');
    assert.equal(searchParams.get('g0.range_input'), '3600s');
    assert.equal(searchParams.get('g0.end_input'), '2026-11-18 11:06:40');
  });

  it('is that of the organisation', () => {
    const address = graphAddress('https://grafana.example/explore?left={query}', QUERY);
    assert.equal(address, `https://grafana.example/explore?left=${encodeURIComponent(QUERY)}`);
  });

  for (const page of [undefined, '', 'prometheus', 'javascript:alert(1)//{query}', 'file:///etc/{query}'])
    it(`is none for ${page}`, () => assert.equal(graphAddress(page, QUERY), undefined));
});
