import * as assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Workbench } from '../host/workbench.mjs';
import type { Platform } from '../platform/platform.mjs';
import { entityByName, eventually, guestToken } from '../platform/suite/requests.js';
import { platformModules } from '../platform/suite/sharedPlatform.js';
import { telemetryPrograms } from '../platform/suite/telemetryPlatform.js';
import { runTemplate } from '../platform/suite/templateRun.js';
import { DEMO_TEMPLATES } from './demoTemplates.js';
import { openStage, pictureFailures, pictures, type Stage } from './stage.js';
import { cloneInto, fillIn, runIt, SLOW_MS } from './templateSteps.js';

const run = promisify(execFile);
const SERVICE = 'palette-quotes';
const BRANCH = 'feature/faster-quotes';
const ENVIRONMENT = `${SERVICE}-faster-quotes`;

/** From an idea to a branch of it that others can look at, and to nothing. Each step goes on from the one before. */
describe('an environment for a branch of a new service', function () {
  this.timeout(150_000);
  let platform: Platform;
  let stage: Stage;
  /** The window that has the service open. */
  let window: Workbench;
  let clones: string;
  let address: string;
  let watched: boolean;

  before(async () => {
    clones = mkdtempSync(join(tmpdir(), 'golden-path-clones-'));
    watched = (await telemetryPrograms()) !== undefined;
    const { startPlatform } = await platformModules();
    platform = await startPlatform({ telemetry: watched && { days: 1 } });
    await platform.catalogueSettled();
    stage = await openStage({
      settings: {
        'goldenPath.backstage.url': platform.url,
        'goldenPath.backstage.signIn': 'guest',
        'goldenPath.health.refreshSeconds': 5,
        'files.associations': { '*.{js,mjs,cjs,ts,mts}': 'plaintext' },
      },
    });
  });

  after(async () => {
    await stage?.close();
    await platform?.stop();
    if (clones !== undefined) rmSync(clones, { recursive: true, force: true });
  });

  pictureFailures(() => stage);

  const environments = () => window.tree('Environments');

  it('begins with the golden path, and a branch with a change', async () => {
    const template = DEMO_TEMPLATES.find(({ title }) => title === 'Web service');
    assert.ok(template);
    const { workbench } = stage;
    await workbench.openActivity('Golden Path');
    await fillIn(stage, template, SERVICE);
    await runIt(stage, { ...template, previews: false });
    await workbench.notifications.toast('Web service is complete').waitFor({ timeout: SLOW_MS });
    await workbench.notifications.click('Web service is complete', 'Show in Catalogue');
    await workbench.tree('Catalogue').item(SERVICE).waitFor({ timeout: 90_000 });
    window = await cloneInto(stage, mkdtempSync(join(clones, 'clone-')), template);

    const clone = join(clones, readdirSync(clones)[0]!, SERVICE);
    const git = (...words: readonly string[]) =>
      run('git', ['-C', clone, '-c', 'user.name=Guest', '-c', 'user.email=guest@parcelwise.example', ...words]);
    await git('checkout', '--quiet', '-b', BRANCH);
    writeFileSync(join(clone, 'CHANGES.md'), '# Faster quotes\n');
    await git('add', '.');
    await git('commit', '--quiet', '-m', 'Answer faster');
    const { username, password } = platform.gitAccount;
    const remote = new URL(`${platform.gitUrl}/${platform.gitOrganisation}/${SERVICE}.git`);
    Object.assign(remote, { username, password });
    await git('push', '--quiet', remote.href, BRANCH);
  });

  it('is created by a command that knows component, branch and commit', async () => {
    const { quickInput, notifications } = window;
    await window.openActivity('Golden Path');
    await window.tree('Catalogue').item('Components').waitFor({ timeout: SLOW_MS });
    await window.runCommand('Golden Path: Create Environment for This Branch…');
    await quickInput.row('Environment').waitFor({ timeout: SLOW_MS });
    await window.screenshot(join(pictures, 'environment-where.png'));
    await quickInput.pick('Environment');
    // Nothing is left to ask: it comes straight to the answers.
    await quickInput.title.filter({ hasText: 'Review' }).waitFor({ timeout: SLOW_MS });
    await window.screenshot(join(pictures, 'environment-answers.png'));
    await quickInput.pick('Go On');
    await quickInput.row('Create Now').waitFor();
    await quickInput.pick('Create Now');
    await notifications.toast('Environment is complete').waitFor({ timeout: SLOW_MS });
    // The catalogue learns a moment later what the run has waited for.
    const annotations = await eventually(
      'the environment to be ready in the catalogue',
      async () => {
        const known = (await entityByName(platform, 'resource', ENVIRONMENT))?.metadata.annotations;
        return known?.['goldenpath.dev/status'] === 'ready' ? known : undefined;
      },
      SLOW_MS,
    );
    assert.equal(annotations['goldenpath.dev/environment-of'], `component:default/${SERVICE}`);
    assert.equal(annotations['goldenpath.dev/branch'], BRANCH);
    address = annotations['goldenpath.dev/url'] ?? '';
    assert.match(address, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  it('stands in the view of environments, with the time that it has left', async () => {
    await window.runCommand('Golden Path: Focus on Environments View');
    await environments().item(ENVIRONMENT).waitFor({ timeout: SLOW_MS });
    assert.match(await environments().description(ENVIRONMENT), /^ready · 2[34] h/);
    await window.screenshot(join(pictures, 'environment-ready.png'));
  });

  it('is opened in the browser, where the branch answers', async () => {
    const opened = window.context.waitForEvent('page');
    await (await environments().contextMenu(ENVIRONMENT)).choose('Open Environment');
    const page = await opened;
    await page.waitForLoadState();
    assert.match(await page.locator('body').innerText(), new RegExp(`"name":\\s*"${SERVICE}"`));
    await page.close();
  });

  it('shows how well it is', async function () {
    if (!watched) this.skip();
    const asking = setInterval(() => void fetch(address).catch(() => undefined), 200);
    try {
      await seeHealth();
    } finally {
      clearInterval(asking);
    }
  });

  const seeHealth = async (): Promise<void> => {
    await (await environments().contextMenu(ENVIRONMENT)).choose('Reveal in Catalogue');
    const title = /, faster-quotes$/;
    await window.tree('Catalogue').item(title).waitFor({ timeout: SLOW_MS });
    await window.tree('Catalogue').rowAction(title, 'Show Health');
    const page = await window.webview({ part: 'editor', hasText: /Traffic/, timeoutMs: SLOW_MS });
    const row = page.locator('[role=row][data-status=healthy]', { hasText: SERVICE });
    await row.waitFor({ timeout: SLOW_MS });
    await row.locator('.cell-traffic', { hasText: 'req/s' }).waitFor({ timeout: SLOW_MS });
    await row.locator('.cell-errors', { hasText: '0 %' }).waitFor({ timeout: SLOW_MS });
    await window.screenshot(join(pictures, 'environment-health.png'));
  };

  it('is gone when its time is over, and nothing is left', async () => {
    const token = await guestToken(platform);
    const values = { environment: `resource:default/${ENVIRONMENT}`, timeToLive: 'PT5S' };
    await runTemplate(platform, 'environment-extend', { values }, token);
    await eventually(
      'the entity to be gone',
      async () => ((await entityByName(platform, 'resource', ENVIRONMENT)) ? undefined : true),
      SLOW_MS,
    );
    await assert.rejects(fetch(address));
    await eventually('the view to be empty', async () => {
      await window.runCommand('Golden Path: Refresh Environments');
      return (await environments().item(ENVIRONMENT).isVisible()) ? undefined : true;
    });
    await environments().welcome.filter({ hasText: 'There is no environment yet.' }).waitFor({ timeout: SLOW_MS });
    await window.screenshot(join(pictures, 'environment-gone.png'));
    assert.deepEqual(readdirSync(join(platform.environmentsDir, 'records')), []);
    assert.deepEqual(readdirSync(join(platform.environmentsDir, 'clones')), []);
    assert.deepEqual(readdirSync(join(platform.environmentsDir, 'running')), []);
    const repositories = readdirSync(join(platform.dataDir, 'git', platform.gitOrganisation));
    assert.ok(!repositories.some(name => name.startsWith('environment-')));
    if (existsSync(join(platform.dataDir, 'targets')))
      assert.deepEqual(readdirSync(join(platform.dataDir, 'targets')), []);
  });
});
