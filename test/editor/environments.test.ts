import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { LocalProvider } from '../../src/adapters/environments/localProvider.js';
import type { Environment } from '../../src/core/environments/environment.js';
import type { TestSurface } from '../../src/editor/extension.js';
import type { FillRequest } from '../../src/core/templates/formFill.js';
import { startState } from '../../src/core/templates/formState.js';
import { hasEnded, type Run } from '../../src/core/templates/run.js';
import type { EnvironmentParts } from '../../src/editor/environments/environmentParts.js';
import { FormDrafts } from '../../src/editor/templates/formDrafts.js';
import type { TemplateParts } from '../../src/editor/templates/templateParts.js';
import { activated, eventually, platformUrl, set } from './surface.js';

const SERVER = `
const { createServer } = require('node:http');
const server = createServer((request, response) => {
  console.log('asked for ' + request.url);
  response.end(request.url === '/pid' ? String(process.pid) : 'hello from ' + process.env.PORT);
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
  const rowOf = (id: string) => parts.view.rows().find(({ environment }) => environment.id === id);
  const descriptionOf = (id: string): string => {
    const row = rowOf(id);
    return row ? String(parts.view.getTreeItem(row).description) : '';
  };
  const flagsOf = (id: string): readonly string[] => {
    const row = rowOf(id);
    return row ? (parts.view.getTreeItem(row).contextValue ?? '').split(' ') : [];
  };
  /** Ends what answers at an address, as a crash does. */
  const kill = async ({ addresses: [address] }: Environment): Promise<void> => {
    const pid = Number(await (await fetch(new URL('/pid', address))).text());
    assert.ok(pid > 0 && pid !== process.pid);
    process.kill(pid, 'SIGKILL');
  };
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

  it('say that they have ended, and run again when they are mended', async () => {
    const made = local();
    assert.ok(made);
    assert.ok(!flagsOf(made.id).includes('mendable'));
    await kill(made);
    await eventually('the row says so', () => descriptionOf(made.id).startsWith('failed'));
    assert.match(local()?.trouble ?? '', /“web” has ended \(SIGKILL\)/);
    await eventually('the status bar says so', () => parts.status.text.includes('failed'));
    assert.ok(flagsOf(made.id).includes('mendable'));
    await run('mend', { environmentId: made.id });
    await eventually('the row says that it is ready', () => descriptionOf(made.id).startsWith('ready'));
    assert.match(await (await fetch(made.addresses[0] ?? '')).text(), /^hello from/);
  });

  it('of another window, whose processes are gone, are said not to run, and run again when they are mended', async () => {
    const storage = /^worktree (.*\/environments)\/[^/]+\/.*$/m.exec(git('worktree', 'list', '--porcelain'))?.[1];
    assert.ok(storage, 'the environments are kept elsewhere');
    const elsewhere = new LocalProvider({ storage, clock: { now: () => Date.now() } });
    const request = {
      ...{ name: 'quick-quotes-elsewhere', entityRef: 'component:default/quick-quotes', repository, folder: '' },
      ...{ branch: 'main', timeToLiveMs: 4 * HOUR, driver: 'process' as const },
    };
    const made = await elsewhere.create(request, () => undefined, new AbortController().signal);
    elsewhere.dispose();
    assert.ok(made.ok, JSON.stringify(made));
    const { id } = made.value;
    await eventually('it is seen here', () => descriptionOf(id).startsWith('ready'), 30_000);
    await kill(made.value);
    await eventually('the row says so', () => descriptionOf(id).startsWith('not running'), 30_000);
    assert.ok(flagsOf(id).includes('mendable'));
    pick(/Mend/);
    await run('showActions', { environmentId: id });
    await eventually('the row says that it is ready', () => descriptionOf(id).startsWith('ready'));
    assert.match(await (await fetch(made.value.addresses[0] ?? '')).text(), /^hello from/);
    await parts.local.destroy(id, true, new AbortController().signal);
    await eventually('it is gone', () => rowOf(id) === undefined);
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

  describe('of the platform', function () {
    this.timeout(90_000);
    const id = 'resource:default/tracking-api-driven';
    let templates: TemplateParts;
    let address: string;

    /** Goes through the review of the form, which has everything in it, and runs the template. */
    const accepting = async (command: string): Promise<Run> => {
      const { runs } = templates.templateRuns;
      const before = new Set(runs.runs.map(each => each.id));
      let isDone = false;
      const done = run(command, { environmentId: id }).finally(() => (isDone = true));
      while (!isDone) {
        await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
        await new Promise(resolve => setTimeout(resolve, 300));
      }
      await done;
      const started = runs.runs.find(each => !before.has(each.id));
      assert.ok(started, 'nothing runs');
      return eventually(
        'the run has ended',
        () => {
          const now = runs.get(started.id);
          return now && hasEnded(now) && now;
        },
        45_000,
      );
    };

    before(async () => {
      templates = await surface.templateParts();
      const values = { component: 'component:default/tracking-api', branch: 'main', name: 'driven' };
      const started = await templates.templateRuns.runs.start(
        {
          ...{ templateRef: 'template:default/environment', title: 'Environment', secrets: {} },
          values: { ...values, class: 'preview', timeToLive: 'PT4H' },
        },
        new AbortController().signal,
      );
      assert.ok(started.ok, JSON.stringify(started));
    });

    it('are seen soon after they were made, however that was begun', async () => {
      await eventually('it is ready', () => descriptionOf(id).startsWith('ready · 3 h 5'), 60_000);
      address = parts.environments.get(id)?.addresses[0] ?? '';
      assert.ok((await fetch(address)).status < 500);
      for (const flag of ['backstage', 'openable', 'extendable', 'destroyable']) assert.ok(flagsOf(id).includes(flag));
    });

    it('are extended by the template for that', async () => {
      const before = parts.environments.get(id)?.expiresAt;
      assert.ok(before !== undefined);
      pick(/^\+ 1 d$/, /Run Now/);
      const { templateRef, values, state } = await accepting('extend');
      assert.equal(templateRef, 'template:default/environment-extend');
      assert.equal(state, 'completed');
      assert.deepEqual(values, { environment: id, timeToLive: values['timeToLive'] });
      assert.match(String(values['timeToLive']), /^P1DT(?:4H|3H5\dM)$/);
      const after = await eventually(
        'the end is later',
        () => {
          const now = parts.environments.get(id)?.expiresAt;
          return now !== before && now;
        },
        30_000,
      );
      assert.ok(Math.abs(after - before - 24 * HOUR) <= 2 * 60_000, new Date(after).toISOString());
      await eventually('the row says so', () => /^ready · 1 d [34] h/.test(descriptionOf(id)));
    });

    it('are not mixed up with one that somebody began to destroy and left alone', () => {
      answer('showInformationMessage', () => undefined);
      const drafts = new FormDrafts();
      const form = { title: 'Destroy an environment', pages: [] };
      const about = (environment: string): FillRequest => ({
        ...{ templateRef: 'template:default/environment-destroy', form, finish: 'Go On' },
        ...{ initial: { environment }, isInitialMeant: true },
      });
      drafts.keep(about(id), { state: startState({ environment: id }), at: 'review' });
      assert.ok(drafts.of(about(id)));
      assert.equal(drafts.of(about('resource:default/another')), undefined);
    });

    it('are destroyed by the template for that, and leave the view', async () => {
      answer('showWarningMessage', (text, _options, button) => {
        asked.push(String(text));
        return button;
      });
      pick(/Run Now/);
      const { templateRef, values, state } = await accepting('destroy');
      assert.equal(asked[0], 'Destroy the environment “tracking-api-driven”?');
      assert.equal(templateRef, 'template:default/environment-destroy');
      assert.equal(state, 'completed');
      assert.deepEqual(values, { environment: id });
      await eventually('it has left the view', () => parts.view.rows().length === 0, 30_000);
      assert.equal(surface.model.state.index.get(id), undefined);
      await assert.rejects(fetch(address));
    });
  });
});
