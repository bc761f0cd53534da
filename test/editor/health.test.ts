import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TestSurface } from '../../src/editor/extension.js';
import type { Measured, ServiceHealth } from '../../src/core/health/serviceHealth.js';
import { entityUri } from '../../src/editor/catalogue/entityDecorations.js';
import type { HealthParts } from '../../src/editor/health/healthParts.js';
import { TelemetryTokens } from '../../src/editor/health/telemetryTokens.js';
import { promtoolInstant } from '../platform/suite/promtool.js';
import { activated, eventually, platformUrl, row, set } from './surface.js';

/** A real Prometheus that watches the services of the demo, and its own program; undefined where they cannot be had. */
const prometheusUrl = process.env['GOLDEN_PATH_PROMETHEUS_URL'];
const promtool = process.env['GOLDEN_PATH_PROMTOOL'];

const ref = (name: string): string => `component:default/${name}`;

describe('health in the editor, against a real Backstage and a real Prometheus', () => {
  let surface: TestSurface;
  let health: HealthParts;
  const never = new AbortController().signal;

  before(async function () {
    if (prometheusUrl === undefined || promtool === undefined) {
      console.log('Prometheus is not there: health is not tested in the editor.');
      this.skip();
    }
    surface = await activated();
    await set('backstage.url', platformUrl);
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
    health = await surface.healthParts();
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  after(async () => {
    await set('telemetry.source', undefined);
    await set('telemetry.prometheusUrl', undefined);
    await surface?.signIn.signOut();
  });

  /** Everything that the demo has, as a page on all its systems would ask for it. */
  const readAll = async (): Promise<readonly ServiceHealth[]> => {
    const data = health.data();
    assert.ok(data);
    const components = surface.model.state.index.entities.filter(
      ({ kind, local }) => kind.toLowerCase() === 'component' && !local,
    );
    assert.deepEqual(await data.read(components, never, true), { ok: true, value: undefined });
    return components.flatMap(entity => data.of(entity.ref) ?? []);
  };

  it('knows each kind of trouble, and never takes silence for health', async () => {
    await readAll();
    const seen = (name: string): readonly [string | undefined, readonly string[] | undefined] => {
      const service = health.data()?.of(ref(name));
      return [service?.status, service?.reasons];
    };
    assert.equal(seen('tracking-api')[0], 'healthy');
    assert.equal(seen('address-lookup')[0], 'healthy', 'no failure yet is no reason to know nothing');
    assert.equal(seen('label-printer')[0], 'down');
    assert.equal(seen('payment-gateway')[0], 'critical');
    assert.equal(seen('courier-gateway')[0], 'degraded');
    assert.deepEqual(seen('scan-gateway'), ['unknown', ['telemetry-lost']]);
    assert.deepEqual(seen('payout-batch'), ['unknown', ['no-telemetry']]);
    const [idle, reasons] = seen('invoice-generator');
    assert.deepEqual([idle, reasons?.includes('idle')], ['healthy', true]);
  });

  it('has the numbers that promtool has at the same instant, for every signal of every service', async () => {
    const compared = new Set<string>();
    // A scrape has the time at which it began, and is seen a moment later: what came in between is compared in another round.
    for (let round = 0; round < 4; round++) {
      const different: string[] = [];
      for (const { entityRef, signals, budget } of await readAll()) {
        const numbers: readonly (readonly [string, Measured | undefined])[] = [
          ...Object.entries(signals),
          ['budget', budget?.remaining],
        ];
        for (const [name, measured] of numbers) {
          const key = `${entityRef} ${name}`;
          if (compared.has(key) || measured?.value === undefined || measured.at === undefined) continue;
          const [sample, ...others] = await promtoolInstant(promtool!, prometheusUrl!, measured.query, measured.at);
          assert.equal(others.length, 0, `${key}: ${measured.query} gives more than one series`);
          assert.ok(sample, `${key}: ${measured.query} gives nothing`);
          const isEqual = Math.abs(sample.value - measured.value) <= 1e-9 * Math.max(1, Math.abs(sample.value));
          if (isEqual) compared.add(key);
          else different.push(`${key}: ${measured.value} instead of ${sample.value} for ${measured.query}`);
        }
      }
      if (different.length > 0 && round < 3) continue;
      assert.deepEqual(different, []);
      break;
    }
    assert.ok(compared.size > 80, `only ${compared.size} numbers were compared`);
  }).timeout(120_000);

  it('shows in the tree how a component is, by a word, a shape and a colour', async () => {
    await vscode.commands.executeCommand('goldenPath.catalogue.focus');
    const components = await row(surface, 'Components');
    const printer = await row(surface, 'Label printer', components);
    await eventually('the row says how it is', () =>
      String(surface.view.getTreeItem(printer).description).includes('Down'),
    );
    const item = surface.view.resolveTreeItem(surface.view.getTreeItem(printer), printer);
    assert.match(item.accessibilityInformation?.label ?? '', /Down/);
    assert.match((item.tooltip as vscode.MarkdownString).value, /✖ \*\*Down\*\*/);
    assert.match((item.tooltip as vscode.MarkdownString).value, /service&#61;|service=/);
  });

  it('says nothing of what does not run', async () => {
    const components = await row(surface, 'Components');
    const library = surface.model.state.index.entities.find(({ type, local }) => type === 'library' && !local);
    assert.ok(library);
    const found = await row(surface, library.title ?? library.name, components);
    assert.doesNotMatch(String(surface.view.getTreeItem(found).description), /Unknown|Healthy/);
  });

  it('opens a page on a system with its services, the worst of which decides', async () => {
    await vscode.commands.executeCommand('goldenPath.health.show', { entity: { ref: 'system:default/depot-floor' } });
    const panel = await eventually('a page', () => health.panels.all[0]);
    await eventually('it is in sight', () => panel.isShown);
    const overview = await eventually('its services are known', () => {
      const now = health.panels.overview(panel.scope);
      return now.services.some(({ status }) => status === 'down') && now;
    });
    assert.equal(overview.group?.status, 'critical', 'one of several that is down makes the system critical');
    assert.ok((overview.group?.known ?? 0) < (overview.group?.of ?? 0), 'the one without telemetry is not known');
    assert.equal(overview.trouble, undefined);
    panel.dispose();
    await eventually('the page is gone', () => health.panels.all.length === 0);
  });

  it('reads the details of a service with their charts', async () => {
    const entity = surface.model.state.index.get(ref('tracking-api'));
    assert.ok(entity);
    const detail = await health.data()!.detail(entity, '1h', undefined, never);
    assert.ok(detail.ok, JSON.stringify(detail));
    const { charts, objective, service } = detail.value;
    assert.deepEqual(
      new Set(charts.map(({ chart }) => chart)),
      new Set(['traffic', 'errors', 'latency', 'saturation', 'budget']),
    );
    assert.ok(charts.every(({ times, lines }) => lines.every(({ values }) => values.length === times.length)));
    assert.equal(objective?.target, 0.999);
    assert.equal(service.ref, ref('tracking-api'));
  });

  it('copies how a component is', async () => {
    await readAll();
    await vscode.commands.executeCommand('goldenPath.health.copy', { entity: { ref: ref('tracking-api') } });
    assert.match(await vscode.env.clipboard.readText(), /^Tracking API: Healthy · [\d.,]+\sreq\/s · .*budget/);
  });

  it('asks a Prometheus directly where it is told to', async () => {
    await set('telemetry.prometheusUrl', prometheusUrl);
    await set('telemetry.source', 'direct');
    await eventually('another source', () => health.telemetry()?.name === prometheusUrl);
    await readAll();
    assert.equal(health.data()?.of(ref('tracking-api'))?.status, 'healthy');
    assert.match(health.telemetry()?.signals.graphAddress('up') ?? '', /^http.*\/graph\?g0\.expr=up/);
  });

  it('asks nobody where it is switched off, and takes back what it said', async () => {
    await set('telemetry.source', 'off');
    await eventually('no source', () => health.telemetry() === undefined);
    const components = await row(surface, 'Components');
    const printer = await row(surface, 'Label printer', components);
    assert.doesNotMatch(String(surface.view.getTreeItem(printer).description), /Down/);
    assert.match(health.panels.overview({ kind: 'mine' }).trouble?.text ?? '', /switched off/);
    assert.equal(entityUri(surface.model.state.index.get(ref('label-printer'))!).query, '');
  });
});

describe('the token of a server of telemetry', () => {
  const kept = new Map<string, string>();
  const secrets = {
    get: async (key: string) => kept.get(key),
    store: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
    onDidChange: () => ({ dispose: () => undefined }),
    keys: async () => [...kept.keys()],
  };

  it('goes to its origin alone', async () => {
    const tokens = new TelemetryTokens(secrets);
    await tokens.set('https://mimir.example.com', 'one');
    assert.equal(await tokens.of('https://mimir.example.com'), 'one');
    assert.equal(await tokens.of('https://mimir.example.com:8443'), undefined);
    assert.equal(await tokens.of('constructor'), undefined);
    await tokens.set('https://mimir.example.com', undefined);
    assert.equal(await tokens.of('https://mimir.example.com'), undefined);
  });
});
