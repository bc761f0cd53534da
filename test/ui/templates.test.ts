import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import type { Platform } from '../platform/platform.mjs';
import { screenshotThemes, setTheme, THEMES } from '../host/themes.mjs';
import { openStage, pictureFailures, pictures, type Stage } from './stage.js';

/** From an idea to a registered service. Each step goes on from the one before. */
describe('creating a service from a golden path of a real Backstage', () => {
  let platform: Platform;
  let stage: Stage;
  let began = 0;

  before(async () => {
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    await platform.catalogueSettled();
    stage = await openStage({
      settings: {
        'goldenPath.backstage.url': platform.url,
        'goldenPath.backstage.signIn': 'guest',
        'goldenPath.backstage.appUrl': platform.url.replace('localhost', 'portal.localhost'),
        // The language server for scripts is not a part of the editor that the tests run in.
        'files.associations': { '*.{js,mjs,cjs,ts,mts}': 'plaintext' },
      },
    });
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  /** Waits for the step of a field. */
  const at = (title: string): Promise<void> =>
    stage.workbench.quickInput.title.filter({ hasText: title }).waitFor({ timeout: 20_000 });
  /** The box as it is, in three themes. */
  const inThemes = async (name: string): Promise<void> => {
    for (const theme of ['dark', 'light', 'hcDark'] as const) {
      await setTheme(stage.workbench, THEMES[theme]);
      await stage.workbench.runCommand('Golden Path: Create from Template…');
      await stage.workbench.quickInput.row('Web service').waitFor();
      await stage.workbench.screenshot(join(pictures, `${name}-${theme}.png`));
      await stage.workbench.quickInput.cancel();
    }
    await setTheme(stage.workbench, THEMES.dark);
  };

  it('shows the templates as the platform team ranks them', async () => {
    const { workbench } = stage;
    await workbench.openActivity('Golden Path');
    const tree = workbench.tree('Templates');
    await tree.item('Web service').waitFor({ timeout: 30_000 });
    const labels = await tree.labels();
    assert.equal(labels[0], 'Golden paths');
    // Only the rows in sight are there, and the window of the tests is low.
    await tree.collapse('Golden paths');
    await tree.item('Paved roads').waitFor();
    await tree.item('Deprecated').waitFor();
    await tree.expand('Golden paths');
    await screenshotThemes(workbench, 'templates-view', pictures);
  });

  it('says what is in a template before it is used', async () => {
    const { workbench } = stage;
    await workbench.tree('Templates').item('Web service').click();
    const page = await workbench.webview({ hasText: 'What it asks', part: 'editor' });
    await page.getByRole('heading', { name: 'What it does' }).waitFor();
    await screenshotThemes(workbench, 'template-page', pictures);
  });

  it('offers what is recommended first, and finds by words', async () => {
    const { workbench } = stage;
    await workbench.runCommand('View: Close All Editors');
    await inThemes('template-pick');
    began = Date.now();
    await workbench.runCommand('Golden Path: Create from Template…');
    const { quickInput } = workbench;
    await quickInput.row('Web service').waitFor();
    assert.equal((await quickInput.labels())[0], 'Web service');
    await quickInput.fill('event');
    await quickInput.row('Web service').waitFor({ state: 'hidden' });
    await quickInput.fill('web service');
    await quickInput.pick('Web service');
  });

  it('asks for the values', async () => {
    const { quickInput } = stage.workbench;
    await at('Name');
    await quickInput.answer('Name', 'idea-quotes');
    await quickInput.answer('Title', 'Quotes from an idea');
    await quickInput.answer('Description', 'Says what a parcel costs.');
    await at('Owner');
    await quickInput.fill('tracking');
    await quickInput.pick(/^Parcel tracking$/i);
    await at('System');
    await quickInput.fill('tracking');
    await quickInput.pick('Tracking');
    await at('Lifecycle');
    await quickInput.accept();
    await at('Port');
    await quickInput.accept();
    await quickInput.answer('Repository', 'idea-quotes');
    await at('Review');
    await quickInput.pick('Go On');
  });

  it('shows every file before anything is written', async () => {
    const { workbench } = stage;
    await workbench.quickInput.row('Preview the Files').waitFor();
    await workbench.screenshot(join(pictures, 'template-what-now-dark.png'));
    await workbench.quickInput.pick('Preview the Files');
    await workbench.tree('Template Preview').item('ci.yaml').waitFor({ timeout: 30_000 });
    await workbench.page.locator('.tab.active', { hasText: 'idea-quotes (preview)' }).waitFor();
    await workbench.notifications.received(/Web service would make \d+ files/);
    await workbench.screenshot(join(pictures, 'template-previewed-dark.png'));
  });

  it('creates it, and the catalogue has it', async function () {
    this.timeout(120_000);
    const { workbench } = stage;
    await workbench.notifications.click(/would make \d+ files/, 'Create Now');
    await workbench.notifications.toast(/is complete/).waitFor({ timeout: 60_000 });
    const created = Date.now();
    await workbench.screenshot(join(pictures, 'template-created-dark.png'));
    await workbench.notifications.click(/is complete/, /Catalogue/);
    await workbench.tree('Catalogue').item('Quotes from an idea').waitFor({ timeout: 90_000 });
    const seconds = (from: number): string => ((Date.now() - from) / 1000).toFixed(1);
    process.stdout.write(
      `      idea to registered service: ${seconds(began)} s, of which ${seconds(created)} s until the catalogue shows it\n`,
    );
  });

  it('says on its page where it comes from', async () => {
    const { workbench } = stage;
    await workbench.tree('Catalogue').item('Quotes from an idea').click();
    const page = await workbench.webview({ hasText: 'Quotes from an idea', part: 'editor' });
    await page.getByRole('link', { name: /On the golden path Web service \d+\.\d+\.\d+/ }).waitFor();
    await screenshotThemes(workbench, 'template-provenance', pictures);
  });
});
