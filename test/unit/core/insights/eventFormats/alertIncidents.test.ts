import assert from 'node:assert/strict';
import { failure, success } from '../../../../../src/core/common/problem.js';
import type { RangeSeries, SignalSource } from '../../../../../src/core/health/source.js';
import { incidentsFromAlerts } from '../../../../../src/core/insights/eventFormats/alertIncidents.js';

const START = Date.parse('2026-03-02T00:00:00Z') / 1000;
const signal = new AbortController().signal;

function sourceOf(series: readonly RangeSeries[]): SignalSource {
  return {
    instant: () => Promise.resolve(failure({ kind: 'unsupported', message: '' })),
    range: () => Promise.resolve(success({ series, warnings: [] })),
    metricNames: () => Promise.resolve(success([])),
    graphAddress: () => undefined,
  };
}

function firing(labels: Readonly<Record<string, string>>, ...minutes: readonly number[]): RangeSeries {
  return {
    labels: { __name__: 'ALERTS', alertstate: 'firing', ...labels },
    times: minutes.map(minute => START + minute * 60),
    values: minutes.map(() => 1),
  };
}

describe('Incidents from alerts', () => {
  it('last as long as an alert fires, with short gaps, and are open at the end', async () => {
    const labels = { alertname: 'ErrorBudgetBurn', severity: 'page', service: 'shop', env: 'production' };
    const source = sourceOf([
      firing(labels, 10, 11, 13, 30, 31),
      firing({ ...labels, service: 'cart' }, 57, 58, 59, 60),
      firing({ ...labels, severity: 'info' }, 5),
    ]);
    const window = { from: START * 1000, to: (START + 3600) * 1000 };
    const read = await incidentsFromAlerts(source, window, window.to, signal);
    assert.ok(read.ok);
    const minute = (at: number | undefined): number | undefined =>
      at === undefined ? undefined : (at / 1000 - START) / 60;
    assert.deepEqual(
      read.value.events.map(event =>
        event.type === 'incident'
          ? [event.service, event.environment, minute(event.openedAt), minute(event.resolvedAt), event.title]
          : [],
      ),
      [
        ['shop', 'production', 10, 14, 'ErrorBudgetBurn'],
        ['shop', 'production', 30, 32, 'ErrorBudgetBurn'],
        ['cart', 'production', 57, undefined, 'ErrorBudgetBurn'],
      ],
    );
    assert.deepEqual(
      read.value.quality.map(({ kind, count }) => [kind, count]),
      [['unusedType', 1]],
    );
    assert.equal(read.value.isDerived, true);
  });
});
