import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Environment } from '../../src/core/environments/environment.js';
import type { TestSurface } from '../../src/editor/extension.js';
import type { EnvironmentParts } from '../../src/editor/environments/environmentParts.js';
import { activated, eventually, platformUrl, set } from './surface.js';

const SERVER = `
const { createServer } = require('node:http');
const server = createServer((request, response) => {
  console.log('asked for ' + request.url);
  response.end('hello from ' + process.env.PORT);
});
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'));
`;
const DESCRIPTOR = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: quick-quotes
spec:
  type: service
  lifecycle: production
  owner: group:default/payments
`;
const HOUR = 3_600_000;
const HAS_WORK_TREES = process.platform !== 'win32';

describe('environments in the editor', function () {
  this.timeout(60_000);
  let surface: TestSurface;
  let parts: EnvironmentParts;
  let repository: string;
  const window = vscode.window as unknown as Record<string, unknown>;
  const stubbed = new Map<string, unknown>();
  /** What was asked, and what was answered. */
  let asked: string[] = [];

  /** Answers questions of the editor as a person would, who reads them. */
  const answer = (name: string, reply: (...args: readonly unknown[]) => unknown): void => {
    if (!stubbed.has(name)) stubbed.set(name, window[name]);
    window[name] = (...args: readonly unknown[]) => Promise.resolve(reply(...args));
  };
  const labelOf = (item: unknown): string => (item as vscode.QuickPickItem).label;
  /** Chooses what is wanted; where there is one way only, the editor does not ask for it. */
  const pick = (...labels: readonly RegExp[]): void =>
    answer('showQuickPick', (items, options) => {
      asked.push(String((options as vscode.QuickPickOptions | undefined)?.title));
      const rows = items as readonly unknown[];
      const found = labels.flatMap(wanted => rows.filter(item => wanted.test(labelOf(item))))[0];
      assert.ok(found, `none of ${labels.join(', ')} among ${rows.map(labelOf).join(', ')}`);
      return found;
    });
  const git = (...words: readonly string[]): string =>
    execFileSync(
      'git',
      ['-C', repository, '-c', 'user.name=Ada', '-c', 'user.email=ada@parcelwise.example', ...words],
      {
        encoding: 'utf8',
      },
    );
  const local = (): Environment | undefined =>
    parts.environments.environments.find(({ provider }) => provider === 'local');
  const run = async (command: string, argument?: unknown): Promise<void> => {
    await vscode.commands.executeCommand(`goldenPath.environment.${command}`, argument);
  };

  before(async function () {
    if (!HAS_WORK_TREES) this.skip();
    surface = await activated();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    repository = join(folder.uri.fsPath, 'quick-quotes');
    mkdirSync(repository);
    writeFileSync(join(repository, 'server.js'), SERVER);
    writeFileSync(join(repository, 'package.json'), JSON.stringify({ scripts: { start: 'node server.js' } }));
    writeFileSync(join(repository, 'catalog-info.yaml'), DESCRIPTOR);
    git('init', '--quiet', '--initial-branch=main');
    git('add', '.');
    git('commit', '--quiet', '--message=Begin');
    git('checkout', '--quiet', '-b', 'feature/faster');
    await vscode.window.showTextDocument(vscode.Uri.file(join(repository, 'catalog-info.yaml')));
    await surface.model.readWorkspace();
    parts = await surface.environmentParts();
    await eventually('the component is known', () => parts.branches.current?.component?.name === 'quick-quotes');
  });

  beforeEach(() => (asked = []));

  afterEach(() => {
    for (const [name, original] of stubbed) window[name] = original;
    stubbed.clear();
  });

  after(async () => {
    for (const each of (await parts?.environments.readLocal(), parts?.environments.environments ?? []))
      if (each.provider === 'local') await parts.local.destroy(each.id, true, new AbortController().signal);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('notifications.clearAll');
    if (repository) rmSync(repository, { recursive: true, force: true });
    await surface?.signIn.signOut();
  });

  it('know the branch that the person works on', () => {
    assert.equal(parts.branches.current?.checkout.branch, 'feature/faster');
    assert.equal(parts.status.text, '');
  });

  it('are created for it on this machine, and answer', async () => {
    pick(/On This Machine/, /^4 h$/);
    let announced = '';
    answer('showInformationMessage', text => void (announced = String(text)));
    await run('create');
    const made = local();
    assert.ok(made, announced);
    assert.equal(made.state, 'ready');
    assert.match(announced, /is ready/);
    assert.equal(made.name, 'quick-quotes-faster');
    assert.deepEqual(
      made.components.map(({ entityRef, branch }) => [entityRef, branch]),
      [['component:default/quick-quotes', 'feature/faster']],
    );
    const [address] = made.addresses;
    assert.ok(address);
    assert.match(await (await fetch(address)).text(), /^hello from \d+$/);
  });

  it('are rows that say by a word and a shape how they are, and what can be done', async () => {
    await vscode.commands.executeCommand('goldenPath.environments.focus');
    const row = await eventually('there is a row', () =>
      parts.view.rows().find(({ environment }) => environment.provider === 'local'),
    );
    const item = parts.view.getTreeItem(row);
    assert.match(String(item.description), /^ready · 3 h 59 min left · feature\/faster · on this machine$/);
    assert.equal((item.iconPath as vscode.ThemeIcon).id, 'pass');
    assert.equal(item.contextValue, 'environment local openable logged extendable destroyable');
    assert.match(item.accessibilityInformation?.label ?? '', /^quick-quotes-faster, ready · 3 h 59 min left.*, yours/);
    assert.match((parts.view.resolveTreeItem(item, row).tooltip as vscode.MarkdownString).value, /feature&#47;faster/);
  });

  it('are in the status bar while their branch is checked out', async () => {
    await eventually('the status bar says it', () => parts.status.text.includes('ready · 3 h'));
    git('checkout', '--quiet', 'main');
    await eventually('it says nothing of another branch', () => parts.status.text === '');
    git('checkout', '--quiet', 'feature/faster');
    await eventually('it says it again', () => parts.status.text.includes('ready'));
  });

  it('are not made twice for one branch', async () => {
    pick(/On This Machine/);
    answer('showInformationMessage', text => void asked.push(String(text)));
    await run('create');
    assert.match(asked.at(-1) ?? '', /^The branch has an environment already: quick-quotes-faster\.$/);
    assert.equal(parts.environments.environments.filter(({ provider }) => provider === 'local').length, 1);
  });

  it('show what they write, and go on showing it', async () => {
    const made = local();
    assert.ok(made);
    await run('openLog', { environmentId: made.id });
    const text = (): string => vscode.window.activeTextEditor?.document.getText() ?? '';
    await eventually('the log is there', () => text().includes('listening'));
    await fetch(new URL('/later', made.addresses[0]));
    await eventually('what came later is there', () => text().includes('asked for /later'));
  });

  it('show what differs from the default branch', async () => {
    mkdirSync(join(repository, '.golden-path'));
    writeFileSync(
      join(repository, '.golden-path', 'answers.yaml'),
      'values:\n  replicas: 2\n  apiToken: hunter2hunter2\n',
    );
    await vscode.window.showTextDocument(vscode.Uri.file(join(repository, 'catalog-info.yaml')));
    const made = local();
    assert.ok(made);
    pick(/The Default Branch/);
    await run('compare', { environmentId: made.id });
    const texts = await eventually('both sides are there', () => {
      const shown = vscode.workspace.textDocuments.filter(
        ({ uri }) => uri.scheme === 'golden-path-environment' && uri.path.startsWith('/compare/'),
      );
      return shown.length >= 2 && shown.map(document => document.getText());
    });
    assert.ok(texts.some(text => text.includes('branch: main')));
    assert.ok(texts.some(text => text.includes('branch: feature/faster')));
    assert.ok(!texts.join().includes('hunter2'));
  });

  it('are extended', async () => {
    const made = local();
    assert.ok(made?.expiresAt !== undefined);
    await run('extend', { environmentId: made.id, byMs: 4 * HOUR });
    await eventually('the end is later', () => local()?.expiresAt === made.expiresAt! + 4 * HOUR);
    pick(/^\+ 1 d$/);
    await run('extend', { environmentId: made.id });
    await eventually('the end is another day later', () => local()?.expiresAt === made.expiresAt! + 28 * HOUR);
    assert.match(asked[0] ?? '', /^Extend quick-quotes-faster$/);
  });

  it('stay when the person did not mean to destroy them', async () => {
    const made = local();
    assert.ok(made);
    answer('showWarningMessage', text => void asked.push(String(text)));
    await run('destroy', { environmentId: made.id });
    assert.deepEqual(asked, ['Destroy the environment “quick-quotes-faster”?']);
    assert.equal(local()?.state, 'ready');
  });

  it('ask again before changes that are in no commit go with them, and leave nothing', async () => {
    const made = local();
    assert.ok(made);
    const tree = git('worktree', 'list', '--porcelain')
      .split('\n')
      .filter(line => line.startsWith('worktree '))
      .map(line => line.slice('worktree '.length))
      .find(path => !path.endsWith('quick-quotes') && existsSync(join(path, 'server.js')));
    assert.ok(tree, 'it has no work tree of its own');
    writeFileSync(join(tree, 'work.txt'), 'not to be lost');
    answer('showWarningMessage', (text, _options, button) => {
      asked.push(String(text));
      return asked.length === 1 ? button : undefined;
    });
    await run('destroy', { environmentId: made.id });
    assert.equal(asked.length, 2);
    assert.match(asked[1] ?? '', /has changes that are in no commit/);
    assert.ok(existsSync(join(tree, 'work.txt')), 'the change is gone');
    answer('showWarningMessage', (_text, _options, button) => button);
    await run('destroy', { environmentId: made.id });
    await eventually('it is gone', () => local() === undefined);
    assert.ok(!existsSync(tree));
    await assert.rejects(fetch(made.addresses[0] ?? ''));
    await eventually('the status bar says nothing', () => parts.status.text === '');
    assert.deepEqual(
      readdirSync(repository).filter(name => name.startsWith('work')),
      [],
    );
  });

  it('offer the templates of the platform, with what git knows filled in', async () => {
    await set('backstage.url', platformUrl);
    assert.deepEqual(await surface.signIn.signIn({ method: 'guest' }), { ok: true, value: undefined });
    await surface.view.refresh();
    const offered: string[] = [];
    answer('showQuickPick', items => {
      offered.push(...(items as readonly unknown[]).map(labelOf));
      return undefined;
    });
    await run('create');
    assert.ok(
      offered.some(label => label.endsWith(' Environment')),
      offered.join(', '),
    );
    assert.ok(offered.some(label => label.includes('On This Machine')));
  });
});
