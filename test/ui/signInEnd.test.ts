import * as assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { screenshotThemes } from '../host/themes.mjs';
import type { Platform } from '../platform/platform.mjs';
import { BackstageProxy } from '../platform/suite/backstageProxy.js';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { openStage, pictureFailures, pictures, type Stage } from './stage.js';

const HOUR_MS = 3_600_000;
const SIGNED_OUT = /You were signed out by the server\. Sign in again to refresh\. Showing what was known/;

/** What a person sees of a catalogue that is old or not all there. Each step goes on from the one before. */
describe('a catalogue that is known only in part, or from before', () => {
  let platform: Platform;
  let proxy: BackstageProxy;
  let stage: Stage;

  before(async function () {
    this.timeout(150_000);
    platform = await (await platformModules()).startPlatform();
    await platform.catalogueSettled();
    proxy = await BackstageProxy.start(platform.url);
    stage = await openStage({ settings: { 'goldenPath.backstage.url': proxy.url } });
    await stage.workbench.openActivity('Golden Path');
    await catalogue().welcomeButton('Sign In').waitFor();
  });

  after(async () => {
    proxy?.release();
    await stage?.close();
    await proxy?.stop();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  const catalogue = () => stage.workbench.tree('Catalogue');
  const message = (text: string | RegExp) => catalogue().message.filter({ hasText: text });
  const pictured = (name: string) => screenshotThemes(stage.workbench, name, pictures);

  /** Signs in by the browser, as the menu offers it. */
  const signInByBrowser = async (): Promise<void> => {
    const { workbench } = stage;
    const opened: Promise<Page> = workbench.context.waitForEvent('page');
    await workbench.quickInput.pick('Sign in with the browser');
    const page = await opened;
    await page.getByRole('button', { name: 'Authorise' }).click();
    await page.getByText('You are signed in.').waitFor();
    await page.close();
    await workbench.page.bringToFront();
  };

  /** Has what was kept of the catalogue look as if it had been read some hours ago. */
  const growOld = (hours: number): void => {
    const folder = join(stage.host.dataDir, 'user', 'User', 'globalStorage', 'golden-path.golden-path');
    const kept = readdirSync(folder).filter(name => name.endsWith('.json'));
    assert.equal(kept.length, 1);
    const file = join(folder, kept[0] ?? '');
    const takenAt = String(Date.now() - hours * HOUR_MS).padStart(16, '0');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"takenAt":"\d{16}"/, `"takenAt":"${takenAt}"`));
  };

  it('offers other ways to sign in where the instance does not allow the browser, instead of opening one', async () => {
    const { workbench } = stage;
    proxy.refusesPrograms = true;
    const pages = workbench.context.pages().length;
    await catalogue().welcomeButton('Sign In').click();
    await workbench.quickInput.pick('Sign in with the browser');
    const refusal = /does not allow Golden Path to sign people in with the browser/;
    await workbench.notifications.received(refusal);
    await workbench.notifications.toast(/in your browser/).waitFor({ state: 'hidden' });
    await workbench.screenshot(join(pictures, 'sign-in-not-allowed-dark.png'));
    await workbench.notifications.click(refusal, 'Sign In Another Way…');
    assert.deepEqual(await workbench.quickInput.labels(), ['Continue as guest', 'Use a token…']);
    await workbench.quickInput.cancel();
    assert.equal(workbench.context.pages().length, pages);
    proxy.refusesPrograms = false;
  });

  it('shows what has come of a first reading, and that there is more', async () => {
    proxy.pageSize = 25;
    proxy.pagesBeforeHold = 2;
    await catalogue().welcomeButton('Sign In').click();
    await signInByBrowser();
    await message('More of the catalogue is still being read.').waitFor();
    assert.ok((await catalogue().labels()).length > 0);
    await stage.workbench.screenshot(join(pictures, 'catalogue-partial-dark.png'));
    proxy.release();
    await catalogue().message.waitFor({ state: 'hidden' });
    await catalogue().item('Domains').waitFor();
  });

  it('shows what was known, and how old it is, until it has been read again', async () => {
    growOld(2);
    proxy.pagesBeforeHold = 0;
    await stage.workbench.reload();
    await stage.workbench.openActivity('Golden Path');
    await message('Showing what was known 2 hours ago, until it has been read again.').waitFor();
    await catalogue().item('Domains').waitFor();
    await pictured('catalogue-kept');
    proxy.release();
    await catalogue().message.waitFor({ state: 'hidden' });
  });

  it('stays, with its age and the way back, when the server has forgotten the person', async () => {
    proxy.sessionsGone = true;
    await catalogue().titleAction('Refresh Catalogue');
    await message(SIGNED_OUT).waitFor();
    await catalogue().expand('Components');
    await catalogue().item('Address lookup').waitFor();
    await catalogue().collapse('Components');
    await catalogue().titleButton('Sign In to Backstage').waitFor();
    await catalogue().item('Sign in again').waitFor();
    await pictured('catalogue-signed-out-by-server');
  });

  it('stays so over a reload', async () => {
    growOld(26);
    await stage.workbench.reload();
    await stage.workbench.openActivity('Golden Path');
    await message(SIGNED_OUT).filter({ hasText: '1 day ago' }).waitFor();
    await catalogue().item('Domains').waitFor();
    assert.equal(await stage.workbench.notifications.toasts.count(), 0);
  });

  it('can be searched and looked at meanwhile', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Find Entity…');
    await workbench.quickInput.fill('tracking-api');
    await workbench.quickInput.row('Tracking API').waitFor();
    await workbench.quickInput.cancel();
  });

  it('is read again when the person signs in again by the row above the others', async () => {
    proxy.sessionsGone = false;
    await catalogue().item('Sign in again').click();
    await signInByBrowser();
    await catalogue().message.waitFor({ state: 'hidden' });
    await catalogue().item('Sign in again').waitFor({ state: 'detached' });
    await catalogue().item('Domains').waitFor();
  });

  it('is forgotten when the person signs out after the server has done so', async () => {
    proxy.sessionsGone = true;
    await catalogue().titleAction('Refresh Catalogue');
    await message(SIGNED_OUT).waitFor();
    await stage.workbench.runCommand('Golden Path: Sign Out of Backstage');
    await catalogue().welcomeButton('Sign In').waitFor();
    await stage.workbench.reload();
    await stage.workbench.openActivity('Golden Path');
    await catalogue().welcomeButton('Sign In').waitFor();
  });
});
