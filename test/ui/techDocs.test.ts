import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import type { Platform } from '../platform/platform.mjs';
import { screenshotThemes } from '../host/themes.mjs';
import { openStage, pictureFailures, pictures, type Stage } from './stage.js';

const DESCRIPTOR = `apiVersion: backstage.io/v1alpha1
kind: API
metadata:
  name: tracking-rest-api
  title: Tracking REST API
spec:
  type: openapi
  lifecycle: production
  owner: group:default/parcel-tracking
  definition:
    $text: ./openapi.yaml
`;
const DEFINITION = 'openapi: 3.1.0\ninfo:\n  title: Tracking, changed in the folder\n  version: 9.0.0\npaths: {}\n';

/** Reading documentation, and comparing a definition. Each step goes on from the one before. */
describe('documentation and definitions of a real Backstage', () => {
  let platform: Platform;
  let stage: Stage;

  before(async function () {
    this.timeout(120_000);
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    if (!platform.buildsTechDocs) {
      process.stdout.write('      skipped: mkdocs is not installed\n');
      this.skip();
    }
    await platform.catalogueSettled();
    stage = await openStage({
      files: { 'catalog-info.yaml': DESCRIPTOR, 'openapi.yaml': DEFINITION },
      settings: {
        'goldenPath.backstage.url': platform.url,
        'goldenPath.backstage.signIn': 'guest',
        'goldenPath.catalogue.groupBy': 'system',
        'goldenPath.backstage.appUrl': platform.url.replace('localhost', 'portal.localhost'),
      },
    });
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  it('opens from a row of the tree, and is built first', async () => {
    const { workbench } = stage;
    await workbench.openActivity('Golden Path');
    const tree = workbench.tree('Catalogue');
    await tree.expand('Tracking');
    const menu = await tree.contextMenu('Tracking API');
    await menu.choose('Read Documentation');
    const docs = await workbench.webview({ hasText: 'Answers one question', part: 'editor' });
    await docs.getByRole('heading', { name: 'What we promise' }).waitFor();
    await workbench.screenshot(join(pictures, 'docs-first-page-dark.png'));
  });

  it('follows a link to another page, with its picture', async () => {
    const { workbench } = stage;
    const first = await workbench.webview({ hasText: 'Answers one question', part: 'editor' });
    await first.getByRole('link', { name: 'Architecture' }).first().click();
    const page = await workbench.webview({ hasText: 'One way in, one way out', part: 'editor' });
    const picture = page.getByRole('img', { name: /Events flow/ });
    await picture.waitFor();
    const width = await picture.evaluate(image => Number(Reflect.get(image, 'naturalWidth')));
    assert.ok(width > 0, 'the picture is drawn');
    assert.equal(await workbench.page.locator('.part.editor .tabs-container .tab').count(), 1);
    await screenshotThemes(workbench, 'docs-page', pictures);
  });

  it('leads back to the page of the entity', async () => {
    const { workbench } = stage;
    const docs = await workbench.webview({ hasText: 'One way in, one way out', part: 'editor' });
    await docs.getByRole('link', { name: 'Tracking API' }).first().click();
    const entity = await workbench.webview({ hasText: 'component:tracking-api', part: 'editor' });
    await entity.getByRole('link', { name: 'Docs', exact: true }).waitFor();
  });

  it('compares the definition of an API with the one in the catalogue', async () => {
    const { workbench } = stage;
    await workbench.quickInput.openFile('openapi.yaml');
    await workbench.runCommand('Golden Path: Compare API Definition with Catalogue');
    await workbench.page.locator('.monaco-diff-editor .view-line', { hasText: 'changed in the folder' }).waitFor();
    await workbench.page.locator('.tab', { hasText: 'catalogue (just read)' }).waitFor();
    await screenshotThemes(workbench, 'api-comparison', pictures);
  });
});
