import assert from 'node:assert/strict';
import { BackstageClient } from '../../../src/adapters/backstage/client';
import { BackstageWorkloads } from '../../../src/adapters/backstage/workloads';
import { AlertmanagerSource } from '../../../src/adapters/prometheus/alertmanagerSource';
import { DirectServer } from '../../../src/adapters/prometheus/directServer';
import { PrometheusSource } from '../../../src/adapters/prometheus/prometheusSource';
import { throughBackstage, type TelemetryServer } from '../../../src/adapters/prometheus/telemetryServer';
import { alertSourceContract } from '../../unit/core/health/alertSourceContract';
import { signalSourceContract } from '../../unit/core/health/signalSourceContract';
import { recordingLog } from '../../unit/recordingLog';
import { never, problemOf, valueOf } from '../../unit/values';
import { byLabel, promtoolInstant } from './promtool';
import { eventually } from './requests';
import { watchedPlatform, type WatchedPlatform } from './telemetryPlatform';

const TRAFFIC = 'sum by (service) (rate(http_server_request_duration_seconds_count[5m]))';
const ERRORS =
  '(sum by (service) (rate(http_server_request_duration_seconds_count{http_response_status_code=~"5.."}[5m])) or ' +
  `0 * ${TRAFFIC}) / ${TRAFFIC}`;
const P99 = 'histogram_quantile(0.99, sum by (service, le) (rate(http_server_request_duration_seconds_bucket[5m])))';

describe('the telemetry of the demo, by its real servers', function () {
  this.timeout(120_000);
  let watched: WatchedPlatform;
  before(async function () {
    const started = await watchedPlatform();
    if (!started) return this.skip();
    watched = started;
    await Promise.all([watched.platform.catalogueSettled(), watched.telemetry.settled()]);
  });
  after(async () => {
    await watched?.platform.stop();
  });

  const client = (token?: string): BackstageClient =>
    new BackstageClient({
      baseUrl: watched.platform.url,
      tokens: { token: async () => token ?? watched.platform.tokens.admin, refused: () => undefined },
      log: recordingLog(),
    });
  const through = (path: string): TelemetryServer => throughBackstage(client(), path);
  const now = (): number => Math.floor(Date.now() / 1000);

  const waysToSignals: Readonly<Record<string, () => TelemetryServer>> = {
    'Prometheus itself': () => new DirectServer({ baseUrl: watched.telemetry.prometheusUrl, log: recordingLog() }),
    'Backstage’s proxy': () => through('/api/proxy/prometheus'),
    'a proxy whose target has the path of the API': () => through('/api/proxy/withpath'),
    'a proxy as Roadie’s plugin wants it': () => through('/api/proxy/roadie'),
    'a proxy that lets only GET through': () => through('/api/proxy/readonly'),
  };
  for (const [name, server] of Object.entries(waysToSignals))
    signalSourceContract(name, async () => ({
      source: new PrometheusSource(server()),
      several: TRAFFIC,
      nothing: 'a_metric_that_nobody_has',
      broken: 'sum by (',
      metric: 'target_info',
      now: now(),
      dispose: () => Promise.resolve(),
    }));

  const waysToAlerts: Readonly<Record<string, () => TelemetryServer>> = {
    'Alertmanager itself': () => new DirectServer({ baseUrl: watched.telemetry.alertmanagerUrl, log: recordingLog() }),
    'Backstage’s proxy': () => through('/api/proxy/alertmanager'),
  };
  for (const [name, server] of Object.entries(waysToAlerts))
    alertSourceContract(name, async () => ({
      source: new AlertmanagerSource(server()),
      firing: { name: 'ServiceDown', service: 'label-printer' },
      now: now(),
      dispose: () => Promise.resolve(),
    }));

  it('shows the same numbers as promtool at the same instant', async () => {
    const source = new PrometheusSource(through('/api/proxy/prometheus'));
    const at = now();
    for (const query of [TRAFFIC, ERRORS, P99, 'avg by (service) (up{job="services"})']) {
      const { series } = valueOf(await source.instant(query, at, never()));
      const theirs = await promtoolInstant(watched.programs.promtool, watched.telemetry.prometheusUrl, query, at);
      assert.ok(series.length > 15);
      assert.deepEqual(byLabel(series, 'service'), byLabel(theirs, 'service'));
    }
  });

  it('has a service in every state that telemetry can show', async () => {
    const source = new PrometheusSource(through('/api/proxy/prometheus'));
    const ask = async (query: string) =>
      byLabel(valueOf(await source.instant(query, undefined, never())).series, 'service');
    const up = await ask('avg by (service) (up{job="services"})');
    const errors = await ask(ERRORS);
    const p99 = await ask(P99);
    assert.equal(up.get('tracking-api'), 1);
    assert.ok((errors.get('tracking-api') ?? 1) < 0.001);
    assert.ok((errors.get('payment-gateway') ?? 0) > 0.0144);
    assert.equal(up.get('label-printer'), 0);
    assert.equal(errors.get('label-printer'), undefined);
    assert.equal(up.get('payout-batch'), undefined);
    assert.equal(up.get('scan-gateway'), undefined);
    assert.ok((await ask('group by (service) (present_over_time(target_info[1d]))')).has('scan-gateway'));
    assert.ok((p99.get('checkout-api') ?? 0) > 0.7);
    assert.ok(Math.abs((up.get('courier-gateway') ?? 0) - 2 / 3) < 0.001);
    assert.ok(Number.isNaN(errors.get('invoice-generator')), 'no requests have no ratio');
    assert.equal(errors.get('address-lookup'), 0);
    const deployed = await ask('max by (service) (goldenpath_deployment_timestamp_seconds)');
    const age = now() - (deployed.get('checkout-api') ?? 0);
    assert.ok(age > 1500 && age < 1500 + 600);
  });

  it('tells which alerts are silenced and inhibited', async () => {
    const alerts = valueOf(await new AlertmanagerSource(through('/api/proxy/alertmanager')).alerts(never()));
    const stateOf = (name: string, service: string, severity: string) =>
      alerts.find(alert => alert.name === name && alert.labels['service'] === service && alert.severity === severity)
        ?.state;
    assert.equal(stateOf('ErrorBudgetBurn', 'payment-gateway', 'page'), 'firing');
    assert.equal(stateOf('ErrorBudgetBurn', 'payment-gateway', 'ticket'), 'inhibited');
    assert.equal(stateOf('HighLatency', 'merchant-portal-web', 'ticket'), 'silenced');
  });

  it('changes no alert where the proxy lets only reading through', async () => {
    const source = new AlertmanagerSource(through('/api/proxy/readonlyalerts'));
    assert.ok(valueOf(await source.alerts(never())).length > 0);
    const at = now();
    const request = { matchers: [], startsAt: at, endsAt: at + 60, createdBy: 'x', comment: 'y' };
    assert.equal(problemOf(await source.silence(request, never())).kind, 'notFound');
  });

  it('says what is wrong without a sign-in, without permission, and without such an endpoint', async () => {
    const ask = async (server: TelemetryServer) =>
      problemOf(await new PrometheusSource(server).instant('up', undefined, never())).kind;
    assert.equal(await ask(throughBackstage(client('nobody'), '/api/proxy/prometheus')), 'unauthorised');
    const reader = client(watched.platform.tokens.catalogueReader);
    assert.equal(await ask(throughBackstage(reader, '/api/proxy/prometheus')), 'forbidden');
    assert.equal(await ask(through('/api/proxy/nothing')), 'notFound');
  });

  it('turns a service down and up again as it is told', async () => {
    const source = new PrometheusSource(through('/api/proxy/prometheus'));
    const isUp = async (): Promise<number | undefined> =>
      valueOf(await source.instant('avg(up{service="pricing-engine"})', undefined, never())).series[0]?.value;
    await watched.telemetry.setDown('pricing-engine', true);
    await eventually('pricing-engine is down', async () => ((await isUp()) === 0 ? true : undefined));
    await watched.telemetry.setDown('pricing-engine', false);
    await eventually('pricing-engine is up', async () => ((await isUp()) === 1 ? true : undefined));
  });

  for (const [name, server] of Object.entries({
    'Prometheus itself': waysToSignals['Prometheus itself']!,
    'Backstage’s proxy': waysToSignals['Backstage’s proxy']!,
  }))
    it(`sees that Prometheus was killed, and that it is back, through ${name}`, async () => {
      const source = new PrometheusSource(server());
      valueOf(await source.instant('up', undefined, never()));
      await watched.telemetry.stopPrometheus();
      assert.equal(problemOf(await source.instant('up', undefined, never())).kind, 'unreachable');
      assert.equal(problemOf(await source.metricNames(never())).kind, 'unreachable');
      await watched.telemetry.startPrometheus();
      assert.ok(valueOf(await source.instant('up', undefined, never())).series.length > 0);
    });

  it('reads the workloads of a component by Backstage’s Kubernetes plugin', async () => {
    const workloads = new BackstageWorkloads(client());
    const gateway = valueOf(await workloads.workload('component:default/courier-gateway', never()));
    assert.equal(gateway?.desired, 3);
    assert.equal(gateway.available, 2);
    assert.equal(gateway.restarts, 7);
    assert.match(gateway.images.join(), /^registry\.parcelwise\.example\/courier-gateway:2\.\d+\.0$/);
    assert.equal(valueOf(await workloads.workload('component:default/payout-batch', never())), undefined);
    assert.equal(problemOf(await workloads.workload('component:default/nobody', never())).kind, 'notFound');
  });
});
