import * as assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { smallContent } from '../platform/suite/smallContent.js';
import type { Platform } from '../platform/platform.mjs';
import { THEMES } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const BROWSER = 'Sign in with the browser';

/** A person signs in as themselves, and goes to and fro between two real instances. Each step goes on from the one before. */
describe('signing in by the browser', () => {
  let platform: Platform;
  let other: Platform;
  let content: string;
  let stage: Stage;

  before(async function () {
    this.timeout(150_000);
    const { startPlatform } = await platformModules();
    content = smallContent();
    platform = await startPlatform();
    await platform.catalogueSettled();
    other = await startPlatform({ content });
    await other.catalogueSettled();
    stage = await openStage({ settings: { 'goldenPath.backstage.url': platform.url } });
    await stage.workbench.openActivity('Golden Path');
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
    await other?.stop();
    rmSync(content, { recursive: true, force: true });
  });

  pictureFailures(() => stage);

  const catalogue = () => stage.workbench.tree('Catalogue');

  /** Chooses the browser, and gives the page that opens. */
  const goToBrowser = async (): Promise<Page> => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Sign In to Backstage');
    const opened = workbench.context.waitForEvent('page');
    await workbench.quickInput.pick(BROWSER);
    const page = await opened;
    await page.getByRole('button', { name: 'Authorise' }).waitFor();
    return page;
  };

  it('offers what the instance has, the browser first', async () => {
    const { workbench } = stage;
    await catalogue().welcomeButton('Sign In').click();
    assert.deepEqual(await workbench.quickInput.labels(), [BROWSER, 'Continue as guest', 'Use a token…']);
    await workbench.quickInput.cancel();
    for (const [name, theme] of Object.entries(THEMES)) {
      await workbench.setTheme(theme);
      await catalogue().welcomeButton('Sign In').click();
      await workbench.quickInput.row(BROWSER).waitFor();
      await workbench.screenshot(join(pictures, `sign-in-ways-${name}.png`));
      await workbench.quickInput.cancel();
    }
    await workbench.setTheme(THEMES.dark);
  });

  it('waits for the browser, and can be cancelled', async () => {
    const page = await goToBrowser();
    const { notifications } = stage.workbench;
    await stage.workbench.page.bringToFront();
    await notifications.received(/Sign in to localhost:\d+ in your browser/);
    await stage.workbench.screenshot(join(pictures, 'sign-in-waiting-dark.png'));
    await notifications.click(/in your browser/, 'Cancel');
    await notifications.toast(/in your browser/).waitFor({ state: 'hidden' });
    await page.close();
    await catalogue().welcomeButton('Sign In').waitFor();
  });

  it('says in the browser and in the editor that nothing has changed, after a no', async () => {
    const { notifications } = stage.workbench;
    const page = await goToBrowser();
    await page.getByRole('button', { name: 'Deny' }).click();
    await page.getByText('You are not signed in. You can close this tab.').waitFor();
    await page.close();
    await catalogue().welcomeButton('Sign In').waitFor();
    await notifications.received('You declined to sign in; nothing was changed.');
    await notifications.toast(/in your browser/).waitFor({ state: 'hidden' });
    await stage.workbench.screenshot(join(pictures, 'sign-in-declined-dark.png'));
    assert.equal(await notifications.toast(/failed|error/i).count(), 0);
    await notifications.clear();
  });

  it('signs the person in', async () => {
    const page = await goToBrowser();
    await page.getByText('Golden Path wants to use the platform on your behalf.').waitFor();
    await page.screenshot({ path: join(pictures, 'sign-in-consent.png') });
    await page.getByRole('button', { name: 'Authorise' }).click();
    await page.getByText('You are signed in. You can close this tab and go back to the editor.').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: join(pictures, `sign-in-done-${colorScheme}.png`) });
    }
    await page.close();
    await catalogue().item('Domains').waitFor();
    await (await catalogue().titleMenu('Filter')).choose('Show My Entities');
    await catalogue().item('Domains').waitFor({ state: 'detached' });
    await catalogue().item('Components').waitFor();
    await picture(stage.workbench, 'sign-in-mine-dark');
    await (await catalogue().titleMenu('Filter')).choose('Show All Entities');
    await catalogue().item('Domains').waitFor();
  });

  it('stays signed in over a reload', async () => {
    await stage.workbench.reload();
    await stage.workbench.openActivity('Golden Path');
    await catalogue().item('Domains').waitFor();
  });

  it('adds another instance, where nobody is signed in', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Add Backstage Instance…');
    await workbench.quickInput.answer('Add Backstage Instance', other.url);
    await workbench.quickInput.message.filter({ hasText: 'What do you call it?' }).waitFor();
    await workbench.quickInput.fill('Lamps');
    await workbench.quickInput.accept();
    await catalogue().welcomeButton('Sign In').waitFor();
  });

  it('shows each instance to whom is signed in there', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Sign In to Backstage');
    await workbench.quickInput.pick('Continue as guest');
    await catalogue().expand('Components');
    await catalogue().item('lamp-service').waitFor();
    for (const [name, theme] of Object.entries(THEMES)) {
      await workbench.setTheme(theme);
      await workbench.runCommand('Golden Path: Switch Backstage Instance…');
      await workbench.quickInput.row('Lamps').waitFor();
      await workbench.screenshot(join(pictures, `instances-${name}.png`));
      await workbench.quickInput.cancel();
    }
    await workbench.setTheme(THEMES.dark);
    await workbench.runCommand('Golden Path: Switch Backstage Instance…');
    await workbench.quickInput.pick(new URL(platform.url).host);
    await catalogue().item('Domains').waitFor();
    await catalogue().item('lamp-service').waitFor({ state: 'detached' });
  });

  it('removes an instance, and goes on with the other', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Remove Backstage Instance…');
    assert.deepEqual((await workbench.quickInput.labels()).sort(), ['Lamps', new URL(platform.url).host].sort());
    await workbench.quickInput.pick('Lamps');
    await workbench.quickInput.closed();
    // The settings are written a moment later.
    let left: string[] = [];
    for (let look = 0; look < 20 && (look === 0 || left.includes('Lamps')); look++) {
      await workbench.runCommand('Golden Path: Switch Backstage Instance…');
      left = await workbench.quickInput.labels();
      await workbench.quickInput.cancel();
    }
    assert.deepEqual(left, [new URL(platform.url).host, 'Add Backstage Instance…']);
    await catalogue().item('Domains').waitFor();
  });

  it('signs out', async () => {
    await stage.workbench.runCommand('Golden Path: Sign Out of Backstage');
    await catalogue().welcomeButton('Sign In').waitFor();
  });

  it('made no request beyond this machine', () => {
    assert.deepEqual(stage.workbench.externalRequests, []);
  });
});
