import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { screenshotThemes } from '../host/themes.mjs';
import { openStage, picture, pictureFailures, pictures, type Stage } from './stage.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WIDE = { width: 1280, height: 860 };

const SERVER = `
require('node:http')
  .createServer((request, response) => {
    console.log('GET ' + request.url);
    response.end('hello');
  })
  .listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
`;

const COMPONENT = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  title: Checkout
spec:
  type: service
  lifecycle: production
  owner: group:payments
`;

interface Sample {
  readonly of?: string;
  readonly status?: string;
  readonly className?: string;
  readonly endsInMs?: number;
}

/** The descriptor of an environment. */
function descriptor(name: string, { of = 'checkout', status, className = 'preview', endsInMs }: Sample): string {
  const at = (ms: number): string => new Date(Date.now() + ms).toISOString();
  const annotations = [
    `goldenpath.dev/environment-of: component:default/${of}`,
    `goldenpath.dev/environment-class: ${className}`,
    `goldenpath.dev/branch: ${name.replace(/^[a-z]+-/, '')}`,
    ...(status === undefined ? [] : [`goldenpath.dev/status: ${status}`]),
    `goldenpath.dev/created-at: '${at(-48 * HOUR)}'`,
    ...(endsInMs === undefined ? [] : [`goldenpath.dev/expires-at: '${at(endsInMs)}'`]),
    `goldenpath.dev/url: https://${name}.preview.example`,
  ];
  return `apiVersion: backstage.io/v1alpha1
kind: Resource
metadata:
  name: ${name}
  annotations:
${annotations.map(line => `    ${line}\n`).join('')}spec:
  type: environment
  owner: group:${of === 'checkout' ? 'payments' : 'search'}
`;
}

const SAMPLES: Readonly<Record<string, Sample>> = {
  'checkout-pr-42': { status: 'ready', endsInMs: 26 * HOUR + MINUTE },
  'checkout-pr-43': { status: 'degraded', endsInMs: 9 * HOUR },
  'checkout-pr-44': { status: 'provisioning', endsInMs: 70 * HOUR },
  'checkout-staging': { status: 'ready', className: 'staging' },
  'search-pr-7': { of: 'search', status: 'ready', endsInMs: 42 * MINUTE },
  'search-pr-8': { of: 'search', status: 'failed', endsInMs: 5 * HOUR },
  'search-pr-9': { of: 'search', status: 'ready', endsInMs: -3 * HOUR },
  'search-old': { of: 'search' },
};

/** What somebody sees of environments who has a folder and no Backstage. Each step goes on from the one before. */
describe('environments in the real editor', function () {
  this.timeout(120_000);
  let stage: Stage;

  before(async function () {
    this.timeout(120_000);
    stage = await openStage({
      files: {
        'checkout/catalog-info.yaml': COMPONENT,
        'checkout/package.json': JSON.stringify({ scripts: { start: 'node server.js' } }),
        'checkout/server.js': SERVER,
      },
    });
    const git = (...words: readonly string[]): void => {
      const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@parcelwise.example'];
      execFileSync('git', ['-C', join(stage.folder, 'checkout'), ...who, ...words], { stdio: 'ignore' });
    };
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=Begin');
    git('checkout', '--quiet', '-b', 'feature/faster-quotes');
    await stage.workbench.page.setViewportSize(WIDE);
  });

  after(async function () {
    this.timeout(60_000);
    await stage?.close();
  });

  pictureFailures(() => stage);

  const environments = () => stage.workbench.tree('Environments');
  const row = (text: string | RegExp) => stage.workbench.page.locator('.monaco-list-row', { hasText: text }).first();

  it('is told what an environment is, and what to do next', async () => {
    const { workbench } = stage;
    await workbench.editor.openFile('checkout/catalog-info.yaml');
    await workbench.runCommand('Golden Path: Focus on Environments View');
    // The other views give their room to it.
    for (const view of ['Catalogue', 'Templates']) {
      const header = workbench.page.locator('.pane-header', { hasText: new RegExp(`^\\s*${view}`) }).first();
      if ((await header.getAttribute('aria-expanded')) === 'true') await header.click();
    }
    await environments().welcomeButton('Create Environment').waitFor();
    await screenshotThemes(workbench, 'environments-welcome', pictures);
  });

  it('makes one of the branch on this machine, and sees how long it lives', async () => {
    const { workbench } = stage;
    const { quickInput, notifications } = workbench;
    await environments().welcomeButton('Create Environment').click();
    await quickInput.row('4 h').waitFor();
    await picture(workbench, 'environments-time-to-live');
    await quickInput.pick('4 h');
    await notifications.received('checkout-faster-quotes is ready.');
    await row(/checkout-faster-quotes.*ready · 3 h 59 min left/).waitFor();
    await workbench.statusItem(/Environment ready · 3 h 59 min left/).waitFor();
  });

  it('sees those of the platform with their state by a word and a shape', async () => {
    const { workbench } = stage;
    for (const [name, sample] of Object.entries(SAMPLES)) {
      mkdirSync(join(stage.folder, name), { recursive: true });
      writeFileSync(join(stage.folder, name, 'catalog-info.yaml'), descriptor(name, sample));
    }
    await row(/search-pr-7.*ends soon · 4\d min left/).waitFor();
    await row(/search-pr-9.*expired · ended 3 h ago/).waitFor();
    await row(/search-old.*state not known/).waitFor();
    await row(/checkout-pr-43.*degraded/).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
    await screenshotThemes(workbench, 'environments-view', pictures);
  });

  it('groups them by state, what wants something of a person first', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Group Environments by State');
    await row(/^\s*Failed/).waitFor();
    const [first] = await environments().labels();
    assert.match(first ?? '', /Failed/);
    await screenshotThemes(workbench, 'environments-by-state', pictures);
    await workbench.runCommand('Golden Path: Group Environments by Component');
  });

  it('is offered only what is possible', async () => {
    const { workbench } = stage;
    await workbench.statusItem(/Environment ready · 3 h/).click();
    const { quickInput } = workbench;
    await quickInput.row('Extend…').waitFor();
    await picture(workbench, 'environments-actions');
    const labels = await quickInput.labels();
    assert.ok(labels.some(label => label.includes('Destroy…')));
    assert.ok(!labels.some(label => label.includes('Mend')));
    assert.ok(!labels.some(label => label.includes('Open in Backstage')));
    await quickInput.pick('Extend…');
    await quickInput.pick('+ 4 h');
    await row(/checkout-faster-quotes.*7 h 5\d min left/).waitFor();
  });

  it('reads what it writes, as it comes', async () => {
    const { workbench } = stage;
    await environments().rowAction('checkout-faster-quotes', 'Show Log of Environment');
    await workbench.page.locator('.view-line', { hasText: 'listening' }).first().waitFor();
    await picture(workbench, 'environments-log');
  });

  it('sees what differs from the platform’s', async () => {
    const { workbench } = stage;
    await workbench.runCommand('Golden Path: Show What Differs…');
    await workbench.quickInput.pick('checkout-pr-42');
    await workbench.quickInput.pick('checkout-staging');
    await workbench.page.locator('.view-line', { hasText: /pr-42/ }).first().waitFor();
    await picture(workbench, 'environments-differ');
    await workbench.runCommand('View: Close All Editors');
  });

  it('destroys it after being asked, and nothing is left', async () => {
    const { workbench } = stage;
    await (await environments().contextMenu('checkout-faster-quotes')).choose('Destroy Environment…');
    await workbench.dialog.button('Destroy').waitFor();
    await workbench.screenshot(join(pictures, 'environments-destroy.png'));
    await workbench.dialog.choose('Destroy');
    await row('checkout-faster-quotes').waitFor({ state: 'detached', timeout: 30_000 });
  });
});
