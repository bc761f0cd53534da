import * as assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { scaffolderContent } from '../platform/suite/scaffolderContent.js';
import type { Platform } from '../platform/platform.mjs';
import { screenshotThemes } from '../host/themes.mjs';
import type { TreeView } from '../host/treeView.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const LAMP = 'template:default/lamp';

/** Runs of a template, some of them started in the portal: each step goes on from the one before. */
describe('the runs of a person on a real Backstage', function () {
  this.timeout(90_000);
  let platform: Platform;
  let content: string;
  let stage: Stage;

  const view = (): TreeView => stage.workbench.tree('Runs');
  /** Starts a run as the portal does. */
  const startElsewhere = async (values: object): Promise<void> => {
    const post = async (path: string, body: object, token: string): Promise<Response> =>
      fetch(`${platform.url}/api${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const guest = (await (await fetch(`${platform.url}/api/auth/guest/refresh`)).json()) as {
      backstageIdentity: { token: string };
    };
    const started = await post('/scaffolder/v2/tasks', { templateRef: LAMP, values }, guest.backstageIdentity.token);
    assert.equal(started.status, 201);
  };
  /** Waits for the text behind the label of the first run. */
  const said = (text: RegExp): Promise<void> =>
    view().rows.first().locator('.label-description', { hasText: text }).waitFor({ timeout: 30_000 });

  before(async () => {
    const { startPlatform } = await platformModules();
    content = scaffolderContent();
    platform = await startPlatform({ content });
    await platform.catalogueSettled();
    stage = await openStage({
      settings: { 'goldenPath.backstage.url': platform.url, 'goldenPath.backstage.signIn': 'guest' },
    });
    await stage.workbench.openActivity('Golden Path');
    await stage.workbench.tree('Catalogue').item('Components').waitFor();
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
    rmSync(content, { recursive: true, force: true });
  });

  pictureFailures(() => stage);

  it('have a view that says what will be there', async () => {
    await stage.workbench.runCommand('Golden Path: Focus on Runs View');
    await view().welcome.getByText('You have not run a template yet.').waitFor();
    await picture(stage.workbench, 'runs-none-dark');
  });

  it('are followed step by step, with a log that grows', async () => {
    const { workbench } = stage;
    await startElsewhere({ name: 'street-lamp', lines: 60, seconds: 120 });
    await view().titleAction('Refresh Runs');
    await said(/street-lamp · Wait \(2 of 4\)/);
    assert.deepEqual(await view().labels(), ['Lamp', 'Say much', 'Wait', 'Break', 'Done']);
    await view().item('Say much').click();
    const line = workbench.page.locator('.part.editor .view-line', { hasText: /line\s\d+\sof\sstreet-lamp/ });
    await line.first().waitFor();
    await screenshotThemes(workbench, 'runs-running', pictures);
  });

  it('are cancelled by who means it', async () => {
    const { workbench } = stage;
    await view().rowAction('Lamp', 'Cancel Run…');
    await workbench.dialog.message.filter({ hasText: 'Cancel “Lamp” on Backstage?' }).waitFor();
    await picture(workbench, 'runs-cancel-dark');
    await workbench.dialog.choose('Cancel Run');
    await said(/cancelled at Wait/);
    assert.match((await view().item('Lamp').getAttribute('aria-label')) ?? '', /Lamp, street-lamp, cancelled at Wait/);
  });

  it('say where they have failed, and open the log there', async () => {
    const { workbench } = stage;
    await startElsewhere({ name: 'garden-lamp', fail: true });
    await view().titleAction('Refresh Runs');
    await said(/garden-lamp · failed at Break/);
    await view().expand('Lamp');
    // Its steps are read as it is opened.
    await view().rows.filter({ hasText: 'skipped: its condition was not met' }).waitFor();
    assert.match(await view().description('Wait'), /skipped: its condition was not met/);
    assert.match(await view().description('Done'), /not reached/);
    await view().item('Break').click();
    await workbench.page
      .locator('.part.editor .view-line', { hasText: /Error:/ })
      .first()
      .waitFor();
    await screenshotThemes(workbench, 'runs-failed', pictures);
  });

  it('go on over a reload when they are tried again, and tell of their end', async () => {
    const { workbench } = stage;
    await startElsewhere({ name: 'desk-lamp', seconds: 20 });
    await view().titleAction('Refresh Runs');
    await said(/desk-lamp · Wait/);
    await view().rowAction('Lamp', 'Cancel Run…');
    await workbench.dialog.choose('Cancel Run');
    await said(/desk-lamp · cancelled/);
    await view().rowAction('Lamp', 'Retry Run');
    await workbench.statusItem(/Lamp: Wait \(/).waitFor();
    await workbench.notifications.toast('Lamp').first().waitFor();
    await picture(workbench, 'runs-progress-dark');
    await workbench.reload();
    await workbench.statusItem(/Lamp: Wait \(/).waitFor();
    await workbench.notifications.toast('Lamp is complete.').first().waitFor({ timeout: 40_000 });
    await screenshotThemes(workbench, 'runs-complete', pictures);
    // The low window has no room for the steps of one run and all earlier runs.
    await view().collapse('Lamp');
    await view().rows.filter({ hasText: 'street-lamp · cancelled at Wait' }).waitFor();
    await workbench.statusItem(/Lamp: Wait \(/).waitFor({ state: 'hidden' });
  });

  it('show what came of them', async () => {
    const { workbench } = stage;
    await workbench.notifications.click('Lamp is complete.', 'Next');
    const page = await workbench.webview({ hasText: 'Light desk-lamp.', part: 'editor' });
    await page.getByRole('heading', { name: 'Next' }).waitFor();
    await workbench.screenshot(join(pictures, 'runs-results-dark.png'));
  });
});
