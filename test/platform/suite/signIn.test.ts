import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import type { Platform } from '../platform.mjs';
import { getJson, guestToken, postJson } from './requests';
import { sharedPlatform } from './sharedPlatform';

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}
interface UserInfo {
  readonly claims: { readonly sub: string; readonly ent: readonly string[] };
}

describe('signing in', function () {
  this.timeout(90_000);
  let platform: Platform;
  before(async () => ({ platform } = await sharedPlatform()));

  it('lets the guest in, with the groups of the catalogue', async () => {
    const { claims } = await getJson<UserInfo>(platform, '/auth/v1/userinfo', await guestToken(platform));
    assert.equal(claims.sub, 'user:default/guest');
    assert.ok(claims.ent.includes('user:default/guest'));
    assert.ok(claims.ent.includes('group:default/parcel-tracking'));
  });

  it('knows what each static token is good for', async () => {
    const { admin, catalogueReader } = platform.tokens;
    await getJson(platform, '/catalog/entities/by-query?limit=1', catalogueReader);
    await getJson(platform, '/scaffolder/v2/actions', admin);
    const refused = await fetch(`${platform.url}/api/scaffolder/v2/actions`, {
      headers: { authorization: `Bearer ${catalogueReader}` },
    });
    assert.equal(refused.status, 403);
    assert.equal((await fetch(`${platform.url}/api/catalog/entities/by-query`)).status, 401);
  });

  it('gives a program tokens by OAuth, renews and revokes them', async () => {
    const redirectUri = 'http://127.0.0.1:45123/callback';
    const clientId = `${platform.url}/api/auth/.well-known/oauth-client/cli.json`;
    const verifier = randomBytes(32).toString('base64url');
    const session = await authorise(clientId, redirectUri, verifier);

    const page = await fetch(`${platform.url}/oauth2/authorize/${session}`);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /Authorise/);

    const approval = await postJson(platform, `/auth/v1/sessions/${session}/approve`, {}, await guestToken(platform));
    const { redirectUrl } = (await approval.json()) as { redirectUrl: string };
    const returned = new URL(redirectUrl).searchParams;
    assert.equal(returned.get('state'), 'suite-state');

    const grant = { grant_type: 'authorization_code', code: returned.get('code'), redirect_uri: redirectUri };
    const exchange = (code_verifier: string) =>
      postJson(platform, '/auth/v1/token', { ...grant, client_id: clientId, code_verifier });
    assert.equal((await exchange(randomBytes(32).toString('base64url'))).status, 400, 'not without the verifier');
    const first = (await (await exchange(verifier)).json()) as Tokens;
    const { claims } = await getJson<UserInfo>(platform, '/auth/v1/userinfo', first.access_token);
    assert.equal(claims.sub, 'user:default/guest');

    const renew = (refresh_token: string) =>
      postJson(platform, '/auth/v1/token', { grant_type: 'refresh_token', refresh_token });
    const second = (await (await renew(first.refresh_token)).json()) as Tokens;
    assert.notEqual(second.refresh_token, first.refresh_token);
    assert.equal((await renew(first.refresh_token)).status, 400, 'a refresh token is good once');
    await getJson(platform, '/catalog/entities/by-query?limit=1', second.access_token);

    const revocation = { token: second.refresh_token, client_id: clientId };
    assert.equal((await postJson(platform, '/auth/v1/revoke', revocation)).status, 200);
    assert.equal((await renew(second.refresh_token)).status, 400);
  });

  it('registers a program that returns into the editor', async () => {
    for (const scheme of ['vscode', 'vscodium', 'code-oss']) {
      const registration = { client_name: 'Suite', redirect_uris: [`${scheme}://golden-path.golden-path/signed-in`] };
      assert.equal((await postJson(platform, '/auth/v1/register', registration)).status, 201, scheme);
    }
    const stranger = { client_name: 'Suite', redirect_uris: ['https://elsewhere.example/signed-in'] };
    assert.equal((await postJson(platform, '/auth/v1/register', stranger)).status, 400);
  });

  it('asks for consent on a page that runs nothing but its own script', async () => {
    const page = await fetch(`${platform.url}/oauth2/authorize/00000000-0000-0000-0000-000000000000`);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'.*script-src 'nonce-/);
    assert.doesNotMatch(policy, /unsafe/);
    const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1];
    const tags = [...(await page.text()).matchAll(/<(?:script|style)[^>]*>/g)].map(([tag]) => tag);
    assert.ok(tags.length >= 2 && tags.every(tag => tag.includes(`nonce="${nonce}"`)));
    assert.equal((await fetch(`${platform.url}/oauth2/authorize/%3Cscript%3E`)).status, 404);
  });

  /** Asks for authorisation as a program would, and gives the session that the person is sent to. */
  async function authorise(clientId: string, redirectUri: string, verifier: string): Promise<string> {
    const query = new URLSearchParams({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: 'openid offline_access',
      state: 'suite-state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const answer = await fetch(`${platform.url}/api/auth/v1/authorize?${query}`, { redirect: 'manual' });
    assert.equal(answer.status, 302);
    const target = answer.headers.get('location') ?? '';
    assert.ok(target.startsWith(`${platform.url}/oauth2/authorize/`));
    return target.slice(target.lastIndexOf('/') + 1);
  }
});
