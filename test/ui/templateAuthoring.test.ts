import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Platform } from '../platform/platform.mjs';
import { screenshotThemes } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const TEMPLATE = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata:
  name: parcel-service
  title: Parcel service
spec:
  owner: group:default/parcel-tracking
  type: service
  parameters:
    - title: The service
      required: [name]
      properties:
        name:
          title: Name
          type: string
        size:
          title: Size
          type: string
  steps:
    - id: write-files
      name: Write the files
      action: fetch:template
      input:
        url: ./skeleton
        values:
          name: \${{ parameters.nme }}
    - id: tell
      name: Tell
      action: debug:log
      input:
        message: \${{ steps.write-files.output.path }}
    - id: last
      action: catalog:registr
      input:
        message: \${{  }}
`;
const TESTS = `template: ./golden.yaml
tests:
  - name: has a readme
    values: { name: quotes }
    expect:
      files: [README.md]
  - name: greets the parcel
    values: { name: quotes }
    expect:
      contains:
        README.md: '# letters'
`;

/** What somebody sees who writes a template and tests it. */
describe('writing a template', function () {
  this.timeout(180_000);
  let platform: Platform;
  let stage: Stage;

  before(async () => {
    const { startPlatform } = (await import(
      pathToFileURL(join(process.cwd(), 'test', 'platform', 'platform.mjs')).href
    )) as typeof import('../platform/platform.mjs');
    platform = await startPlatform();
    stage = await openStage({
      files: {
        'service/template.yaml': TEMPLATE,
        'tested/golden.yaml': TEMPLATE.slice(0, TEMPLATE.indexOf('    - id: tell')).replace('nme', 'name'),
        'tested/skeleton/README.md': '# ${{ values.name }}\n',
        'tested/service.template-test.yaml': TESTS,
      },
      settings: { 'goldenPath.backstage.url': platform.url, 'goldenPath.backstage.signIn': 'guest' },
    });
  });
  after(async () => {
    await stage?.close();
    await platform?.stop();
  });
  pictureFailures(() => stage);

  const openFile = async (name: string): Promise<void> => {
    const { page } = stage.workbench;
    await page.keyboard.press('Control+p');
    await page.locator('.quick-input-widget input').first().fill(name);
    await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: name }).waitFor();
  };

  it('shows what is wrong, and how often a parameter is used', async () => {
    const { workbench } = stage;
    await workbench.openActivity('Golden Path');
    await workbench.tree('Catalogue').expand('Components');
    await openFile('template.yaml');
    await workbench.page.locator('.codelens-decoration', { hasText: 'uses' }).first().waitFor();
    await workbench.page.locator('.squiggly-error').first().waitFor();
    await screenshotThemes(workbench, 'template-problems', pictures);
  });

  it('completes the names of the form in an expression', async () => {
    const { page } = stage.workbench;
    await page.locator('.view-lines').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('End');
    for (let back = 0; back < 3; back++) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type('parameters.');
    const list = page.locator('.suggest-widget .monaco-list-row');
    await list.filter({ hasText: 'name' }).first().waitFor();
    assert.ok((await list.allInnerTexts()).some(text => text.includes('size')));
    await picture(stage.workbench, 'template-completion');
    await page.keyboard.press('Escape');
  });

  it('explains an action', async () => {
    const { page } = stage.workbench;
    await page.locator('.view-line span', { hasText: 'fetch:template' }).last().hover();
    await page.locator('.monaco-hover', { hasText: 'targetPath' }).first().waitFor();
    await picture(stage.workbench, 'template-hover');
  });

  it('runs the tests in the Test Explorer', async () => {
    const { page } = stage.workbench;
    await page.keyboard.press('Escape');
    await stage.workbench.activity('Testing').waitFor();
    await openFile('service.template-test.yaml');
    await stage.workbench.runCommand('Testing: Focus on Test Explorer View');
    await page.locator('.test-explorer .monaco-list-row', { hasText: 'service.template-test.yaml' }).first().waitFor();
    await stage.workbench.runCommand('Test: Run All Tests');
    await page.locator('.test-explorer .monaco-list-row', { hasText: 'service.template-test.yaml' }).first().click();
    await page.keyboard.press('ArrowRight');
    await page.locator('.test-explorer .monaco-list-row .codicon-testing-passed-icon').first().waitFor();
    await page.locator('.test-explorer .monaco-list-row .codicon-testing-failed-icon').first().waitFor();
    await screenshotThemes(stage.workbench, 'template-tests', pictures);
  });
});
