import * as assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import * as vscode from 'vscode';
import type { SignInBrowser } from '../../src/adapters/backstage/oauthSignIn.js';
import { parseInstance } from '../../src/core/catalogue/instance.js';
import type { TestSurface } from '../../src/editor/extension.js';
import { decideInBrowser } from '../platform/suite/personInBrowser.js';
import { activated, platformToken, platformUrl, set } from './surface.js';

/** A browser in which the person says yes and comes back to this machine. */
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

describe('sign-in in the editor', () => {
  let surface: TestSurface;
  // The same real Backstage by another name: another origin.
  const otherUrl = platformUrl.replace('localhost', '127.0.0.1');

  before(async () => {
    surface = await activated();
    await set('backstage.url', platformUrl);
  });

  afterEach(async () => {
    await set('backstage.url', otherUrl);
    await surface.signIn.signOut();
    await set('backstage.url', platformUrl);
    await surface.signIn.signOut();
    await set('backstage.signIn', undefined);
  });

  after(async () => {
    await set('backstage.url', platformUrl);
    await set('backstage.instances', undefined);
  });

  const signIn = async (): Promise<void> => {
    const entered = await surface.signIn.signIn({ method: 'browser', browser });
    assert.ok(entered.ok, JSON.stringify(entered));
  };

  it('lets the person in by the browser, under their name', async () => {
    await signIn();
    await surface.view.refresh();
    assert.equal(surface.model.state.server.phase, 'ready');
    assert.ok(surface.model.state.mine, 'who signs in as a person owns things');
    const [session] = await surface.signIn.getSessions();
    assert.equal(session?.account.label, `Guest (${new URL(platformUrl).host})`);
    assert.ok(session.accessToken);
  });

  it('lets one guest in, however many want in at once', async () => {
    const instance = parseInstance(platformUrl);
    assert.ok(instance.ok);
    let gone = 0;
    const listener = surface.signIn.onDidChangeSessions(({ removed }) => (gone += removed?.length ?? 0));
    const entered = await Promise.all([1, 2, 3].map(() => surface.signIn.signIn({ method: 'guest' })));
    listener.dispose();
    assert.ok(entered.every(({ ok }) => ok));
    assert.equal(gone, 0, 'no guest puts another one out');
    assert.equal((await surface.signIn.getSessions()).length, 1);
    assert.ok(await surface.signIn.tokensFor(instance.value).token(new AbortController().signal));
  });

  it('tells of a session less on signing out', async () => {
    const added: string[] = [];
    const removed: string[] = [];
    await signIn();
    const [session] = await surface.signIn.getSessions();
    assert.ok(session);
    const listener = surface.signIn.onDidChangeSessions(change => {
      removed.push(...(change.removed ?? []).map(({ id }) => id));
      added.push(...(change.added ?? []).map(({ id }) => id));
    });
    await surface.signIn.removeSession(session.id);
    listener.dispose();
    assert.deepEqual([removed, added], [[session.id], []]);
    assert.deepEqual(await surface.signIn.getSessions(), []);
  });

  it('tells of one session less and one more when somebody signs in anew', async () => {
    await signIn();
    const [before] = await surface.signIn.getSessions();
    const changes: vscode.AuthenticationProviderAuthenticationSessionsChangeEvent[] = [];
    const listener = surface.signIn.onDidChangeSessions(change => void changes.push(change));
    assert.ok((await surface.signIn.signIn({ method: 'token', token: platformToken })).ok);
    // The other windows' way of hearing of it must not tell this one again.
    await new Promise(resolve => setTimeout(resolve, 300));
    listener.dispose();
    assert.equal(changes.length, 1);
    assert.deepEqual(
      changes[0]?.removed?.map(({ id }) => id),
      [before?.id],
    );
    assert.equal(changes[0]?.added?.length, 1);
  });

  it('keeps the token of one origin from another, although both are the same Backstage', async () => {
    await signIn();
    await set('backstage.url', otherUrl);
    assert.deepEqual(await surface.signIn.getSessions(), []);
    await surface.view.refresh();
    assert.equal(surface.model.state.server.problem?.kind, 'unauthorised');
    await set('backstage.url', platformUrl);
    assert.equal((await surface.signIn.getSessions()).length, 1);
  });

  it('sends no token to a server that somebody switches to', async () => {
    const seen: IncomingMessage['headers'][] = [];
    const server: Server = createServer((request, response) => {
      seen.push(request.headers);
      response.writeHead(401, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      await signIn();
      await surface.view.refresh();
      await set('backstage.url', `http://127.0.0.1:${port}`);
      await surface.view.refresh();
      assert.ok(seen.length > 0);
      assert.ok(seen.every(({ authorization, cookie }) => authorization === undefined && cookie === undefined));
      await set('backstage.url', platformUrl);
      await surface.view.refresh();
      assert.equal(surface.model.state.server.phase, 'ready');
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('sends no sign-in over an unencrypted line', async () => {
    await set('backstage.url', 'http://backstage.example.com');
    for (const choice of [
      { method: 'browser', browser },
      { method: 'guest' },
      { method: 'token', token: 'x' },
    ] as const) {
      const refused = await surface.signIn.signIn(choice);
      assert.ok(!refused.ok && refused.problem.kind === 'unsupported');
    }
  });

  it('knows no instances until somebody adds one', () => {
    const list = vscode.workspace.getConfiguration('goldenPath').get('backstage.instances');
    assert.deepEqual(list, []);
  });
});
