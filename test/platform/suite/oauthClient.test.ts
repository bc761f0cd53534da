import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackstageClient, type TokenSource } from '../../../src/adapters/backstage/client';
import { ownershipRefs } from '../../../src/adapters/backstage/identity';
import { backstageOAuth, type BackstageOAuth, type SignedIn } from '../../../src/adapters/backstage/oauth';
import type { OAuthGrant } from '../../../src/adapters/backstage/oauthGrant';
import { GrantKeeper } from '../../../src/adapters/backstage/oauthRenewal';
import type { SignInBrowser } from '../../../src/adapters/backstage/oauthSignIn';
import type { Result } from '../../../src/core/common/problem';
import { recordingLog } from '../../unit/recordingLog';
import { never, problemOf, valueOf } from '../../unit/values';
import type { Platform } from '../platform.mjs';
import { decideInBrowser } from './personInBrowser';
import { platformModules, sharedPlatform } from './sharedPlatform';
import { smallContent } from './smallContent';

const clock = { now: () => Date.now() };
const texts = { title: 'Golden Path', done: 'Done.', denied: 'Denied.', unknown: 'Unknown.' };
const nobody: TokenSource = { token: async () => undefined, refused: () => undefined };

function connect(url: string, tokens = nobody): { client: BackstageClient; oauth: BackstageOAuth } {
  const options = { baseUrl: url, tokens, log: recordingLog() };
  const client = new BackstageClient(options);
  return { client, oauth: backstageOAuth(client, options, clock) };
}

/** A browser in which the person decides and is sent back to this machine. */
function browser(verb: 'approve' | 'reject' = 'approve', more: Partial<SignInBrowser> = {}): SignInBrowser {
  return {
    open: async url => {
      const { redirectUrl } = await decideInBrowser(url, verb);
      void fetch(redirectUrl).then(page => page.text());
      return true;
    },
    editorTarget: async () => undefined,
    loopbackAddress: async uri => uri,
    texts,
    ...more,
  };
}

/** What came of a sign-in that the person agreed to. */
function signedIn(outcome: Result<SignedIn | 'declined'>): SignedIn {
  const value = valueOf(outcome);
  assert.ok(value !== 'declined');
  return value;
}

/** Another real Backstage, with its own say in who may sign people in. @param auth YAML below `auth:` */
async function startWith(auth: string): Promise<{ readonly platform: Platform; readonly stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'golden-path-oauth-'));
  const content = smallContent();
  const config = join(folder, 'app-config.auth.yaml');
  writeFileSync(config, `auth:\n${auth}`);
  const platform = await (await platformModules()).startPlatform({ content, configFiles: [config] });
  return {
    platform,
    stop: async () => {
      await platform.stop();
      for (const path of [folder, content]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** The page on which the person decides, as the instance describes the program there. */
async function clientNameAt(url: string): Promise<unknown> {
  const page = await fetch(url, { redirect: 'manual' });
  const session = (page.headers.get('location') ?? '').split('/').pop();
  const described = await fetch(`${new URL(url).origin}/api/auth/v1/sessions/${session}`);
  return ((await described.json()) as { clientName?: unknown }).clientName;
}

describe('signing in by the browser, against a real Backstage', function () {
  this.timeout(90_000);
  let platform: Platform;
  before(async () => ({ platform } = await sharedPlatform()));

  it('lets the person in, who reads whom they let in', async () => {
    const { oauth } = connect(platform.url);
    let opened = '';
    const watching = browser();
    const open = async (url: string): Promise<boolean> => watching.open((opened = url));
    const { grant, label } = signedIn(await oauth.signIn(browser('approve', { open }), never()));
    assert.equal(await clientNameAt(opened), 'Golden Path');
    assert.ok(grant.clientSecret && grant.refreshToken);
    assert.ok(grant.expiresAt > Date.now() + 3_500_000 && grant.expiresAt <= Date.now() + 3_600_000);
    assert.equal(label, 'Guest');
    const person = { token: async () => grant.accessToken, refused: () => undefined };
    const refs = valueOf(await ownershipRefs(connect(platform.url, person).client, never()));
    assert.ok(refs.includes('user:default/guest'));
  });

  it('is not signed in when the person says no', async () => {
    const { oauth } = connect(platform.url);
    assert.equal(valueOf(await oauth.signIn(browser('reject'), never())), 'declined');
  });

  it('renews, spends each refresh token once, and is over after signing out', async () => {
    const { oauth } = connect(platform.url);
    const { grant: first } = signedIn(await oauth.signIn(browser(), never()));
    const second = valueOf(await oauth.renew(first));
    assert.notEqual(second.refreshToken, first.refreshToken);
    assert.equal(problemOf(await oauth.renew(first)).kind, 'unauthorised');
    const third = valueOf(await oauth.renew(second));
    valueOf(await oauth.revoke(third, never()));
    assert.equal(problemOf(await oauth.renew(third)).kind, 'unauthorised');
  });

  it('renews once for a burst of requests that are all refused', async () => {
    const { oauth } = connect(platform.url);
    let kept: OAuthGrant | undefined = {
      ...signedIn(await oauth.signIn(browser(), never())).grant,
      accessToken: 'no-token-of-this-platform',
    };
    let renewals = 0;
    const keeper = new GrantKeeper({
      store: {
        read: async () => kept,
        replace: async (_last, next) => ((kept = next), true),
        end: async () => (kept = undefined),
      },
      renew: grant => (renewals++, oauth.renew(grant)),
      clock,
      log: recordingLog(),
    });
    const { client } = connect(platform.url, {
      token: () => keeper.token(),
      refused: token => keeper.refused(token),
    });
    const ask = () =>
      client.request({ path: '/api/catalog/entity-facets', params: { facet: 'kind' }, signal: never() });
    const answers = await Promise.all(Array.from({ length: 25 }, ask));
    for (const answer of answers) valueOf(answer);
    assert.equal(renewals, 1);
  });

  describe('that knows no published client', () => {
    let other: Platform;
    let stop: () => Promise<void> = async () => undefined;

    before(async () => {
      ({ platform: other, stop } = await startWith('  clientIdMetadataDocuments:\n    enabled: false\n'));
      await other.catalogueSettled();
    });
    after(() => stop());

    it('registers a program that comes back into the editor', async () => {
      const { oauth } = connect(other.url);
      assert.deepEqual(valueOf(await oauth.discover(never())), { registers: true, renews: true });
      let arrived: (url: string) => void = () => undefined;
      const editor: Partial<SignInBrowser> = {
        editorTarget: async accept => ({
          uri: 'vscode://golden-path.golden-path/callback?windowId=1',
          answer: new Promise(resolve => {
            arrived = url => {
              const { searchParams } = new URL(url);
              assert.equal(searchParams.get('windowId'), '1');
              if (accept(searchParams)) resolve(searchParams);
            };
          }),
          dispose: () => undefined,
        }),
        loopbackAddress: async () => undefined,
        open: async url => {
          arrived((await decideInBrowser(url)).redirectUrl);
          return true;
        },
      };
      const { grant } = signedIn(await oauth.signIn(browser('approve', editor), never()));
      assert.ok(grant.clientSecret);
      const next = valueOf(await oauth.renew(grant));
      valueOf(await oauth.revoke(next, never()));
      assert.equal(problemOf(await oauth.renew(next)).kind, 'unauthorised');
    });

    it('registers a program that comes back to this machine where the editor cannot be reached', async () => {
      const { grant } = signedIn(await connect(other.url).oauth.signIn(browser(), never()));
      assert.ok(grant.clientSecret && grant.refreshToken);
    });

    it('is another instance: what one grants is nothing to the other', async () => {
      const { grant } = signedIn(await connect(other.url).oauth.signIn(browser(), never()));
      const foreign = connect(platform.url, { token: async () => grant.accessToken, refused: () => undefined });
      assert.equal(problemOf(await ownershipRefs(foreign.client, never())).kind, 'unauthorised');
      assert.equal(problemOf(await foreign.oauth.renew(grant)).kind, 'unauthorised');
      // That attempt has not spent it where it belongs.
      valueOf(await connect(other.url).oauth.renew(grant));
    });
  });

  describe('that registers no programs', () => {
    let other: Platform;
    let stop: () => Promise<void> = async () => undefined;

    before(async () => {
      ({ platform: other, stop } = await startWith('  experimentalDynamicClientRegistration:\n    enabled: false\n'));
      await other.catalogueSettled();
    });
    after(() => stop());

    it('lets the person in with the client that Backstage publishes', async () => {
      const { oauth } = connect(other.url);
      const discovered = valueOf(await oauth.discover(never()));
      assert.equal(discovered.publishedClientId, `${other.url}/api/auth/.well-known/oauth-client/cli.json`);
      const { grant } = signedIn(await oauth.signIn(browser(), never()));
      assert.equal(grant.clientId, discovered.publishedClientId);
      assert.ok(grant.refreshToken);
      const next = valueOf(await oauth.renew(grant));
      valueOf(await oauth.revoke(next, never()));
      assert.equal(problemOf(await oauth.renew(next)).kind, 'unauthorised');
    });
  });

  describe('whose lists of allowed addresses leave this machine out', () => {
    let stop: () => Promise<void> = async () => undefined;
    let url: string;

    before(async () => {
      const elsewhere = '    allowedRedirectUriPatterns: [https://www.cursor.com/*]\n';
      const other = await startWith(
        `  clientIdMetadataDocuments:\n${elsewhere}  experimentalDynamicClientRegistration:\n${elsewhere}`,
      );
      ({ stop } = other);
      ({ url } = other.platform);
    });
    after(() => stop());

    it('says so without opening a browser', async () => {
      const { oauth } = connect(url);
      const opens: Partial<SignInBrowser> = { open: async address => assert.fail(`opened ${address}`) };
      valueOf(await oauth.discover(never()));
      const problem = problemOf(await oauth.signIn(browser('approve', opens), never()));
      assert.equal(problem.kind, 'unsupported');
      assert.match(problem.detail ?? '', /redirect_uri/);
    });
  });
});
