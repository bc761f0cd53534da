import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import type { Platform } from '../platform/platform.mjs';
import { screenshotThemes } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const SHOP = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: gift-shop
  title: Gift shop
  description: Sells what goes into parcels.
spec:
  type: website
  lifecycle: experimental
  owner: parcel-tracking
  system: tracking
  consumesApis:
    - tracking-rest-api
`;

/** What a newcomer does, from an empty window to the catalogue of the organisation. Each step goes on from the one before. */
describe('a newcomer and the catalogue of a real Backstage', () => {
  let platform: Platform;
  let stage: Stage;

  before(async () => {
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    await platform.catalogueSettled();
    stage = await openStage({
      files: { 'shop/catalog-info.yaml': SHOP },
      // Not plain localhost: this editor would send that through a proxy of its own.
      settings: { 'goldenPath.backstage.appUrl': platform.url.replace('localhost', 'portal.localhost') },
    });
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  const catalogue = () => stage.workbench.tree('Catalogue');

  it('sees the entities of the folder without any server', async () => {
    await stage.workbench.openActivity('Golden Path');
    assert.deepEqual(await catalogue().labels(), ['Components']);
    await catalogue().expand('Components');
    await catalogue().item('Gift shop').waitFor();
  });

  it('connects by the command palette; a wrong address is explained', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Connect to Backstage…');
    await workbench.quickInput.fill('backstage');
    await workbench.quickInput.message.filter({ hasText: 'This is no address' }).waitFor();
    await workbench.quickInput.fill('http://127.0.0.1:9');
    await workbench.quickInput.accept();
    await workbench.notifications.click('cannot be reached', 'Change Address');
    await workbench.quickInput.fill(`${platform.url}/catalog/default/component/tracking-api`);
    await workbench.quickInput.accept();
    // Beside other views, the buttons of one are shown while the pointer is on it.
    await catalogue().pane.hover();
    await catalogue().titleButton('Sign In to Backstage').waitFor();
  });

  it('signs in as guest and sees the organisation', async () => {
    const { workbench } = stage;
    await catalogue().titleAction('Sign In to Backstage');
    await workbench.quickInput.row('Continue as guest').waitFor();
    await picture(workbench, 'sign-in-dark');
    await workbench.quickInput.pick('Continue as guest');
    await catalogue().item('Domains').waitFor();
    assert.equal(await catalogue().description('Components'), '31');
  });

  it('finds the local entity marked, with an icon for its type', async () => {
    const row = catalogue().item('Gift shop');
    await row.waitFor();
    assert.match(
      (await row.getAttribute('aria-label')) ?? '',
      /Gift shop, website, experimental, owned by Parcel tracking/i,
    );
    await row.locator('.codicon-browser').first().waitFor();
  });

  it('sees what depends on what', async () => {
    await catalogue().expandPath(['Gift shop', 'Consumes']);
    await catalogue()
      .item('Tracking REST API')
      .or(catalogue().item(/tracking/i))
      .first()
      .waitFor();
    await screenshotThemes(stage.workbench, 'catalogue', pictures);
    await catalogue().collapse('Gift shop');
  });

  it('reads the card of an entity', async () => {
    const { page } = stage.workbench;
    await catalogue().item('Address lookup').hover();
    const card = page.locator('.workbench-hover-container, .monaco-hover').filter({ hasText: 'Owner' }).first();
    await card.waitFor();
    await stage.workbench.screenshot(join(pictures, 'card-dark.png'));
    assert.equal(await card.locator('a[href^="command:"]').count(), 0);
    await page.mouse.move(900, 300);
  });

  it('groups by owner, and filters to what is mine', async () => {
    await (await catalogue().titleMenu('Group By')).choose('Group by Owner');
    await catalogue()
      .item(/^Parcel tracking$/i)
      .waitFor();
    await (await catalogue().titleMenu('Filter')).choose('Show My Entities');
    await catalogue().item('Checkout').waitFor({ state: 'hidden' });
    assert.equal((await catalogue().labels()).length, 1);
    await catalogue().expand(/^Parcel tracking$/i);
    await picture(stage.workbench, 'catalogue-mine-by-owner-dark');
    await (await catalogue().titleMenu('Filter')).choose('Show All Entities');
    await (await catalogue().titleMenu('Group By')).choose('Group by System');
    await catalogue().item('Route Planning').waitFor();
    await picture(stage.workbench, 'catalogue-by-system-dark');
    await (await catalogue().titleMenu('Group By')).choose('Group by Kind');
    await catalogue().item('Domains').waitFor();
  });

  it('stars an entity and finds it again', async () => {
    await catalogue().expand('Components');
    await catalogue().rowAction('Checkout API', 'Star');
    await (await catalogue().titleMenu('Filter')).choose('Show Starred Entities');
    await catalogue().item('Gift shop').waitFor({ state: 'hidden' });
    await catalogue().expand('Components');
    const nothing = catalogue().welcome.filter({ hasText: 'not starred anything yet' });
    // A row that is drawn anew under the pointer can lose a click.
    for (let click = 0; click < 3 && !(await nothing.isVisible()); click++) {
      await catalogue().rowAction('Checkout API', 'Unstar');
      await nothing.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
    await nothing.waitFor();
    await picture(stage.workbench, 'welcome-nothingStarred-dark');
    await catalogue().welcomeButton('Show All Entities').click();
    await catalogue().expand('Components');
    await catalogue().item('Gift shop').waitFor();
  });

  it('copies a reference by the keyboard', async () => {
    const { page } = stage.workbench;
    await catalogue().item('Checkout API').click();
    // The click shows the page of the entity; the focus stays in the tree.
    await stage.workbench.webview({ hasText: 'component:checkout-api', part: 'editor' });
    await page.keyboard.press('Control+c');
    await stage.workbench.statusItem('Copied component:default/checkout-api').waitFor();
    assert.equal(await page.evaluate('navigator.clipboard.readText()'), 'component:default/checkout-api');
  });

  it('opens the entity in the portal', async () => {
    const { workbench } = stage;
    const menu = await catalogue().contextMenu('Checkout API');
    await workbench.screenshot(join(pictures, 'context-menu-dark.png'));
    const opened = workbench.context.waitForEvent('page');
    await menu.choose('Open in Backstage');
    const page = await opened;
    await page.waitForLoadState();
    assert.equal(new URL(page.url()).pathname, '/catalog/default/component/checkout-api');
    await page.close();
  });

  it('opens a descriptor with a click', async () => {
    await catalogue().item('Gift shop').click();
    await stage.workbench.editor.tab('catalog-info.yaml').waitFor();
    await screenshotThemes(stage.workbench, 'descriptor', pictures);
  });

  it('goes to the owner', async () => {
    const menu = await catalogue().contextMenu('Checkout API');
    await menu.choose('Reveal Owner');
    await catalogue()
      .rows.and(stage.workbench.page.locator('[aria-selected=true]'))
      .filter({ hasText: 'Checkout' })
      .waitFor();
  });

  it('is in the Accounts menu, and stays signed in over a reload', async () => {
    const { workbench } = stage;
    await workbench.reload();
    await workbench.openActivity('Golden Path');
    await catalogue().item('Domains').waitFor();
    // The menu does not grow while it is open, and is incomplete just after a reload.
    let entries: string[] = [];
    for (let look = 0; look < 20 && !entries.some(entry => entry.includes('Guest')); look++) {
      const menu = await workbench.accountsMenu();
      entries = await menu.labels();
      await workbench.screenshot(join(pictures, 'accounts-dark.png'));
      await menu.close();
    }
    assert.match(entries.join('\n'), /Guest \(localhost:\d+\) \(Backstage\)/);
  });

  it('keeps showing what was known when the server goes away, with its age', async () => {
    await platform.stop();
    await catalogue().titleAction('Refresh Catalogue');
    await catalogue()
      .message.filter({ hasText: /cannot be reached.*Showing what was known (just now|\d+ \w+ ago)/ })
      .waitFor();
    await catalogue().item('Domains').waitFor();
    await picture(stage.workbench, 'catalogue-stale-dark');
  });

  it('made no request beyond this machine', () => {
    assert.deepEqual(stage.workbench.externalRequests, []);
  });
});
