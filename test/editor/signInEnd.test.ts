import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SignInBrowser } from '../../src/adapters/backstage/oauthSignIn.js';
import type { TestSurface } from '../../src/editor/extension.js';
import { BackstageProxy } from '../platform/suite/backstageProxy.js';
import { decideInBrowser } from '../platform/suite/personInBrowser.js';
import { activated, eventually, labels, platformUrl, row, set } from './surface.js';

const browser: SignInBrowser = {
  open: async url => {
    const { redirectUrl } = await decideInBrowser(url);
    void fetch(redirectUrl).then(page => page.text());
    return true;
  },
  editorTarget: async () => undefined,
  loopbackAddress: async uri => uri,
  texts: { title: 'T', done: 'D', denied: 'N', unknown: 'U' },
};
const API = 'component:default/tracking-api';

/** A sign-in that the server ends. Each step goes on from the one before. */
describe('a sign-in that the server has ended', () => {
  let surface: TestSurface;
  let proxy: BackstageProxy;

  before(async () => {
    surface = await activated();
    proxy = await BackstageProxy.start(platformUrl);
    await set('backstage.url', proxy.url);
    const entered = await surface.signIn.signIn({ method: 'browser', browser });
    assert.ok(entered.ok, JSON.stringify(entered));
    await surface.view.refresh();
    assert.equal(surface.model.state.server.phase, 'ready');
  });

  after(async () => {
    await surface.signIn.signOut();
    await set('backstage.url', platformUrl);
    await set('backstage.signIn', undefined);
    await proxy.stop();
  });

  const problem = () => surface.model.state.server.problem;

  it('leaves what is known, and tells the editor of a session less', async () => {
    const removed: string[] = [];
    const listener = surface.signIn.onDidChangeSessions(change =>
      removed.push(...(change.removed ?? []).map(({ id }) => id)),
    );
    const { size } = surface.model.state.index;
    const [session] = await surface.signIn.getSessions();
    proxy.sessionsGone = true;
    await surface.view.refresh();
    listener.dispose();
    assert.deepEqual(removed, [session?.id]);
    assert.deepEqual(await surface.signIn.getSessions(), []);
    assert.deepEqual([problem()?.kind, problem()?.message], ['unauthorised', 'You were signed out by the server.']);
    assert.equal(surface.model.state.index.size, size);
    assert.ok(surface.model.state.mine, '“mine” stays, too');
  });

  it('puts the way back above the rows, and nowhere else', async () => {
    const [first, ...others] = await surface.view.getChildren();
    assert.ok(first);
    assert.equal(surface.view.getTreeItem(first).command?.command, 'goldenPath.signIn');
    assert.deepEqual(await surface.view.getChildren(first), []);
    assert.ok(others.every(({ type }) => type === 'group'));
  });

  it('leaves tree, find and entity pages in work', async () => {
    assert.ok((await labels(surface, await row(surface, 'Components'))).includes('Tracking API'));
    assert.equal(surface.look.finder.rows('tracking-api').rows[0]?.entity?.ref, API);
    const { entityPageUri } = await import('../../src/editor/catalogue/entityPageDocuments.js');
    const page = await vscode.workspace.openTextDocument(entityPageUri(API));
    assert.match(page.getText(), /Tracking API/);
  });

  it('is not taken for nobody: no guest goes in without being asked', async () => {
    await set('backstage.signIn', 'guest');
    proxy.sessionsGone = false;
    await surface.view.refresh();
    assert.equal(problem()?.message, 'You were signed out by the server.');
    await set('backstage.signIn', undefined);
  });

  it('is shown with what was kept when the instance is set anew, as after a reload', async () => {
    await set('backstage.url', platformUrl);
    await set('backstage.url', proxy.url);
    await surface.view.refresh();
    const { server, index } = surface.model.state;
    assert.deepEqual([server.phase, server.kept], ['failed', true]);
    assert.equal(server.problem?.message, 'You were signed out by the server.');
    assert.ok(server.readAt !== undefined && index.get(API));
  });

  it('is over when the person signs in again', async () => {
    assert.ok((await surface.signIn.signIn({ method: 'browser', browser })).ok);
    await eventually('it is read again', () => surface.model.state.server.phase === 'ready');
    assert.equal((await surface.signIn.getSessions()).length, 1);
    assert.ok((await surface.view.getChildren()).every(({ type }) => type === 'group'));
  });

  it('is followed by the person’s own sign-out, which forgets everything', async () => {
    proxy.sessionsGone = true;
    await surface.view.refresh();
    assert.ok(surface.model.state.index.get(API));
    await vscode.commands.executeCommand('goldenPath.signOut');
    await eventually('it is forgotten', () => surface.model.state.index.get(API) === undefined);
    await surface.view.refresh();
    assert.equal(surface.model.state.index.get(API), undefined, 'on the disk as well');
    assert.notEqual(problem()?.message, 'You were signed out by the server.');
  });
});

describe('the first reading of a real catalogue', () => {
  it('shows what has come before all has come', async () => {
    const surface = await activated();
    const proxy = await BackstageProxy.start(platformUrl);
    try {
      proxy.pageSize = 25;
      proxy.pagesBeforeHold = 2;
      await set('backstage.url', proxy.url);
      const reading = surface.signIn.signIn({ method: 'guest' }).then(() => surface.view.refresh());
      const partial = await eventually(
        'a part is there',
        () => surface.model.state.server.partial && surface.model.state,
      );
      assert.ok(!partial.index.isComplete && partial.index.size >= 25);
      assert.ok((await labels(surface)).length > 0);
      proxy.release();
      await reading;
      assert.equal(surface.model.state.server.phase, 'ready');
      assert.ok(surface.model.state.index.isComplete && surface.model.state.index.size > partial.index.size);
    } finally {
      await surface.signIn.signOut();
      await set('backstage.url', platformUrl);
      proxy.release();
      await proxy.stop();
    }
  });
});
