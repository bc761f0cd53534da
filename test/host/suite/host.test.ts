import * as assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../chromium.mjs';
import { runTests } from '../runTests.mjs';
import { startHost, type VsCodeHost } from '../server.mjs';
import { Workbench } from '../workbench.mjs';
import { writeDemoExtension } from './demoExtension.js';

describe('the test host', function () {
  this.timeout(60_000);
  const root = mkdtempSync(join(tmpdir(), 'host-test-'));
  const extension = join(root, 'extension');
  const workspace = join(root, 'workspace');

  before(() => {
    writeDemoExtension(extension);
    mkdirSync(workspace);
    writeFileSync(join(workspace, 'a.yaml'), 'ba: 1\n');
  });

  after(() => rmSync(root, { recursive: true, force: true }));

  describe('a window', () => {
    let host: VsCodeHost;
    let browser: Browser;
    let workbench: Workbench;

    before(async () => {
      host = await startHost({ extensions: [extension] });
      browser = await launchChromium();
      workbench = await Workbench.open(host, { workspace, browser });
      await workbench.statusItem('Demo is ready').waitFor();
    });

    after(async () => {
      await workbench?.close();
      await browser?.close();
      await host?.stop();
    });

    it('runs commands and shows toasts', async () => {
      await workbench.runCommand('Demo: Say Hello');
      await workbench.notifications.received('Hello from the demo');
    });

    it('answers input boxes, with validation', async () => {
      const { quickInput, notifications } = workbench;
      await workbench.runCommand('Demo: Ask');
      await quickInput.title.filter({ hasText: 'Name it' }).waitFor();
      await quickInput.fill('x');
      await quickInput.message.filter({ hasText: 'Too short' }).waitFor();
      await quickInput.answer('Name it', 'xyz');
      await notifications.received('Named xyz');
    });

    it('reads trees, messages, badges and welcome content', async () => {
      assert.equal(await workbench.activityBadge('Demo'), '2');
      await workbench.openActivity('Demo');
      const things = workbench.tree('Things');
      assert.deepEqual(await things.labels(), ['Alpha', 'Beta']);
      assert.equal(await things.description('Beta'), 'about Beta');
      assert.equal(await things.message.innerText(), 'Two things');
      await things.expand('Alpha');
      await things.item('Leaf of Alpha').waitFor();
      assert.deepEqual(await things.labels(), ['Alpha', 'Leaf of Alpha', 'Beta']);
      const nothing = workbench.tree('Nothing');
      assert.match(await nothing.welcome.innerText(), /No server yet/);
      assert.equal(await nothing.welcomeButton('Connect').count(), 1);
    });

    it('presses title and row buttons, and chooses in menus and sub-menus', async () => {
      const things = workbench.tree('Things');
      await things.titleAction('Refresh');
      await workbench.notifications.received(/^Refreshed/);
      await things.rowAction('Beta', 'Refresh');
      await workbench.notifications.received('Refreshed Beta');
      const group = await things.titleMenu('Group By');
      assert.deepEqual(await group.labels(), ['Kind', 'Owner']);
      await group.choose('Owner');
      await workbench.notifications.received('By owner');
      await (await things.contextMenu('Beta')).choose('More', 'Kind');
      await workbench.notifications.received('By kind');
      const accounts = await workbench.accountsMenu();
      assert.ok((await accounts.labels()).length > 0);
      await accounts.close();
    });

    it('edits files and reads diagnostics', async () => {
      const { editor, problems } = workbench;
      await editor.openFile('a.yaml');
      await editor.goTo(1, 3);
      await editor.type('d');
      await editor.squiggles().waitFor();
      assert.match(await (await editor.hover(editor.squiggles())).innerText(), /A bad word/);
      await problems.open();
      await problems.row('A bad word').waitFor();
      await editor.goTo(1, 1);
      await editor.applyQuickFix('Make it good');
      await editor.squiggles().waitFor({ state: 'hidden' });
      await editor.save();
      assert.match(await editor.visibleText(), /good: 1/);
    });

    it('keeps the state of windows apart, and hands it on when told to', async () => {
      await workbench.notifications.clear();
      await workbench.runCommand('Demo: Keep Secret');
      await workbench.notifications.received('Stored');
      const storageState = await workbench.saveState();
      const tellsSecret = async (window: { storageState?: typeof storageState }, secret: string) => {
        const other = await Workbench.open(host, { workspace, browser, window });
        await other.statusItem('Demo is ready').waitFor();
        await other.runCommand('Demo: Tell Secret');
        await other.notifications.received(`The secret is ${secret}`);
        await other.close();
      };
      await Promise.all([tellsSecret({ storageState }, 'kept'), tellsSecret({}, 'undefined')]);
    });

    it('asks nothing outside this machine', () => {
      assert.deepEqual(workbench.externalRequests, []);
    });

    it('stops with everything it started', async () => {
      assert.ok(process.platform !== 'linux' || host.processes().some(({ kind }) => kind === 'extensionHost'));
      await host.stop();
      assert.deepEqual(host.processes(), []);
      assert.equal(existsSync(host.dataDir), false);
    });
  });

  describe('a run of tests', () => {
    async function run(body: string) {
      const tests = mkdtempSync(join(root, 'tests-'));
      writeFileSync(join(tests, 'a.test.js'), `const assert = require('node:assert');\n${body}`);
      return runTests({ extension, workspace, tests: [tests], timeoutMs: 30_000 });
    }

    it('passes', async () => {
      const result = await run(`
        it('sees the extension', async () => {
          const vscode = require('vscode');
          await vscode.extensions.getExtension('acme.demo').activate();
          assert.ok((await vscode.commands.getCommands()).includes('demo.hello'));
        });
        it.skip('is left out', () => {});`);
      assert.deepEqual([result.exitCode, result.reason, result.passed, result.skipped], [0, undefined, 1, 1]);
    });

    it('fails', async () => {
      const result = await run(`it('is wrong', () => assert.equal(1, 2));`);
      assert.deepEqual([result.exitCode, result.failed], [1, 1]);
      assert.deepEqual([result.failures[0]?.actual, result.failures[0]?.expected], ['1', '2']);
    });

    it('does not take an ended host for success', async () => {
      const result = await run(`
        it('is right', () => {});
        it('ends the host', () => process.exit(0));`);
      assert.deepEqual([result.exitCode, result.passed], [2, 1]);
      assert.match(result.reason ?? '', /ends the host/);
    });

    it('does not take no tests for success', async () => {
      const empty = mkdtempSync(join(root, 'tests-'));
      const result = await runTests({ extension, workspace, tests: [empty] });
      assert.deepEqual([result.exitCode, result.reason], [1, 'there is no test file']);
    });
  });
});
