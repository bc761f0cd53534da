import * as assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { makeClone } from '../fixtures/insights/gitClone.mjs';
import { screenshotThemes } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

/** What somebody sees of the delivery of a clone, without any server. Each step goes on from the one before. */
describe('insights in the real editor', () => {
  let stage: Stage;

  before(async function () {
    this.timeout(300_000);
    stage = await openStage({ files: { 'README.md': '# Parcels\n' } });
    makeClone(stage.folder, Date.now());
    await stage.workbench.page.setViewportSize({ width: 1400, height: 900 });
  });

  after(() => stage?.close());
  pictureFailures(() => stage);

  const page = (): Promise<FrameLocator> =>
    stage.workbench.webview({ part: 'editor', hasText: 'Lead time for changes', timeoutMs: 60_000 });

  it('has the four keys in a view, with value and grade in words', async () => {
    const { workbench } = stage;
    await workbench.openActivity('Golden Path');
    await workbench.runCommand('Golden Path: Focus on Insights View');
    await workbench.page
      .locator('.monaco-list-row', { hasText: /Lead time.*5\sh · Target missed/ })
      .first()
      .waitFor({ timeout: 30_000 });
    await picture(workbench, 'insights-view');
  });

  it('opens the page from the palette, with the numbers of the clone', async () => {
    await stage.workbench.runCommand('Golden Path: Open Insights');
    const document = await page();
    const card = document.locator('.card', { hasText: 'Lead time for changes' });
    await card.getByText('median of 7 changes').waitFor({ timeout: 60_000 });
    assert.match(await card.innerText(), /5\sh/);
    await document.locator('.flag', { hasText: 'derived' }).waitFor();
    await screenshotThemes(stage.workbench, 'insights-page', pictures);
  });

  it('goes from a number down to its releases, by keyboard', async () => {
    const document = await page();
    await document.getByRole('button', { name: 'Lead time for changes', exact: true }).press('Enter');
    await document
      .getByRole('table', { name: 'Changes, the latest first' })
      .getByText(/1\.7\.0/)
      .waitFor();
    await picture(stage.workbench, 'insights-page-detail');
  });

  it('asks for another window, and keeps it over a reload', async () => {
    const document = await page();
    await document.getByRole('button', { name: '7 days' }).click();
    await document.getByText('median of 2 changes').waitFor({ timeout: 30_000 });
    await stage.workbench.reload();
    await (await page()).getByText('median of 2 changes').waitFor({ timeout: 60_000 });
  });
});
