import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { SignInBrowser } from '../../src/adapters/backstage/oauthSignIn.js';
import type { TestSurface } from '../../src/editor/extension.js';
import { decideInBrowser } from '../platform/suite/personInBrowser.js';
import { activated, platformUrl, set } from './surface.js';

/** The way back into the window by the editor's own address, as it is in a window that runs elsewhere. */
describe('coming back into the window from the browser', () => {
  let surface: TestSurface;

  before(async () => {
    surface = await activated();
    await set('backstage.url', platformUrl);
  });
  afterEach(() => surface.signIn.signOut());

  /** What the editor hands on of an address that the browser was sent to: the parameters that are not its own. */
  const arrive = (address: string | URLSearchParams, path = '/callback'): void => {
    const all = typeof address === 'string' ? new URL(address).searchParams : address;
    const query = new URLSearchParams([...all].filter(([name]) => !name.startsWith('vscode-')));
    const uri = vscode.Uri.from({ scheme: vscode.env.uriScheme, authority: 'golden-path.golden-path', path });
    surface.browser.handleUri(uri.with({ query: query.toString() }));
  };

  /** A browser that can only come back by the editor's address. @param answer what comes, once the person has decided */
  const browser = (
    answer: (redirectUrl: string, requestUrl: URL) => void,
    verb: 'approve' | 'reject' = 'approve',
  ): SignInBrowser => ({
    open: async url => {
      answer((await decideInBrowser(url, verb)).redirectUrl, new URL(url));
      return true;
    },
    editorTarget: accept => surface.browser.editorTarget(accept),
    loopbackAddress: async () => undefined,
    texts: surface.browser.texts,
  });
  const signIn = (who: SignInBrowser) => surface.signIn.signIn({ method: 'browser', browser: who });
  const isSignedIn = async (): Promise<boolean> => (await surface.signIn.getSessions()).length > 0;

  it('has an address that leads back to this very window, with room for the code and the state', async () => {
    const target = await surface.browser.editorTarget(() => false);
    assert.ok(target);
    const own = `${vscode.env.uriScheme}://golden-path.golden-path/callback`;
    const external = await vscode.env.asExternalUri(vscode.Uri.parse(own, true));
    assert.equal(new URL(target.uri).pathname, new URL(external.toString(true)).pathname);
    target.dispose();
  });

  it('signs the person in by what a real Backstage sends back', async () => {
    let asked: URL | undefined;
    const entered = await signIn(
      browser((redirectUrl, requestUrl) => {
        asked = requestUrl;
        const returned = new URL(redirectUrl);
        const registered = new URL(requestUrl.searchParams.get('redirect_uri') ?? '');
        for (const [name, value] of registered.searchParams)
          assert.equal(returned.searchParams.get(name), value, `the editor’s own parameter ${name} came back`);
        arrive(redirectUrl);
      }),
    );
    assert.ok(entered.ok, JSON.stringify(entered));
    assert.ok(await isSignedIn());
    assert.ok((asked?.searchParams.get('state') ?? '').length >= 43);
  });

  it('takes no answer with a wrong state, without one, or at another path, and goes on waiting', async () => {
    const entered = await signIn(
      browser(redirectUrl => {
        const { searchParams } = new URL(redirectUrl);
        const code = searchParams.get('code') ?? '';
        const state = searchParams.get('state') ?? '';
        arrive(new URLSearchParams({ code: 'evil', state: 'guess' }));
        arrive(new URLSearchParams({ code: 'evil' }));
        arrive(new URLSearchParams({ error: 'access_denied', state: `${state}x` }));
        arrive(new URLSearchParams({ code: 'evil', state }), '/elsewhere');
        arrive(new URLSearchParams({ code, state }));
      }),
    );
    assert.ok(entered.ok, JSON.stringify(entered));
  });

  it('takes an answer once', async () => {
    let address = '';
    assert.ok((await signIn(browser(redirectUrl => arrive((address = redirectUrl))))).ok);
    const [first] = await surface.signIn.getSessions();
    const waiting = signIn({
      ...browser(() => undefined),
      open: async url => {
        // The answer of the sign-in before, while another one waits; then the person says no there.
        arrive(address);
        arrive((await decideInBrowser(url, 'reject')).redirectUrl);
        return true;
      },
    });
    const ended = await waiting;
    assert.ok(!ended.ok && ended.problem.kind === 'cancelled');
    assert.deepEqual(
      (await surface.signIn.getSessions()).map(({ id }) => id),
      [first?.id],
    );
  });

  it('takes nothing while no sign-in waits', async () => {
    arrive(new URLSearchParams({ code: 'c', state: 's' }));
    arrive(new URLSearchParams());
    assert.equal(await isSignedIn(), false);
  });

  it('is no sign-in with an answer that has no code', async () => {
    const entered = await signIn(
      browser(redirectUrl => {
        arrive(new URLSearchParams({ state: new URL(redirectUrl).searchParams.get('state') ?? '' }));
        // It is spent by that: the code that comes after it is not taken any more.
        arrive(redirectUrl);
      }),
    );
    assert.ok(!entered.ok && entered.problem.kind === 'invalid');
    assert.equal(await isSignedIn(), false);
  });

  it('is no sign-in, and changes nothing, after a no', async () => {
    const entered = await signIn(browser(redirectUrl => arrive(redirectUrl), 'reject'));
    assert.ok(!entered.ok && entered.problem.kind === 'cancelled');
    assert.equal(await isSignedIn(), false);
  });
});
