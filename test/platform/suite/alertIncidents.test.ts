import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readDora } from '../../../src/adapters/insights/doraSources';
import { DirectServer } from '../../../src/adapters/prometheus/directServer';
import { PrometheusSource } from '../../../src/adapters/prometheus/prometheusSource';
import type { Telemetry } from '../telemetry.mjs';
import { recordingLog } from '../../unit/recordingLog';
import { never, valueOf } from '../../unit/values';
import { eventually } from './requests';
import { telemetryPrograms } from './telemetryPlatform';

const MINUTE = 60_000;
const SERVICE = 'tracking-api';

interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly state: string;
  readonly activeAt: string;
}

describe('incidents from the alerts of a real Prometheus', function () {
  this.timeout(300_000);
  let telemetry: Telemetry;
  let folder: string;
  before(async function () {
    if (!(await telemetryPrograms())) return this.skip();
    const path = join(process.cwd(), 'test', 'platform', 'telemetry.mjs');
    const { startTelemetry } = (await import(pathToFileURL(path).href)) as typeof import('../telemetry.mjs');
    folder = mkdtempSync(join(tmpdir(), 'golden-path-alerts-'));
    telemetry = await startTelemetry({ days: 1 });
    makeRelease(folder, Date.now() - 30 * MINUTE);
  });
  after(async () => {
    await telemetry?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  const alertNow = async (): Promise<FiringAlert | undefined> => {
    const answer = await fetch(`${telemetry.prometheusUrl}/api/v1/alerts`);
    const { data } = (await answer.json()) as { readonly data: { readonly alerts: readonly FiringAlert[] } };
    return data.alerts.find(
      ({ labels, state }) =>
        labels['alertname'] === 'ServiceDown' && labels['service'] === SERVICE && state === 'firing',
    );
  };
  const report = async (now: number) => {
    const signals = new PrometheusSource(new DirectServer({ baseUrl: telemetry.prometheusUrl, log: recordingLog() }));
    const window = { from: now - 60 * MINUTE, to: now };
    return valueOf(await readDora({ folder, now, signals, signal: never() }, { window })).report;
  };
  const restoring = async (now: number) =>
    (await report(now)).measures.find(({ key }) => key === 'timeToRestore') ?? assert.fail('no such key');

  it('begin and end when the alert does, and belong to the release before', async () => {
    await telemetry.setDown(SERVICE, true);
    const fired = await eventually('the alert fires', alertNow, 60_000);
    const began = Date.parse(fired.activeAt);
    const isOpen = async (): Promise<true | undefined> => {
      const { details } = await restoring(Date.now());
      return details.some(({ label, value }) => label === 'Incidents still open' && value === 1) || undefined;
    };
    await eventually('it is an open incident', isOpen, 90_000);
    await telemetry.setDown(SERVICE, false);
    await eventually('the alert is over', async () => ((await alertNow()) ? undefined : true), 60_000);
    const over = Date.now();
    // Some minutes later, when nobody can take it for one that still fires: the series is at its end now.
    const measured = await report(over + 10 * MINUTE);
    const [point, ...more] = measured.measures.find(({ key }) => key === 'timeToRestore')?.points ?? [];
    assert.ok(point && more.length === 0);
    assert.equal(point.label, 'ServiceDown');
    // It fires five seconds after it is due, rules are looked at every few seconds, and times are whole minutes.
    assert.ok(point.at >= began && point.at <= began + MINUTE + 15_000, `${began} ${point.at}`);
    const end = point.at + point.value;
    assert.ok(Math.abs(end - over) <= MINUTE + 15_000, `${over} ${end}`);
    assert.match(measured.origin, /alerts in Prometheus/);
    const failures = measured.measures.find(({ key }) => key === 'changeFailureRate');
    assert.equal(failures?.value, 1);
    assert.deepEqual(
      measured.quality.filter(({ kind }) => kind === 'incidentsFromAlerts').map(({ count }) => count),
      [1],
    );
  });

  it('are missing where it is gone, and the numbers stay', async () => {
    await telemetry.stopPrometheus();
    const measured = await report(Date.now());
    assert.equal(measured.deployments, 1);
    assert.ok(measured.quality.some(({ kind }) => kind === 'noAlerts'));
  });
});

/** A clone of the service with one release, and a configuration that takes alerts as incidents. */
function makeRelease(folder: string, at: number): void {
  const date = new Date(at).toISOString();
  const git = (...args: readonly string[]): void =>
    void execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.com', ...args], {
      cwd: folder,
      env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
  mkdirSync(join(folder, '.golden-path'));
  writeFileSync(
    join(folder, '.golden-path', 'insights.yaml'),
    `service: component:default/${SERVICE}\nincidents: { alerts: true }\n`,
  );
  git('init', '--quiet');
  git('add', '.');
  git('commit', '--quiet', '-m', 'Begin');
  git('tag', '-a', '-m', 'One', 'v1.0.0');
}
