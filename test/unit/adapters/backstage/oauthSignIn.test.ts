import assert from 'node:assert/strict';
import {
  renewGrant,
  revokeGrant,
  type OAuthGrant,
  type PersonalGrant,
} from '../../../../src/adapters/backstage/oauthGrant.js';
import { discoverOAuth } from '../../../../src/adapters/backstage/oauthServer.js';
import {
  signInByBrowser,
  type SignInBrowser,
  type SignInOutcome,
} from '../../../../src/adapters/backstage/oauthSignIn.js';
import type { Result } from '../../../../src/core/common/problem.js';
import { never, problemOf, valueOf } from '../../values.js';
import { json, localServer, redirect, send, type Answer, type LocalServer } from '../localServer.js';
import { clientRig } from './clientRig.js';

const CLIENT_ID = 'https://idp.example/api/auth/.well-known/oauth-client/cli.json';
const claims = (sub: string): string => `e30.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.sig`;
const TOKENS = { access_token: 'acc', refresh_token: 'ref', expires_in: 3600, id_token: claims('user:default/ada') };
const DISCOVERED = {
  issuer: 'https://idp.example/api/auth',
  // Addresses elsewhere, which nothing may be sent to.
  token_endpoint: 'https://evil.example/token',
  authorization_endpoint: 'https://evil.example/authorize',
  scopes_supported: ['openid', 'offline_access'],
};
const PUBLISHES = { ...DISCOVERED, client_id_metadata_document_supported: true };
// What an instance answers to whom it allows to ask.
const LEADS_ON = redirect('https://portal.example/oauth2/authorize/1');

describe('signing in by the browser', () => {
  let server: LocalServer;
  let opened: URL | undefined;
  const texts = { title: 'T', done: 'D', denied: 'N', unknown: 'U' };

  beforeEach(async () => {
    opened = undefined;
    server = await localServer();
  });
  afterEach(() => server.close());

  /** A browser in which somebody answers at once. */
  const browser = (
    answer: Readonly<Record<string, string>> | undefined,
    more: Partial<SignInBrowser> = {},
  ): SignInBrowser => ({
    open: async url => {
      opened = new URL(url);
      const back = new URL(opened.searchParams.get('redirect_uri') ?? '');
      const values = { state: opened.searchParams.get('state') ?? '', ...answer };
      for (const [name, value] of Object.entries(values)) back.searchParams.set(name, value);
      if (answer)
        void fetch(back)
          .then(reply => reply.text())
          .catch(() => undefined);
      return true;
    },
    editorTarget: async () => undefined,
    loopbackAddress: async uri => uri,
    texts,
    ...more,
  });

  const signIn = (who: SignInBrowser, options: { lifeMs?: number; signal?: AbortSignal } = {}) =>
    signInByBrowser({
      client: clientRig(server).client,
      baseUrl: server.url,
      clock: { now: () => 1000 },
      browser: who,
      signal: never(),
      ...options,
    });

  const entered = (outcome: Result<SignInOutcome>): PersonalGrant => {
    const value = valueOf(outcome);
    assert.ok(value !== 'declined');
    return value;
  };

  const bodies = (): unknown[] =>
    server.requests.filter(({ body }) => body).map(({ body }) => JSON.parse(body) as unknown);

  it('comes back by this machine’s address with the client that the instance publishes', async () => {
    server.answer(json(PUBLISHES), LEADS_ON, json(TOKENS));
    const { grant, userRef } = entered(await signIn(browser({ code: 'c0de' })));
    assert.deepEqual(grant, { clientId: CLIENT_ID, accessToken: 'acc', refreshToken: 'ref', expiresAt: 3_601_000 });
    assert.equal(userRef, 'user:default/ada');
    assert.ok(opened);
    assert.equal(opened.origin, server.url, 'the person is sent to the instance that is set');
    assert.equal(opened.searchParams.get('client_id'), CLIENT_ID);
    assert.equal(opened.searchParams.get('scope'), 'openid offline_access');
    const [exchange] = bodies() as [Record<string, string>];
    assert.equal(exchange['code'], 'c0de');
    assert.equal(exchange['redirect_uri'], opened.searchParams.get('redirect_uri'));
    assert.ok(exchange['code_verifier']);
    assert.deepEqual(
      server.requests.map(({ line }) => line.split('?')[0]),
      ['GET /api/auth/.well-known/openid-configuration', 'GET /api/auth/v1/authorize', 'POST /api/auth/v1/token'],
    );
  });

  it('asks for no renewal where there is none', async () => {
    server.answer(json({ ...PUBLISHES, scopes_supported: ['openid'] }), LEADS_ON, json({ access_token: 'acc' }));
    const { grant, userRef } = entered(await signIn(browser({ code: 'c' })));
    assert.equal(opened?.searchParams.get('scope'), 'openid');
    assert.deepEqual(grant, { clientId: CLIENT_ID, accessToken: 'acc', expiresAt: 301_000 });
    assert.equal(userRef, undefined);
  });

  it('tells a person who says no from one who signs in', async () => {
    server.answer(json(PUBLISHES), LEADS_ON);
    assert.equal(valueOf(await signIn(browser({ error: 'access_denied', code: 'c' }))), 'declined');
    assert.deepEqual(bodies(), []);
  });

  it('ends silently when the person does not go there, or stops waiting', async () => {
    server.answer(json(PUBLISHES));
    assert.equal(problemOf(await signIn(browser(undefined, { open: async () => false }))).kind, 'cancelled');
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    assert.equal(problemOf(await signIn(browser(undefined), { signal: stop.signal })).kind, 'cancelled');
    assert.deepEqual(bodies(), []);
  });

  it('does not wait for ever', async () => {
    server.answer(json(PUBLISHES));
    assert.equal(problemOf(await signIn(browser(undefined), { lifeMs: 20 })).kind, 'unauthorised');
  });

  it('closes its address when it is over', async () => {
    server.answer(json(PUBLISHES));
    await signIn(browser(undefined), { lifeMs: 10 });
    await assert.rejects(fetch(opened?.searchParams.get('redirect_uri') ?? ''));
  });

  for (const [name, answer] of [
    ['an error', { error: 'server_error', error_description: 'broken' }],
    ['no code', {}],
    ['an error beside a code', { error: 'invalid_scope', code: 'c' }],
  ] as const)
    it(`takes no code from an answer with ${name}`, async () => {
      server.answer(json(PUBLISHES));
      assert.equal(problemOf(await signIn(browser(answer))).kind, 'invalid');
      assert.deepEqual(bodies(), []);
    });

  const badTokens: readonly (readonly [string, Answer])[] = [
    ['nothing', json({})],
    ['a token that breaks a header', json({ ...TOKENS, access_token: 'a\r\nx: y' })],
    ['a token that is none', json({ ...TOKENS, access_token: 7 })],
    ['an error', json({ error: 'invalid_grant' }, 400)],
    ['a web page', send('<html>', 200, { 'content-type': 'text/html' })],
  ];
  for (const [name, answer] of badTokens)
    it(`is not signed in by ${name} for the code`, async () => {
      server.answer(json(PUBLISHES), LEADS_ON, answer);
      assert.equal(problemOf(await signIn(browser({ code: 'c' }))).kind, 'invalid');
    });

  it('follows no redirect with the code', async () => {
    const elsewhere = await localServer();
    server.answer(json(PUBLISHES), LEADS_ON, redirect(`${elsewhere.url}/token`, 307));
    assert.equal(problemOf(await signIn(browser({ code: 'c' }))).kind, 'invalid');
    assert.deepEqual(elsewhere.requests, []);
    await elsewhere.close();
  });

  for (const idToken of ['', 'x', 'e30.!!!.x', `e30.${Buffer.from('[]').toString('base64url')}.x`, claims('')])
    it(`does not stumble over whom a token is about: ${JSON.stringify(idToken)}`, async () => {
      server.answer(json(PUBLISHES), LEADS_ON, json({ ...TOKENS, id_token: idToken }));
      assert.equal(entered(await signIn(browser({ code: 'c' }))).userRef, undefined);
    });
});

describe('what an instance says of its sign-in', () => {
  let server: LocalServer;
  beforeEach(async () => (server = await localServer()));
  afterEach(() => server.close());
  const discover = () => discoverOAuth(clientRig(server).client, never());

  it('is read without a token', async () => {
    server.answer(json(PUBLISHES));
    const { client } = clientRig(server, { token: 'secret-token' });
    assert.deepEqual(valueOf(await discoverOAuth(client, never())), {
      publishedClientId: CLIENT_ID,
      registers: false,
      renews: true,
    });
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  for (const [name, answer] of [
    ['is not there', json({}, 404)],
    ['offers nothing to programs', json(DISCOVERED)],
    ['is nothing', json(null)],
    ['is a list', json([])],
    ['has an issuer that is no address', json({ ...PUBLISHES, issuer: 7 })],
  ] as const)
    it(`is no sign-in by the browser where it ${name}`, async () => {
      server.answer(answer);
      assert.equal(problemOf(await discover()).kind, 'unsupported');
    });

  it('is unknown where nobody answers', async () => {
    server.answer(json({}, 500));
    assert.equal(problemOf(await discover()).kind, 'internal');
  });
});

describe('a grant', () => {
  let server: LocalServer;
  beforeEach(async () => (server = await localServer()));
  afterEach(() => server.close());
  const grant: OAuthGrant = { clientId: 'id', clientSecret: 'hush', accessToken: 'a', refreshToken: 'r', expiresAt: 0 };
  const renew = () => renewGrant(clientRig(server, { token: 'old' }).client, grant, 5000, never());

  it('is renewed, with the client kept', async () => {
    server.answer(json({ access_token: 'a2', refresh_token: 'r2', expires_in: 60 }));
    const next = { clientId: 'id', clientSecret: 'hush', accessToken: 'a2', refreshToken: 'r2', expiresAt: 65_000 };
    assert.deepEqual(valueOf(await renew()), next);
    assert.deepEqual(JSON.parse(server.requests[0]?.body ?? ''), {
      grant_type: 'refresh_token',
      refresh_token: 'r',
      client_id: 'id',
      client_secret: 'hush',
    });
    assert.equal(server.requests[0]?.headers.authorization, undefined);
  });

  for (const [status, kind] of [
    [400, 'unauthorised'],
    [401, 'unauthorised'],
    [403, 'forbidden'],
    [404, 'notFound'],
    [500, 'internal'],
  ] as const)
    it(`is ${kind} after HTTP ${status}, and asked for once`, async () => {
      server.answer(json({ error: 'invalid_grant' }, status));
      assert.equal(problemOf(await renew()).kind, kind);
      assert.equal(server.requests.length, 1);
    });

  it('is withdrawn by its refresh token', async () => {
    server.answer(send('', 200, { 'content-type': 'text/html' }));
    valueOf(await revokeGrant(clientRig(server).client, grant, never()));
    assert.equal(server.requests[0]?.line, 'POST /api/auth/v1/revoke');
    assert.equal((JSON.parse(server.requests[0]?.body ?? '') as { token: string }).token, 'r');
  });

  it('without a refresh token has nothing to withdraw', async () => {
    const { clientId, accessToken, expiresAt } = grant;
    valueOf(await revokeGrant(clientRig(server).client, { clientId, accessToken, expiresAt }, never()));
    assert.deepEqual(server.requests, []);
  });
});
