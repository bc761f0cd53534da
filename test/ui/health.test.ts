import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { screenshotThemes } from '../host/themes.mjs';
import { promtoolInstant } from '../platform/suite/promtool.js';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { telemetryPrograms } from '../platform/suite/telemetryPlatform.js';
import type { Platform } from '../platform/platform.mjs';
import type { Telemetry } from '../platform/telemetry.mjs';
import type { TelemetryPrograms } from '../platform/telemetry/programs.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const WIDE = { width: 1400, height: 1000 };

const PRINTER = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: label-printer
  title: Label printer
spec:
  type: service
  lifecycle: production
  owner: depot-operations
  system: depot-floor
`;

/** What somebody sees of their services who has a Backstage with a Prometheus behind it. Each step goes on from the one before. */
describe('health in the real editor', () => {
  let platform: Platform;
  let telemetry: Telemetry;
  let programs: TelemetryPrograms;
  let stage: Stage;

  before(async function () {
    this.timeout(300_000);
    const found = await telemetryPrograms();
    if (!found) {
      console.log('Prometheus is not there: health is not tested in the browser.');
      this.skip();
    }
    programs = found;
    const { startPlatform } = await platformModules();
    platform = await startPlatform({ telemetry: true });
    assert.ok(platform.telemetry);
    ({ telemetry } = platform);
    await platform.catalogueSettled();
    await telemetry.settled();
    stage = await openStage({
      files: { 'printer/catalog-info.yaml': PRINTER, 'printer/index.js': 'export const print = () => undefined;\n' },
      settings: {
        'goldenPath.backstage.url': platform.url,
        'goldenPath.backstage.signIn': 'guest',
        'goldenPath.health.refreshSeconds': 5,
      },
    });
    await stage.workbench.page.setViewportSize(WIDE);
  });

  after(async function () {
    this.timeout(60_000);
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  const catalogue = () => stage.workbench.tree('Catalogue');
  const page = (text: string | RegExp): Promise<FrameLocator> =>
    stage.workbench.webview({ part: 'editor', hasText: text, timeoutMs: 30_000 });

  it('sees in the tree how the services are, by word and shape', async () => {
    await stage.workbench.openActivity('Golden Path');
    await catalogue().expand('Systems');
    await catalogue().expand('Components');
    await stage.workbench.page
      .locator('.monaco-list-row', { hasText: /Label printer.*Down/ })
      .first()
      .waitFor();
    await stage.workbench.page
      .locator('.monaco-list-row', { hasText: /Address lookup.*Healthy/ })
      .first()
      .waitFor();
    await picture(stage.workbench, 'health-tree');
  });

  it('reads the four signals and the budget under the pointer', async () => {
    const { page: window } = stage.workbench;
    await window
      .locator('.monaco-list-row', { hasText: /Address lookup/ })
      .first()
      .hover();
    const card = window.locator('.monaco-hover, .workbench-hover').filter({ hasText: 'Error budget' }).first();
    await card.waitFor();
    assert.match(
      await card.innerText(),
      /Healthy[\s\S]*Traffic: [\d.,]+\sreq\/s[\s\S]*Errors: 0\s%[\s\S]*Latency: p50/,
    );
    await stage.workbench.screenshot(join(pictures, 'health-tooltip.png'));
  });

  it('sees over the descriptor and in the status bar how the component is', async () => {
    const { workbench } = stage;
    await workbench.editor.openFile('printer/catalog-info.yaml');
    await workbench.page.locator('.codelens-decoration', { hasText: '✖ Down' }).first().waitFor();
    await workbench.statusItem(/✖ Down/).waitFor();
    await picture(workbench, 'health-descriptor');
  });

  it('opens the page of the component by a click on the status bar', async () => {
    await stage.workbench.statusItem(/✖ Down/).click();
    const document = await page(/None of its targets/);
    await document.getByText('Label printer').first().waitFor();
    await picture(stage.workbench, 'health-down');
  });

  it('opens a page on a team of services out of the tree, the worst first', async () => {
    const { workbench } = stage;
    await catalogue().rowAction('Depot Floor', 'Show Health');
    const document = await page('Sorting controller');
    const rows = document.locator('[role=row][data-status]');
    await rows.first().waitFor();
    assert.equal(await rows.first().getAttribute('data-status'), 'down');
    await screenshotThemes(workbench, 'health-system', pictures);
  });

  it('shows the numbers that promtool has', async () => {
    const { workbench } = stage;
    await catalogue().rowAction('Tracking', 'Show Health');
    const document = await page('Tracking API');
    const row = document.locator('[role=row][data-status]', { hasText: 'Tracking API' });
    await row.waitFor();
    const shown = Number(/[\d.]+/.exec(await row.locator('.cell-traffic .number').innerText())?.[0]);
    const query = 'sum(rate(http_server_request_duration_seconds_count{service="tracking-api"}[5m]))';
    const [sample] = await promtoolInstant(programs.promtool, telemetry.prometheusUrl, query, Date.now() / 1000);
    assert.ok(sample && Math.abs(sample.value - shown) < 0.1 * sample.value, `${shown} instead of ${sample?.value}`);
    await row.click();
    await workbench.page.keyboard.press('Enter');
    await (await page(/Error budget|Budget/)).locator('canvas').first().waitFor();
    await screenshotThemes(workbench, 'health-detail', pictures);
  });

  it('fits a narrow column', async () => {
    const { workbench } = stage;
    await workbench.page.setViewportSize({ width: 700, height: 1000 });
    await screenshotThemes(workbench, 'health-detail-narrow', pictures);
    await workbench.page.setViewportSize(WIDE);
    await catalogue().rowAction('Depot Floor', 'Show Health');
    await page('Sorting controller');
    await workbench.page.setViewportSize({ width: 700, height: 1000 });
    await screenshotThemes(workbench, 'health-system-narrow', pictures);
    await workbench.page.setViewportSize(WIDE);
  });

  it('silences an alert with an end and a reason, and ends the silence', async () => {
    const { workbench } = stage;
    const { quickInput, notifications } = workbench;
    await workbench.runCommand('View: Close All Editors');
    await catalogue().rowAction('Billing', 'Show Health');
    const document = await page('Payment gateway');
    await document.locator('[role=row][data-status]', { hasText: 'Payment gateway' }).click();
    await workbench.page.keyboard.press('Enter');
    await document
      .getByRole('button', { name: /^Silence/ })
      .first()
      .click();
    await quickInput.title.filter({ hasText: /^Silence / }).waitFor();
    await picture(workbench, 'health-silence');
    await quickInput.pick('Only this alert');
    await quickInput.pick('1 hour');
    await quickInput.answer('(3/3)', 'The supplier is down, INC-123.');
    await notifications.toast('is silenced until').waitFor();
    await document
      .getByRole('button', { name: /End the silence/ })
      .first()
      .waitFor({ timeout: 30_000 });
    const silences = (await (await fetch(`${telemetry.alertmanagerUrl}/api/v2/silences`)).json()) as readonly {
      readonly comment: string;
      readonly status: { readonly state: string };
    }[];
    assert.ok(silences.some(({ comment, status }) => comment.includes('INC-123') && status.state === 'active'));
    await document
      .getByRole('button', { name: /End the silence/ })
      .first()
      .click();
    await workbench.dialog.choose('End Silence');
    await notifications.toast('is no longer silenced').waitFor();
  });

  it('says that Prometheus is silent, keeps what was known as stale, and comes back by itself', async function () {
    this.timeout(240_000);
    const { workbench } = stage;
    const document = await page(/Payment gateway/);
    await telemetry.stopPrometheus();
    await document
      .getByText(/cannot be reached/)
      .first()
      .waitFor({ timeout: 60_000 });
    await document.getByText('stale').first().waitFor({ timeout: 60_000 });
    await picture(workbench, 'health-silent');
    await telemetry.startPrometheus();
    await document.getByText('stale').first().waitFor({ state: 'detached', timeout: 180_000 });
  });

  it('survives a reload of the window with the service that was open', async () => {
    await stage.workbench.reload();
    const document = await page(/Payment gateway/);
    await document.locator('canvas').first().waitFor({ timeout: 30_000 });
  });
});
