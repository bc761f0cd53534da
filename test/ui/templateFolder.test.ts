import * as assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { Platform } from '../platform/platform.mjs';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { screenshotThemes } from '../host/themes.mjs';
import { answerForm } from './formScript.js';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const OWNER = { search: 'tracking', pick: /^Parcel tracking$/i };

const ANSWERS = `template: template:default/web-service
values:
  name: old-quotes
  description: Says what it costs.
  owner: group:default/parcel-tracking
  lifecycle: production
  port: 80
  colour: green
`;

/** An empty folder of the explorer that becomes a library, a repository, and later is brought up to date. Each step goes on from the one before. */
describe('a folder that a template fills, with a real Backstage', function () {
  this.timeout(120_000);
  let platform: Platform;
  let stage: Stage;
  const path = (...parts: readonly string[]): string => join(stage.folder, 'numbers', ...parts);

  before(async () => {
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    await platform.catalogueSettled();
    stage = await openStage({
      files: { 'old.golden-path-answers.yaml': ANSWERS },
      settings: {
        'goldenPath.backstage.url': platform.url,
        'goldenPath.backstage.signIn': 'guest',
        'files.associations': { '*.{js,mjs,cjs,ts,mts}': 'plaintext' },
      },
    });
    mkdirSync(path());
    await stage.workbench.openActivity('Golden Path');
    await stage.workbench.tree('Templates').item('Library').waitFor({ timeout: 45_000 });
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  const inExplorer = (name: string): Locator =>
    stage.workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();

  it('has a file of answers in it that says what no longer fits', async () => {
    const { workbench } = stage;
    await workbench.editor.openFile('old.golden-path-answers.yaml');
    await workbench.problems.open();
    await workbench.problems.row(/does not ask for “colour”/).waitFor();
    await workbench.problems.row(/Port: From 1024 to 65535/).waitFor();
    await screenshotThemes(workbench, 'template-answers-file', pictures);
    await workbench.runCommand('View: Toggle Panel Visibility');
    await workbench.runCommand('View: Close All Editors');
  });

  it('begins with the menu of the explorer', async () => {
    const { workbench } = stage;
    await workbench.openActivity('Explorer');
    await inExplorer('numbers').click({ button: 'right' });
    const menu = await workbench.menu().opened();
    await picture(workbench, 'template-explorer-menu-dark');
    await menu.choose('Create from Template…');
    await workbench.quickInput.row('Library').waitFor();
    await workbench.quickInput.fill('Library');
    await workbench.quickInput.accept();
    await workbench.quickInput.title.filter({ hasText: 'Name' }).waitFor();
    await answerForm(workbench, {
      Name: 'numbers',
      Description: 'Reads numbers of parcels.',
      Owner: OWNER,
      Repository: 'numbers',
    });
    await workbench.quickInput.pick('Go On');
    await workbench.quickInput.pick('Preview the Files');
    await workbench.notifications.received('Library would make');
  });

  it('is proposed for the files, and takes them', async () => {
    const { workbench } = stage;
    await workbench.notifications.click('Library would make', 'Create Here…');
    await workbench.quickInput.row('Into the chosen folder').waitFor();
    await picture(workbench, 'template-chosen-folder-dark');
    await workbench.quickInput.pick('Into the chosen folder');
    await workbench.notifications.received('files were written into');
    assert.match(readFileSync(path('catalog-info.yaml'), 'utf8'), /name: numbers/);
    assert.ok(!existsSync(path('.git')));
  });

  it('becomes a repository of git at a click', async () => {
    const { workbench } = stage;
    await workbench.notifications.click('files were written into', 'Initialise Git');
    await workbench.notifications.received('files were written into');
    assert.ok(readdirSync(path('.git')).includes('HEAD'));
    assert.ok(!(await workbench.notifications.buttons('files were written into')).includes('Initialise Git'));
    await workbench.notifications.clear();
  });

  it('is compared with what its template makes today', async () => {
    const { workbench } = stage;
    writeFileSync(path('README.md'), '# My numbers\n');
    rmSync(path('CHANGELOG.md'));
    await workbench.openActivity('Explorer');
    await inExplorer('numbers').click({ button: 'right' });
    await (await workbench.menu().opened()).choose('Compare with Today’s Template');
    await workbench.notifications.received('Files that differ from what the template makes today: 2');
    await workbench.page
      .locator('.multiDiffEditor .view-line', { hasText: /My.numbers/ })
      .first()
      .waitFor();
    // A file that has changed is no renamed one.
    assert.equal(await workbench.page.locator('.multiDiffEditor .monaco-icon-label.strikethrough').count(), 0);
    await screenshotThemes(workbench, 'template-of-today', pictures);
  });

  it('takes over the files that are chosen, and no others', async () => {
    const { workbench } = stage;
    const { quickInput } = workbench;
    await workbench.notifications.click('Files that differ', 'Take Over Files…');
    await quickInput.row('CHANGELOG.md').waitFor();
    await picture(workbench, 'template-take-over-dark');
    await quickInput.pickMany(['CHANGELOG.md']);
    for (let look = 0; look < 100 && !existsSync(path('CHANGELOG.md')); look++)
      await workbench.page.waitForTimeout(100);
    assert.match(readFileSync(path('CHANGELOG.md'), 'utf8'), /\S/);
    assert.equal(readFileSync(path('README.md'), 'utf8'), '# My numbers\n');
  });
});
