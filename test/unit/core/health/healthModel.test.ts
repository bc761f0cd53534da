import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { failure, success, type Problem } from '../../../../src/core/common/problem.js';
import { HealthModel } from '../../../../src/core/health/healthModel.js';
import {
  DEFAULT_HEALTH_SETTINGS,
  type HealthPorts,
  type HealthSettings,
} from '../../../../src/core/health/healthState.js';
import type { Alert, AlertSource } from '../../../../src/core/health/source.js';
import { never, problemOf, valueOf } from '../../values.js';
import { entity, manyEntities } from '../catalogue/entities.js';
import { FakeSignals, OTEL_NAMES, type FakeService } from './fakeSignals.js';

const WELL: FakeService = { rps: 20, errors: 0.0001, p99: 0.2, up: 1 };
const GONE: Problem = { kind: 'unreachable', message: 'Nobody there.' };

const checkout = entity('Component:checkout');
const payments = entity('Component:payments');

interface RigOptions {
  readonly services?: Readonly<Record<string, FakeService>>;
  readonly ports?: Partial<HealthPorts>;
  readonly settings?: Partial<HealthSettings>;
  /** How far the source's clock is ahead, in seconds. */
  readonly ahead?: number;
}

function rig({ services = { checkout: WELL, payments: WELL }, ports = {}, settings = {}, ahead = 0 }: RigOptions = {}) {
  const clock = { ms: 1_000_000_000, now: () => clock.ms };
  const signals = new FakeSignals(new Map(Object.entries(services)), () => clock.ms / 1000 + ahead);
  const model = new HealthModel(clock, { ...DEFAULT_HEALTH_SETTINGS, ...settings });
  model.setPorts({ signals, ...ports });
  const say = async (...entities: (typeof checkout)[]) => {
    const { services } = await model.overview(entities.length > 0 ? entities : [checkout], never());
    return services.map(({ status, reasons }) => [status, ...reasons].join(' ')).join(' | ');
  };
  return { clock, signals, model, say, wait: (seconds: number) => void (clock.ms += seconds * 1000) };
}

function alerts(...list: readonly Partial<Alert>[]): AlertSource & { problem?: Problem; asked: number } {
  const source: AlertSource & { problem?: Problem; asked: number } = {
    asked: 0,
    async alerts() {
      source.asked++;
      if (source.problem) return failure(source.problem);
      return success(
        list.map(one => ({
          ...{
            name: 'Down',
            severity: 'page',
            state: 'firing' as const,
            labels: { service: 'checkout' },
            silences: [],
          },
          ...one,
        })),
      );
    },
    silences: async () => success([]),
    silence: async () => success(''),
    unsilence: async () => success(undefined),
  };
  return source;
}

describe('the model of health', () => {
  const statuses: readonly (readonly [name: string, service: FakeService, says: string])[] = [
    ['well', WELL, 'healthy'],
    ['burning', { ...WELL, errors: 0.02 }, 'critical fast-burn budget-exhausted'],
    ['down', { up: 0, before: 5 }, 'down all-targets-down'],
    ['dark', { before: 5, lastSampledAt: 990_000 }, 'unknown telemetry-lost'],
    ['new', {}, 'unknown no-telemetry'],
    ['idle', { rps: 0, up: 1 }, 'healthy'],
    ['slow', { ...WELL, p99: 3 }, 'degraded latency'],
    ['partly down', { ...WELL, up: 0.5 }, 'degraded partly-down'],
    ['never failed', { rps: 5, up: 1 }, 'healthy'],
    ['pushed', { rps: 5 }, 'healthy'],
  ];
  for (const [name, service, says] of statuses)
    it(`says how a service is: ${name}`, async () => {
      assert.equal(await rig({ services: { checkout: service }, settings: { latencyS: 0.5 } }).say(), says);
    });

  it('knows for each number what it is, when, and the query for the service alone', async () => {
    const { model } = rig();
    const [health] = (await model.overview([checkout], never())).services;
    assert.deepEqual(health?.signals.traffic, {
      value: 20,
      unit: 'requestsPerSecond',
      windowS: 300,
      at: 999_997,
      query: 'sum by (service) (rate(http_server_request_duration_seconds_count{service="checkout"}[5m]))',
    });
    assert.deepEqual(health?.signals.saturation, {
      ...{ value: undefined, missing: 'no-series', unit: 'ratio', windowS: 300, query: '' },
    });
    assert.equal(health?.asOf, 999_995);
    assert.equal(health?.errorSpark?.values.length, 61);
    assert.equal(health.budget?.objective.from, 'default');
  });

  it('says when telemetry was lost, and since when it is unknown', async () => {
    const { model } = rig({ services: { checkout: { before: 5, lastSampledAt: 990_000 } } });
    const [health] = (await model.overview([checkout], never())).services;
    assert.deepEqual([health?.lostSince, health?.unknownSince], [990_000, 990_000]);
  });

  it('asks for two hundred services with eight requests, four at the same time at most', async () => {
    const many = manyEntities(200);
    const services = Object.fromEntries(many.map(({ name }) => [name, WELL]));
    const { model, signals, wait } = rig({
      services: { ...services, [many[3]!.name]: { before: 1 } },
      ports: { alerts: alerts() },
    });
    const { services: known } = await model.overview(many, never());
    assert.equal(known.filter(({ status }) => status === 'healthy').length, 199);
    assert.ok(signals.requests + 1 <= 8, `${signals.requests} requests and one for alerts`);
    assert.ok(signals.mostAtOnce <= 4);
    const first = signals.requests;
    wait(31);
    await model.overview(many, never());
    assert.ok(signals.requests - first <= 4, 'what changes slowly is kept');
  });

  it('asks nothing again within the poll interval, and again after it', async () => {
    const { model, signals, say, wait } = rig();
    await say(checkout, payments);
    const { requests } = signals;
    wait(29);
    await say(payments);
    assert.equal(signals.requests, requests);
    wait(2);
    await say(payments);
    assert.ok(signals.requests > requests);
    const later = signals.requests;
    await model.overview([payments], never(), { fresh: true });
    assert.ok(signals.requests > later, 'or when somebody insists');
  });

  it('asks once for all who ask at the same time', async () => {
    const { model, signals, say } = rig();
    await say();
    const { requests } = signals;
    const other = rig();
    await Promise.all([other.say(), other.say(), other.say()]);
    assert.equal(other.signals.requests, requests);
    assert.equal(model.state.services.size, 1);
  });

  it('joins what is under way for some, and asks for the others', async () => {
    const { model, signals } = rig();
    const one = model.overview([checkout], never());
    const both = await model.overview([checkout, payments], never());
    await one;
    assert.deepEqual(
      both.services.map(({ status }) => status),
      ['healthy', 'healthy'],
    );
    assert.ok(signals.asked.every(({ query }) => !(query.includes('checkout') && query.includes('payments'))));
  });

  it('keeps what it knows for five minutes of silence, then says since when it is unknown, and recovers by itself', async () => {
    const { model, signals, say, wait } = rig({ services: { checkout: { ...WELL, up: 0.5 } } });
    assert.equal(await say(), 'degraded partly-down');
    const readAt = 1_000_000;
    signals.problem = GONE;
    wait(31);
    assert.equal(await say(), 'degraded partly-down stale');
    assert.deepEqual([model.state.source.phase, model.state.source.problem], ['failed', GONE]);
    assert.equal(model.state.source.silentSince, readAt);
    const [stale] = [...model.state.services.values()];
    assert.equal(stale?.signals.traffic.value, 20, 'numbers stay with their time');
    wait(270);
    assert.equal(await say(), 'unknown source-unreachable');
    const [dark] = [...model.state.services.values()];
    assert.deepEqual([dark?.unknownSince, dark?.signals.traffic.value], [readAt, undefined]);
    wait(3600);
    await say();
    assert.equal([...model.state.services.values()][0]?.unknownSince, readAt);
    signals.problem = undefined;
    wait(301);
    assert.equal(await say(), 'degraded partly-down');
    assert.equal(model.state.source.phase, 'ready');
    assert.equal(model.state.source.problem, undefined);
  });

  it('waits twice as long after each problem, and as long as the source says', async () => {
    const { clock, model, signals, say, wait } = rig();
    signals.problem = GONE;
    await say();
    const waits: number[] = [];
    for (let round = 0; round < 8; round++) {
      const pause = model.state.source.retryAt! - clock.now() / 1000;
      waits.push(pause);
      const { requests } = signals;
      wait(pause - 1);
      await say();
      assert.equal(signals.requests, requests, 'nothing is asked meanwhile');
      wait(1);
      await say();
      assert.ok(signals.requests > requests);
    }
    assert.deepEqual(waits, [5, 10, 20, 40, 80, 160, 300, 300]);
    signals.problem = { kind: 'rateLimited', message: 'Slower.', retryAfterMs: 900_000 };
    wait(1000);
    await say();
    const { requests } = signals;
    wait(600);
    await model.overview([checkout], never(), { fresh: true });
    assert.equal(signals.requests, requests, 'not even when somebody insists');
  });

  it('asks again at once when somebody insists', async () => {
    const { model, signals, say } = rig();
    signals.problem = GONE;
    assert.equal(await say(), 'unknown source-unreachable');
    signals.problem = undefined;
    assert.equal(await say(), 'unknown source-unreachable');
    const { services } = await model.overview([checkout], never(), { fresh: true });
    assert.equal(services[0]?.status, 'healthy');
  });

  it('says nothing false where only a part is refused', async () => {
    const { model, signals, say, wait } = rig();
    const refusal = { kind: 'invalid', message: 'Refused.', status: 422 } as const;
    await say();
    signals.refuse = query => (query.includes('histogram_quantile') ? refusal : undefined);
    wait(31);
    assert.equal(await say(), 'healthy');
    const [health] = [...model.state.services.values()];
    assert.deepEqual([health?.signals.latencyP99.missing, health?.signals.traffic.value], ['refused', 20]);
    assert.deepEqual(model.state.source.warnings, ['Refused.']);
    const { requests } = signals;
    wait(31);
    await say();
    assert.ok(signals.requests - requests <= 5, 'what was refused is not asked again and again');
    signals.refuse = query =>
      query.startsWith('label_replace(sum by') && query.includes('[5m]') ? refusal : undefined;
    wait(700);
    assert.match(await say(), /^unknown/, 'without traffic nothing is known');
  });

  it('takes no gap in a partial answer for lost telemetry', async () => {
    const { signals, say, wait } = rig();
    await say();
    signals.change = answer => ({ series: [], warnings: answer.warnings.concat('store gone') });
    wait(31);
    assert.equal(await say(), 'healthy stale');
    wait(301);
    assert.equal(await say(), 'unknown source-unreachable');
  });

  it('counts alerts that fire, and says which are silenced', async () => {
    const firing = rig({ ports: { alerts: alerts({}, { state: 'silenced', name: 'Slow' }) } });
    assert.equal(await firing.say(checkout, payments), 'critical alert silenced | healthy');
  });

  it('keeps the alerts that it knows while their keeper is silent, then reads the series of alerts', async () => {
    const keeper = alerts({});
    const { signals, say, wait, model } = rig({ ports: { alerts: keeper } });
    assert.equal(await say(), 'critical alert');
    keeper.problem = { kind: 'unreachable', message: 'No keeper.' };
    wait(31);
    assert.equal(await say(), 'critical alert');
    assert.deepEqual(model.state.source.warnings, ['No keeper.']);
    signals.change = (answer, query) =>
      query.startsWith('ALERTS')
        ? {
            ...answer,
            series: [
              {
                labels: {
                  __name__: 'ALERTS',
                  alertname: 'X',
                  alertstate: 'firing',
                  severity: 'ticket',
                  service: 'checkout',
                },
                ...{ value: 1, at: 1 },
              },
            ],
          }
        : answer;
    wait(400);
    assert.equal(await say(), 'degraded alert');
  });

  it('says what puts a service at risk', async () => {
    const depends = entity('Component:checkout', { relations: ['dependsOn component:default/payments'] });
    const { model } = rig({ services: { checkout: WELL, payments: { up: 0 } } });
    const { services } = await model.overview([depends, payments], never());
    assert.deepEqual(services[0]?.atRisk, [{ entityRef: payments.ref, status: 'down' }]);
    assert.equal(services[0].status, 'healthy', 'its own status stays its own');
  });

  it('says that nothing binds an entity, and why', async () => {
    const { model, signals } = rig();
    const library = entity('Component:lib', { spec: { type: 'library' } });
    const broken = entity('Component:broken', { annotations: { 'goldenpath.dev/telemetry-selector': '{' } });
    const { services } = await model.overview([library, broken], never());
    assert.deepEqual(
      services.map(({ status, reasons, bindingMistake }) => [status, reasons, bindingMistake?.kind]),
      [
        ['unknown', ['not-bound'], undefined],
        ['unknown', ['not-bound'], 'unreadable'],
      ],
    );
    assert.equal(signals.requests, 0);
  });

  it('asks the source that an entity names', async () => {
    const eu = new FakeSignals(new Map([['checkout', { up: 0 }]]), () => 1_000_000);
    const named = entity('Component:checkout', { annotations: { 'prometheus.io/service-name': 'eu' } });
    const { say, signals } = rig({ ports: { instances: new Map([['eu', eu]]) } });
    assert.equal(await say(named, payments), 'down all-targets-down | healthy');
    assert.ok(signals.asked.every(({ query }) => !query.includes('checkout')));
    eu.problem = GONE;
  });

  it('knows nothing without a source, and says why', async () => {
    const { model } = rig();
    const denied: Problem = { kind: 'unauthorised', message: 'Sign in.' };
    model.setPorts(undefined, denied);
    const { services, source } = await model.overview([checkout], never());
    assert.equal(services[0]?.status, 'unknown');
    assert.deepEqual([source.phase, source.problem], ['failed', denied]);
    model.setPorts(undefined);
    assert.equal(model.state.source.phase, 'absent');
    assert.equal(problemOf(await model.detail(checkout, { lengthS: 3600 }, never())).kind, 'unsupported');
  });

  it('stops asking when nobody waits any more, and leaves what it knew', async () => {
    const { model, signals, say } = rig();
    let open = (): void => undefined;
    signals.gate = new Promise(resolve => (open = resolve));
    const stop = new AbortController();
    const asked = model.overview([checkout], stop.signal);
    await turn();
    stop.abort();
    assert.equal((await asked).cancelled, true);
    open();
    signals.gate = undefined;
    await turn();
    assert.equal(model.state.source.problem, undefined, 'which is no problem of the source');
    assert.equal(await say(), 'healthy');
  });

  it('goes on for the others when one of them leaves', async () => {
    const { model, signals } = rig();
    let open = (): void => undefined;
    signals.gate = new Promise(resolve => (open = resolve));
    const stop = new AbortController();
    const left = model.overview([checkout], stop.signal);
    const stayed = model.overview([checkout], never());
    await turn();
    stop.abort();
    assert.equal((await left).cancelled, true);
    open();
    assert.equal((await stayed).services[0]?.status, 'healthy');
  });

  it('drops what an older source answers late', async () => {
    const { model, signals } = rig();
    let open = (): void => undefined;
    signals.gate = new Promise(resolve => (open = resolve));
    const late = model.overview([checkout], never());
    await turn();
    const other = new FakeSignals(new Map([['checkout', { up: 0 }]]), () => 1_000_000);
    model.setPorts({ signals: other });
    const now = await model.overview([checkout], never());
    assert.equal(now.services[0]?.status, 'down');
    open();
    await late;
    await turn();
    assert.equal(model.state.services.get(checkout.ref)?.status, 'down');
  });

  it('lets the newer of two readings win', async () => {
    const { model, signals } = rig();
    let open = (): void => undefined;
    signals.gate = new Promise(resolve => (open = resolve));
    const older = model.overview([checkout], never());
    await turn();
    signals.gate = undefined;
    signals.services.set('checkout', { up: 0 });
    await model.overview([checkout], never(), { fresh: true });
    signals.services.set('checkout', WELL);
    open();
    await older;
    await turn();
    assert.equal(model.state.services.get(checkout.ref)?.status, 'down');
  });

  it('goes by the source’s clock, and says when it is wrong', async () => {
    const { model, signals } = rig({ ahead: 7200 });
    const { services, source } = await model.overview([checkout], never());
    assert.equal(source.skewS, 7200);
    assert.equal(services[0]?.signals.traffic.at, 1_007_197);
    assert.equal(signals.asked.find(({ range }) => range)?.range?.end, 1_007_160);
  });

  it('asks again when its own clock was set back', async () => {
    const { signals, say, wait } = rig();
    await say();
    const { requests } = signals;
    wait(-86_400);
    await say();
    assert.ok(signals.requests > requests);
  });

  it('announces each change with one immutable state', async () => {
    const { model, say, wait } = rig();
    const states: unknown[] = [];
    model.onDidChange(state => states.push(state));
    await say();
    const before = model.state.services;
    wait(31);
    await say();
    assert.equal(states.at(-1), model.state);
    assert.notEqual(model.state.services, before);
    assert.equal(states.length, 2);
  });

  it('forgets what it knew when settings change', async () => {
    const { model, say } = rig({ settings: {} });
    await say();
    model.setSettings({ ...DEFAULT_HEALTH_SETTINGS, latencyS: 0.1 });
    assert.equal(model.state.services.size, 0);
    assert.equal(await say(), 'degraded latency');
  });

  it('is not stuck when a source throws', async () => {
    const { model, signals, say } = rig();
    const metricNames = signals.metricNames.bind(signals);
    signals.metricNames = () => Promise.reject(new Error('a defect'));
    await assert.rejects(model.overview([checkout], never()), /a defect/);
    signals.metricNames = metricNames;
    assert.equal(await say(), 'healthy');
  });
});

describe('everything about one service', () => {
  const latencyS = 0.5;

  it('is charts with the same times, at most a thousand points', async () => {
    const { model } = rig({ settings: { latencyS } });
    for (const lengthS of [3_600, 21_600, 86_400, 604_800, 2_592_000]) {
      const { charts, range } = valueOf(await model.detail(checkout, { lengthS }, never()));
      assert.deepEqual(
        charts.map(({ chart }) => chart),
        ['traffic', 'errors', 'latency', 'saturation', 'availability'],
      );
      for (const { times, lines } of charts) {
        assert.ok(times.length <= 1000 && times.length > 200, `${times.length}`);
        for (const { values } of lines) assert.equal(values.length, times.length);
      }
      assert.equal(range.end, charts[0]?.times.at(-1));
    }
  });

  it('has lines, objectives, queries, and reasons where there is nothing to draw', async () => {
    const { model } = rig({ settings: { latencyS } });
    const { charts, burnDown } = valueOf(await model.detail(checkout, { lengthS: 7 * 86_400 }, never()));
    const [, errors, latency, saturation] = charts;
    assert.deepEqual(
      latency?.lines.map(({ name, values }) => [name, values.at(-1)]),
      [
        ['latencyP50', 0.2],
        ['latencyP95', 0.2],
        ['latencyP99', 0.2],
      ],
    );
    assert.deepEqual([latency?.objective, errors?.objective], [0.5, 0.001]);
    assert.ok(latency?.queries[2]?.includes('[15m]'), 'the window is no shorter than the step: no event is left out');
    assert.equal(saturation?.missing, 'no-series');
    assert.ok(saturation.lines[0]?.values.every(value => value === null));
    const left = burnDown?.lines[0]?.values ?? [];
    assert.ok(Math.abs(left.at(-1)! - 0.9) < 1e-6, `${left.at(-1)}`);
  });

  it('is asked once within the poll interval, and for a part of the past when somebody zooms', async () => {
    const { model, signals } = rig();
    await model.detail(checkout, { lengthS: 3600 }, never());
    const { requests } = signals;
    await model.detail(checkout, { lengthS: 3600 }, never());
    assert.equal(signals.requests, requests);
    const { range } = valueOf(await model.detail(checkout, { end: 900_000, lengthS: 600, points: 300 }, never()));
    assert.deepEqual(range, { start: 899_400, end: 900_000, step: 15 });
  });

  it('keeps what can be read where a part cannot', async () => {
    const { model, signals } = rig();
    signals.refuse = query =>
      query.includes('histogram') ? { kind: 'invalid', message: 'Refused.', status: 422 } : undefined;
    const { charts, warnings } = valueOf(await model.detail(checkout, { lengthS: 3600 }, never()));
    assert.deepEqual([charts[0]?.missing, charts[2]?.missing], [undefined, 'refused']);
    assert.deepEqual(warnings, ['Refused.']);
  });

  it('is a problem where the source does not answer, or it was cancelled', async () => {
    const { model, signals } = rig();
    signals.problem = GONE;
    assert.deepEqual(problemOf(await model.detail(checkout, { lengthS: 3600 }, never())), GONE);
    assert.equal(problemOf(await model.detail(checkout, { lengthS: 3600 }, AbortSignal.abort())).kind, 'cancelled');
  });

  it('has the deployments and the workload that others tell of', async () => {
    const deployment = { entityRef: checkout.ref, at: 999_000, version: '1.1' };
    const state = { entityRef: checkout.ref, desired: 3, available: 0, restarts: 4, images: ['a:1'] };
    const { model, say, wait } = rig({
      ports: {
        deployments: { deployments: async () => success([deployment, { ...deployment, at: 5 }]) },
        workloads: { workload: async () => success(state) },
      },
    });
    const detail = valueOf(await model.detail(checkout, { lengthS: 3600 }, never()));
    assert.deepEqual(detail.deployments, [deployment]);
    assert.deepEqual(detail.health.workload, state);
    wait(31);
    assert.equal(await say(), 'down no-replicas', 'which the next reading takes into account');
  });

  it('reads deployments from the source where nobody else tells of them', async () => {
    const { model, signals } = rig();
    signals.names = [...OTEL_NAMES, 'goldenpath_deployment_timestamp_seconds'];
    const range = signals.range.bind(signals);
    signals.range = async (query, asked, signal) => {
      const answer = await range(query, asked, signal);
      if (!query.includes('goldenpath_deployment')) return answer;
      const labels = { service: 'checkout', gp_part: '0', version: '2.0' };
      return success({ series: [{ labels, times: [asked.end], values: [999_500] }], warnings: [] });
    };
    const { deployments } = valueOf(await model.detail(checkout, { lengthS: 3600 }, never()));
    assert.deepEqual(deployments, [{ entityRef: checkout.ref, at: 999_500, version: '2.0' }]);
  });
});
