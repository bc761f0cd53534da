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
    const read = await incidentsFromAlerts(source, { window, now: window.to, choice: 'grave' }, signal);
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
      [
        ['incidentsFromAlerts', 3],
        ['unusedType', 1],
      ],
    );
    assert.equal(read.value.isDerived, true);
  });

  it('are those of the services that are meant, as the deployments call them', async () => {
    const labels = { alertname: 'ServiceDown', severity: 'page', env: 'prod' };
    const queries: string[] = [];
    const fake = sourceOf([
      firing({ ...labels, service: 'shop' }, 10),
      firing({ ...labels, service: 'shop.old' }, 10),
      firing({ ...labels, service: 'cart', severity: 'P1' }, 20),
    ]);
    const source: SignalSource = {
      ...fake,
      range: (query, range, aborted) => {
        queries.push(query);
        return fake.range(query, range, aborted);
      },
    };
    const window = { from: START * 1000, to: (START + 3600) * 1000 };
    const question = { window, now: window.to, services: ['component:default/shop', 'cart'] };
    const environments = ['staging', 'production'];
    const read = async (choice: 'grave' | readonly string[]) => {
      const got = await incidentsFromAlerts(source, { ...question, environments, choice }, signal);
      assert.ok(got.ok);
      return got.value.events.map(({ service, environment }) => [service, environment]);
    };
    assert.deepEqual(await read('grave'), [['component:default/shop', 'production']]);
    assert.deepEqual(await read(['p1']), [['cart', 'production']]);
    assert.match(queries[0] ?? '', /^ALERTS\{alertstate="firing",service=~"[^"]*\(\?:shop\|cart\)"\} or ALERTS\{/);
  });

  it('of a long window are asked for in pieces that a server gives, and one goes on over the end of a piece', async () => {
    const day = 24 * 60;
    const steps: number[] = [];
    const source: SignalSource = {
      ...sourceOf([]),
      range: (_query, { start, end, step }) => {
        steps.push((end - start) / step + 1);
        const times = Array.from({ length: (end - start) / step + 1 }, (_, index) => start + index * step);
        const [from, to] = [START + (7 * day - 120) * 60, START + 7 * day * 60];
        const fires = times.filter(at => at >= from && at < to);
        const series = { labels: { alertname: 'Down', service: 'shop' }, times: fires, values: fires.map(() => 1) };
        return Promise.resolve(success({ series: fires.length > 0 ? [series] : [], warnings: [] }));
      },
    };
    const window = { from: START * 1000, to: (START + 90 * day * 60) * 1000 };
    const read = await incidentsFromAlerts(source, { window, now: window.to, choice: 'grave' }, signal);
    assert.ok(read.ok);
    assert.ok(steps.length === 13 && Math.max(...steps) <= 10_000);
    const [incident] = read.value.events;
    assert.ok(read.value.events.length === 1 && incident?.type === 'incident');
    assert.equal(incident.openedAt, (START + (7 * day - 120) * 60) * 1000);
    assert.equal(incident.resolvedAt, (START + 7 * day * 60) * 1000);
  });

  it('cannot be told where the source does not answer', async () => {
    const problem = { kind: 'unreachable', message: 'Nobody is there.' } as const;
    const source = { ...sourceOf([]), range: () => Promise.resolve(failure(problem)) };
    const window = { from: 0, to: 3_600_000 };
    const read = await incidentsFromAlerts(source, { window, now: window.to, choice: 'grave' }, signal);
    assert.deepEqual(read, failure(problem));
  });
});
