import assert from 'node:assert/strict';
import { toCsv } from '../../../../webview/common/csv.js';
import { chartCsv, servicesCsv } from '../../../../webview/health/csv.js';
import { overview } from '../../../fixtures/webview/healthData.mjs';

describe('values as CSV', () => {
  it('are quoted where they have to be', () =>
    assert.equal(
      toCsv([
        ['a', 'b, c', 'say "x"', 'two\nlines'],
        [1.5, null, undefined, Number.NaN],
      ]),
      'a,"b, c","say ""x""","two\nlines"\r\n1.5,,,\r\n',
    ));

  it('cannot be formulas, while negative numbers stay numbers', () =>
    assert.equal(toCsv([['=HYPERLINK(1)', '+1', '@x', '-y', -2]]), "'=HYPERLINK(1),'+1,'@x,'-y,-2\r\n"));

  it('of a chart have instants and units', () =>
    assert.equal(
      chartCsv({
        chart: 'latency',
        unit: 'seconds',
        times: [1_700_000_000, 1_700_000_060],
        lines: [
          { name: 'p50', values: [0.1, null] },
          { name: 'p99', values: [0.2, 0.3] },
        ],
        query: '',
      }),
      'time,p50 (s),p99 (s)\r\n2023-11-14T22:13:20.000Z,0.1,0.2\r\n2023-11-14T22:14:20.000Z,,0.3\r\n',
    ));

  it('of services leave out what is not known', () => {
    const [head, first] = servicesCsv(overview(1, 1_700_000_000).services).split('\r\n');
    assert.equal(head?.split(',').length, 14);
    assert.equal(
      first,
      'label-printer,component:default/label-printer,warehouse,parcels,down,,' +
        '0 of 3 replicas are available All 3 scrape targets are down,,,,0.99838,-0.62,2,2023-11-14T22:13:11.000Z',
    );
  });
});
