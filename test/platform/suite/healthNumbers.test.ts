import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { AlertmanagerSource } from '../../../src/adapters/prometheus/alertmanagerSource.js';
import { DirectServer } from '../../../src/adapters/prometheus/directServer.js';
import { PrometheusSource } from '../../../src/adapters/prometheus/prometheusSource.js';
import { inTurns } from '../../../src/core/health/batchRun.js';
import { HealthModel } from '../../../src/core/health/healthModel.js';
import { DEFAULT_HEALTH_SETTINGS } from '../../../src/core/health/healthState.js';
import type { Measured, ServiceHealth } from '../../../src/core/health/serviceHealth.js';
import type { HealthReason, HealthStatus } from '../../../src/core/health/status.js';
import { entity } from '../../unit/core/catalogue/entities.js';
import { recordingLog } from '../../unit/recordingLog.js';
import { never, valueOf } from '../../unit/values.js';
import { telemetryPrograms } from './telemetryPlatform';

type Telemetry = Awaited<ReturnType<(typeof import('../telemetry.mjs'))['startTelemetry']>>;

/** The modules of the demo find their files by where they stand, so that they cannot be bundled. */
const demoModule = (...path: readonly string[]) => import(pathToFileURL(join('test', 'platform', ...path)).href);

// One of each kind of trouble that the demo has, with what the person is told first.
const EXPECTED: readonly (readonly [service: string, status: HealthStatus, reason?: HealthReason])[] = [
  ['tracking-api', 'healthy'],
  ['address-lookup', 'healthy'],
  ['invoice-generator', 'healthy', 'idle'],
  ['payment-gateway', 'critical', 'alert'],
  ['label-printer', 'down', 'no-replicas'],
  ['sorting-controller', 'degraded', 'saturation'],
  ['courier-gateway', 'degraded', 'partly-down'],
  ['scan-gateway', 'unknown', 'telemetry-lost'],
  ['payout-batch', 'unknown', 'no-telemetry'],
];
const DAYS = 2;

const services = EXPECTED.map(([name]) => entity(`Component:${name}`, { spec: { type: 'service' } }));

function numbersOf({ signals, budget }: ServiceHealth): readonly Measured[] {
  const burn = budget?.burn.flatMap(({ shortRate, longRate }) => [shortRate, longRate]) ?? [];
  return [...Object.values(signals), ...(budget ? [budget.achieved, budget.remaining] : []), ...burn];
}

describe('The health of the demo’s services, from its real servers', () => {
  let telemetry: Telemetry | undefined;
  let promtool = '';
  let requests = 0;
  const log = recordingLog();

  const modelOf = ({ prometheusUrl, alertmanagerUrl }: Telemetry) => {
    const signals = new PrometheusSource(new DirectServer({ baseUrl: prometheusUrl, log }));
    const counted = new Proxy(signals, {
      get(target, name, receiver) {
        if (name === 'instant' || name === 'range' || name === 'metricNames') requests++;
        const value: unknown = Reflect.get(target, name, receiver);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
    const alerts = new AlertmanagerSource(new DirectServer({ baseUrl: alertmanagerUrl, log }));
    const model = new HealthModel({ now: () => Date.now() }, { ...DEFAULT_HEALTH_SETTINGS, pollS: 0.001 });
    model.setPorts({ signals: counted, alerts });
    return model;
  };

  before(async function () {
    this.timeout(150_000);
    const programs = await telemetryPrograms();
    if (!programs) {
      console.log('      skipped: Prometheus or Alertmanager is not installed');
      this.skip();
    }
    ({ promtool } = programs);
    const { startTelemetry } = (await demoModule('telemetry.mjs')) as typeof import('../telemetry.mjs');
    telemetry = await startTelemetry({ days: DAYS });
    await telemetry.settled(90_000);
  });

  after(async function () {
    this.timeout(30_000);
    await telemetry?.stop();
  });

  /** What `promtool query instant` says at the instant of a number; undefined for nothing, or for what is no number. */
  const saidByPromtool = async ({ query, at }: Measured): Promise<number | undefined> => {
    const args = ['query', 'instant', '-o', 'json', `--time=${at}`, telemetry!.prometheusUrl, query];
    const { stdout } = await promisify(execFile)(promtool, args);
    const series = JSON.parse(stdout) as readonly { readonly value: readonly [number, string] }[];
    assert.ok(series.length <= 1, `one series for the service alone: ${query}`);
    const value = Number(series[0]?.value[1]);
    return Number.isFinite(value) ? value : undefined;
  };

  it('is what happens to them, read with eight requests', async function () {
    this.timeout(20_000);
    const model = modelOf(telemetry!);
    requests = 0;
    const overview = await model.overview(services, never());
    assert.deepEqual(
      overview.services.map(({ status, reasons }) => [status, ...reasons.slice(0, 1)]),
      EXPECTED.map(([, ...expected]) => expected),
      JSON.stringify(overview.services.map(({ entityRef, reasons }) => [entityRef, ...reasons])),
    );
    assert.ok(requests + 1 <= 8, `${requests} requests and one for alerts`);
    assert.deepEqual([overview.source.phase, overview.source.warnings], ['ready', []]);
  });

  it('has the numbers that promtool gives for the same instant', async function () {
    this.timeout(120_000);
    const { services: known } = await modelOf(telemetry!).overview(services, never());
    const numbers = known.flatMap(numbersOf).filter(({ query, at }) => query !== '' && at !== undefined);
    assert.ok(numbers.length > 90, `${numbers.length} numbers`);
    await inTurns(
      numbers.map(number => async () => {
        assert.equal(number.value, await saidByPromtool(number), number.query);
      }),
      2,
    );
  });

  it('has a month of history in at most a thousand points, which ends at what is left of the budget', async function () {
    this.timeout(30_000);
    const [, , , payments] = services;
    const detail = valueOf(await modelOf(telemetry!).detail(payments!, { lengthS: 30 * 86_400 }, never()));
    for (const { chart, times, lines } of detail.charts) {
      assert.ok(times.length <= 1000);
      assert.ok(
        lines.some(({ values }) => values.some(value => value !== null)),
        chart,
      );
    }
    const left = detail.burnDown?.lines[0]?.values.findLast(value => value !== null) ?? NaN;
    const said = detail.health.budget?.remaining.value ?? NaN;
    // The last point may be a step old, in which the budget has burnt on.
    const [start = NaN, next = NaN] = detail.burnDown?.times ?? [];
    const burn = detail.health.budget?.burn[0]?.longRate.value ?? NaN;
    const burntSince = (burn * (next - start)) / (DAYS * 86_400);
    assert.ok(left - said < 0.05 + burntSince && said - left < 0.05, `${left} is far from ${said}`);
  });

  it('turns to unknown when Prometheus dies, and recovers by itself', async function () {
    this.timeout(60_000);
    const [checked] = services;
    let ahead = 0;
    const shifted = new HealthModel({ now: () => Date.now() + ahead }, { ...DEFAULT_HEALTH_SETTINGS, pollS: 1 });
    const signals = new PrometheusSource(new DirectServer({ baseUrl: telemetry!.prometheusUrl, log }));
    shifted.setPorts({ signals });
    const look = async () => (await shifted.overview([checked!], never())).services[0];
    assert.equal((await look())?.status, 'healthy');
    await telemetry!.stopPrometheus();
    ahead += 2_000;
    assert.deepEqual((await look())?.reasons, ['stale']);
    assert.equal(shifted.state.source.problem?.kind, 'unreachable');
    ahead += 301_000;
    const dark = await look();
    assert.deepEqual([dark?.status, dark?.reasons], ['unknown', ['source-unreachable']]);
    assert.ok(dark?.unknownSince !== undefined);
    await telemetry!.startPrometheus();
    let back: ServiceHealth | undefined;
    for (let tries = 0; tries < 40 && back?.status !== 'healthy'; tries++) {
      ahead += 20_000;
      back = await look();
      await sleep(500);
    }
    assert.equal(back?.status, 'healthy', JSON.stringify(shifted.state.source));
    shifted.dispose();
  });
});
