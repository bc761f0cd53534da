import * as assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Platform } from '../platform/platform.mjs';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { screenshotThemes } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

/** A golden path that somebody is writing. */
const FILES = {
  'template/template.yaml': `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: stamp-service
  title: Stamp service
spec:
  owner: group:default/parcel-tracking
  type: service
  steps:
    - id: fetch
      name: Write the files
      action: fetch:template
      input:
        url: ./skeleton
        values:
          name: stamps
  output:
    text:
      - title: Next steps
        content: Read the runbook.
`,
  'template/skeleton/README.md': '# ${{ values.name }}\n\nPrints stamps.\n',
  'template/skeleton/catalog-info.yaml':
    'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\nspec:\n  type: service\n  lifecycle: experimental\n  owner: parcel-tracking\n',
  'template/skeleton/docs/runbook.md': '# Runbook\n\nTurn it off and on again.\n',
  'template/skeleton/k8s/deployment.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${{ values.name }}\n',
};

/** From a template to files on the disk, seen before they are written. Each step goes on from the one before. */
describe('a preview of a template, with a real Backstage', () => {
  let platform: Platform;
  let stage: Stage;

  before(async () => {
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    await platform.catalogueSettled();
    stage = await openStage({
      files: FILES,
      settings: { 'goldenPath.backstage.url': platform.url, 'goldenPath.backstage.signIn': 'guest' },
    });
    await stage.workbench.openActivity('Golden Path');
    await stage.workbench.tree('Catalogue').item('Domains').waitFor();
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  it('shows all files in a tree, and what is in them', async () => {
    const { workbench } = stage;
    await workbench.editor.openFile('template/template.yaml');
    await workbench.runCommand('Golden Path: Preview Template');
    await workbench.tree('Template Preview').item('runbook.md').waitFor();
    await workbench.page.locator('.multiDiffEditor .view-line', { hasText: 'Prints stamps.' }).first().waitFor();
    await screenshotThemes(workbench, 'preview', pictures);
  });

  it('opens a file, which cannot be written', async () => {
    const { workbench } = stage;
    await workbench.tree('Template Preview').item('runbook.md').click();
    await workbench.page.locator('.tab.active', { hasText: 'runbook.md' }).waitFor();
    await workbench.page.locator('.monaco-editor .view-line', { hasText: 'Turn it off' }).first().waitFor();
    await workbench.editor.focus();
    await workbench.page.keyboard.type('x');
    await workbench.page.getByText('This is a preview: nothing is written yet.').first().waitFor();
    await picture(workbench, 'preview-read-only-dark');
    await workbench.page.keyboard.press('Escape');
  });

  it('finds a text in all of its files', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Find in Preview');
    await workbench.quickInput.fill('stamps');
    await workbench.quickInput.row('# stamps').waitFor();
    await picture(workbench, 'preview-find-dark');
    await workbench.quickInput.fill('kind: deployment');
    await workbench.quickInput.pick('kind: Deployment');
    await workbench.page.locator('.tab.active', { hasText: 'deployment.yaml' }).waitFor();
  });

  it('shows the log of the dry run', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Show Log of the Dry Run');
    await workbench.page
      .locator('.view-line', { hasText: /Write.the.files.\(fetch:template\)/ })
      .first()
      .waitFor();
    await picture(workbench, 'preview-log-dark');
  });

  it('is created in a new folder at a click, and taken back at another', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Create Here…');
    await workbench.quickInput.row('New folder in the open folder').waitFor();
    await picture(workbench, 'preview-create-dark');
    await workbench.quickInput.pick('New folder in the open folder');
    await workbench.notifications.received('4 files were written into');
    assert.equal(
      readFileSync(join(stage.folder, 'stamp-service', 'README.md'), 'utf8'),
      '# stamps\n\nPrints stamps.\n',
    );
    await picture(workbench, 'preview-created-dark');
    await workbench.notifications.click('4 files were written into', 'Undo');
    await workbench.notifications.received('Everything was taken back.');
    assert.ok(!existsSync(join(stage.folder, 'stamp-service')));
    await workbench.notifications.clear();
  });

  it('shows the differences before it writes over anything', async () => {
    const { workbench } = stage;
    writeFileSync(join(stage.folder, 'README.md'), '# My stamps\n');
    await workbench.runCommand('Golden Path: Create Here…');
    await workbench.quickInput.pick('Into the open folder itself');
    await workbench.notifications.received('is not empty');
    await workbench.page.locator('.tab.active', { hasText: 'preview ↔ folder' }).waitFor();
    await workbench.page
      .locator('.multiDiffEditor .view-line', { hasText: /My.stamps/ })
      .first()
      .waitFor();
    await screenshotThemes(workbench, 'preview-differences', pictures);
    assert.equal(readFileSync(join(stage.folder, 'README.md'), 'utf8'), '# My stamps\n');
    await workbench.notifications.click('is not empty', 'Write and Replace 1');
    await workbench.notifications.received('4 files were written into');
    assert.match(readFileSync(join(stage.folder, 'README.md'), 'utf8'), /^# stamps/);
    await workbench.notifications.clear();
  });

  it('takes the place of the one before', async () => {
    const { workbench } = stage;
    const differences = workbench.page.locator('.tab', { hasText: /\(preview/ });
    assert.equal(await differences.count(), 1);
    await workbench.editor.tab('template.yaml').click();
    await workbench.runCommand('Golden Path: Preview Template');
    await workbench.page.locator('.tab.active', { hasText: '(preview)' }).waitFor();
    await workbench.page.locator('.multiDiffEditor .view-line', { hasText: 'Prints stamps.' }).first().waitFor();
    assert.equal(await differences.count(), 1);
    // Once more, where every file of the one before was new.
    await workbench.editor.tab('template.yaml').click();
    await workbench.runCommand('Golden Path: Preview Template');
    await workbench.page.locator('.tab.active', { hasText: '(preview)' }).waitFor();
    assert.equal(await differences.count(), 1);
  });

  it('goes away, with its view', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Close Preview');
    await workbench.tree('Template Preview').item('runbook.md').waitFor({ state: 'hidden' });
    assert.equal(await workbench.page.locator('.tab', { hasText: 'preview' }).count(), 0);
    await workbench.tree('Templates').item('Golden paths').waitFor();
  });

  it('shows no icon for tests where there are none', async () => {
    assert.equal(await stage.workbench.activity('Testing').count(), 0);
  });
});
