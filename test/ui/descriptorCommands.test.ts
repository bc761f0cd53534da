import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import type { Platform } from '../platform/platform.mjs';
import { screenshotThemes } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const run = promisify(execFile);

/** A service that nobody has put into the catalogue yet. */
const FILES = {
  'package.json': '{"name":"stamp-press","description":"Prints stamps","private":true}',
  Dockerfile: 'FROM scratch\n',
  'openapi.yaml': 'openapi: 3.1.0\ninfo: { title: Labels, version: "1" }\npaths: {}\n',
  'mkdocs.yml': 'site_name: Stamp press\n',
};

/** From a folder without a descriptor to the catalogue of the organisation. Each step goes on from the one before. */
describe('a service on its way into a real Backstage', () => {
  let platform: Platform;
  let stage: Stage;

  const git = async (...args: string[]): Promise<void> => {
    const env = { ...process.env, GIT_CONFIG_GLOBAL: devNull, GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0' };
    const author = ['-c', 'user.name=S', '-c', 'user.email=s@parcelwise.example'];
    await run('git', [...author, ...args], { cwd: stage.folder, env });
  };

  before(async () => {
    const { startPlatform } = await platformModules();
    platform = await startPlatform();
    await platform.catalogueSettled();
    const { username, password } = platform.gitAccount;
    await fetch(`${platform.gitUrl}/api/v1/orgs/${platform.gitOrganisation}/repos`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      },
      body: JSON.stringify({ name: 'stamp-press' }),
    });
    stage = await openStage({
      files: FILES,
      settings: { 'goldenPath.backstage.url': platform.url, 'goldenPath.backstage.signIn': 'guest' },
    });
    const host = platform.gitUrl.replace('//', `//${username}:${password}@`);
    await git('init', '--quiet', '--initial-branch=main');
    await git('remote', 'add', 'origin', `${host}/${platform.gitOrganisation}/stamp-press.git`);
    await stage.workbench.openActivity('Golden Path');
    await stage.workbench.tree('Catalogue').item('Domains').waitFor();
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
  });

  pictureFailures(() => stage);

  it('asks only for the owner, with names from the catalogue', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Add Descriptor');
    await workbench.quickInput.title.filter({ hasText: 'Who owns this component?' }).waitFor();
    await picture(workbench, 'descriptor-owner-dark');
    await workbench.quickInput.fill('parcel-tracking');
    await workbench.quickInput.accept();
    await workbench.page
      .locator('.monaco-diff-editor .modified .view-line', { hasText: 'stamp-press' })
      .first()
      .waitFor();
    await screenshotThemes(workbench, 'descriptor-proposal', pictures);
  });

  it('writes the file at a click', async () => {
    const { workbench } = stage;
    await workbench.page.locator('.editor-actions').getByRole('button', { name: 'Create File' }).first().click();
    await workbench.page.locator('.tab.active', { hasText: 'catalog-info.yaml' }).waitFor();
    await workbench.page.locator('.monaco-diff-editor').waitFor({ state: 'hidden' });
    assert.match(readFileSync(join(stage.folder, 'catalog-info.yaml'), 'utf8'), /owner: parcel-tracking\n/);
  });

  it('has it accepted', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Validate with Backstage');
    await workbench.notifications.received('Backstage accepts all 2 entities.');
    await picture(workbench, 'descriptor-accepted-dark');
    await workbench.notifications.clear();
  });

  it('is told to push first', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Register in Backstage');
    await workbench.notifications.received('Is it pushed?');
    await picture(workbench, 'descriptor-not-pushed-dark');
    await workbench.notifications.clear();
  });

  it('sees what will be registered, and registers it', async () => {
    const { workbench } = stage;
    await git('add', '.');
    await git('commit', '-qm', 'Describe it');
    await git('push', '--quiet', 'origin', 'HEAD:main');
    await workbench.runCommand('Golden Path: Register in Backstage');
    await workbench.dialog.message.filter({ hasText: 'Register these 2 entities in Backstage?' }).waitFor();
    const detail = await workbench.dialog.detail.innerText();
    assert.match(detail, /stamp-press\/src\/branch\/main\/catalog-info\.yaml/);
    assert.ok(!detail.includes(platform.gitAccount.password));
    await picture(workbench, 'descriptor-register-dark');
    await workbench.dialog.choose('Register');
    await workbench.notifications.click('Registered in Backstage', 'Show in Catalogue');
    await workbench.tree('Catalogue').item('stamp-press').first().waitFor();
    await picture(workbench, 'descriptor-registered-dark');
    await workbench.notifications.clear();
  });

  it('is told that it is registered already', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Register in Backstage');
    await workbench.notifications.received('is registered already.');
  });

  it('shows what the server has against an entity', async () => {
    const { workbench } = stage;
    await workbench.notifications.clear();
    const path = join(stage.folder, 'catalog-info.yaml');
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('  type: openapi\n', ''));
    const line = workbench.page.locator('.monaco-editor .view-line', { hasText: /^\s*type:\sopenapi/ });
    await line.first().waitFor({ state: 'detached' });
    await workbench.runCommand('Golden Path: Validate with Backstage');
    await workbench.notifications.received('Backstage refuses API stamp-press-api.');
    await workbench.problems.open();
    await workbench.problems.row(/type/).waitFor();
    await screenshotThemes(workbench, 'descriptor-refused', pictures);
  });
});
