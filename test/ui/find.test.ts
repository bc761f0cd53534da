import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import type { Platform } from '../platform/platform.mjs';
import { screenshotThemes, setTheme, THEMES } from '../host/themes.mjs';
import { openStage, pictureFailures, pictures, type Stage } from './stage.js';

const SHOP = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: gift-shop
  title: Gift shop
  links:
    - url: https://wiki.example.com/gifts
      title: Handbook of gifts
spec:
  type: website
  lifecycle: experimental
  owner: parcel-tracking
`;

/** Finding an entity and looking at it. Each step goes on from the one before. */
describe('finding an entity in the catalogue of a real Backstage', () => {
  let platform: Platform;
  let stage: Stage;

  before(async () => {
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    await platform.catalogueSettled();
    stage = await openStage({
      files: { 'shop/catalog-info.yaml': SHOP, 'shop/notes.txt': 'Ribbons.\n' },
      settings: {
        'goldenPath.backstage.url': platform.url,
        'goldenPath.backstage.signIn': 'guest',
        'goldenPath.backstage.appUrl': platform.url.replace('localhost', 'portal.localhost'),
      },
    });
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  it('opens by its keys, before anything else of the product was looked at', async () => {
    const { page, quickInput } = stage.workbench;
    await stage.workbench.activity('Golden Path').waitFor();
    const box = quickInput.title.filter({ hasText: 'Find Entity' });
    // Keys are bound a moment after the icon is there.
    for (let attempt = 0; attempt < 10 && !(await box.isVisible()); attempt++) {
      await page.keyboard.press('Control+Alt+g');
      await box.waitFor({ timeout: 2_000 }).catch(() => undefined);
    }
    await box.waitFor();
    await quickInput.fill('tracking api');
    await quickInput.row('Tracking API').waitFor();
    assert.equal((await quickInput.labels())[0], 'Tracking API');
  });

  it('narrows as the person types a filter', async () => {
    const { quickInput } = stage.workbench;
    await quickInput.fill('kind:api owner:parcel-tracking');
    await quickInput.row('Tracking API').waitFor({ state: 'hidden' });
    assert.ok((await quickInput.labels()).every(label => label !== 'No entity matches'));
    await quickInput.fill('tracking');
    await quickInput.row('Tracking API').hover();
    await stage.workbench.screenshot(join(pictures, 'find-dark.png'));
  });

  it('opens the page, whose links lead to other pages', async () => {
    const { workbench } = stage;
    await workbench.quickInput.pick('Tracking API');
    const tracking = await workbench.webview({ hasText: 'component:tracking-api', part: 'editor' });
    await screenshotThemes(workbench, 'entity-page', pictures);
    await tracking.getByRole('heading', { name: 'Around it' }).scrollIntoViewIfNeeded();
    await workbench.screenshot(join(pictures, 'entity-page-relations-dark.png'));
    await tracking
      .getByRole('link', { name: /^Parcel tracking$/i })
      .first()
      .click();
    const owner = await workbench.webview({ hasText: 'group:parcel-tracking', part: 'editor' });
    await owner.getByRole('heading', { name: /^Parcel tracking$/i }).waitFor();
    assert.deepEqual(await workbench.page.locator('.part.editor .tabs-container .tab').count(), 1);
  });

  it('opens the definition of an API from its page', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Find Entity…');
    await workbench.quickInput.title.filter({ hasText: 'Find Entity' }).waitFor();
    await workbench.quickInput.fill('kind:api type:openapi tracking');
    await workbench.quickInput.rows.first().click();
    const api = await workbench.webview({ hasText: 'API definition', part: 'editor' });
    await api.getByRole('link', { name: 'API definition' }).click();
    await workbench.page
      .locator('.part.editor .view-line', { hasText: /openapi/ })
      .first()
      .waitFor();
    await workbench.screenshot(join(pictures, 'api-definition-dark.png'));
  });

  it('begins with what was opened last', async () => {
    const { quickInput } = stage.workbench;
    await stage.workbench.runCommand('Golden Path: Find Entity…');
    await quickInput.rows.filter({ hasText: 'recently opened' }).waitFor();
    await stage.workbench.screenshot(join(pictures, 'find-recent-dark.png'));
    await quickInput.cancel();
  });

  it('says in the status bar where a file belongs, and offers what can be done', async () => {
    const { workbench } = stage;
    await workbench.quickInput.openFile('shop/notes.txt');
    const item = workbench.statusItem('Gift shop');
    await item.waitFor();
    assert.match(await item.innerText(), /Gift shop · Parcel tracking/i);
    await item.click();
    await workbench.quickInput.rows.filter({ hasText: 'Handbook of gifts' }).waitFor();
    for (const suffix of ['dark', 'light', 'hcDark'] as const) {
      await workbench.quickInput.cancel();
      await setTheme(workbench, THEMES[suffix]);
      await item.click();
      await workbench.quickInput.rows.filter({ hasText: 'Handbook of gifts' }).waitFor();
      await workbench.screenshot(join(pictures, `where-am-i-${suffix}.png`));
    }
    await workbench.quickInput.cancel();
    await setTheme(workbench, THEMES.dark);
  });
});
