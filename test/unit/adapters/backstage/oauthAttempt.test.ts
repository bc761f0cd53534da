import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { AuthorizationAttempt } from '../../../../src/adapters/backstage/oauthAttempt.js';

describe('an attempt to sign in by the browser', () => {
  it('takes its own answer, once', () => {
    const attempt = new AuthorizationAttempt(1000);
    assert.equal(attempt.take(attempt.state, 500), true);
    assert.equal(attempt.take(attempt.state, 501), false);
  });

  it('takes no other answer, and still its own after that', () => {
    const attempt = new AuthorizationAttempt(1000);
    for (const state of [
      null,
      '',
      'guess',
      `${attempt.state}x`,
      attempt.state.slice(1),
      new AuthorizationAttempt(0).state,
    ])
      assert.equal(attempt.take(state, 500), false);
    assert.equal(attempt.take(attempt.state, 500), true);
  });

  it('takes nothing after its time', () => {
    const attempt = new AuthorizationAttempt(1000);
    assert.equal(attempt.take(attempt.state, 1001), false);
  });

  it('has secrets that nobody guesses, no two alike', () => {
    const attempts = Array.from({ length: 100 }, () => new AuthorizationAttempt(0));
    const secrets = attempts.flatMap(({ state, verifier }) => [state, verifier]);
    assert.equal(new Set(secrets).size, 200);
    // RFC 7636 section 4.1: 43 to 128 unreserved characters
    for (const secret of secrets) assert.match(secret, /^[\w-]{43}$/);
  });

  it('sends the challenge, never the verifier', () => {
    const attempt = new AuthorizationAttempt(0);
    const redirectUri = 'http://127.0.0.1:4000/callback?x=1';
    const text = attempt.url('https://example.com/portal', {
      clientId: 'https://example.com/cli.json?a=b&c',
      redirectUri,
      scope: 'openid offline_access',
    });
    const url = new URL(text);
    assert.equal(url.origin + url.pathname, 'https://example.com/portal/api/auth/v1/authorize');
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      response_type: 'code',
      client_id: 'https://example.com/cli.json?a=b&c',
      redirect_uri: redirectUri,
      scope: 'openid offline_access',
      state: attempt.state,
      code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    assert.ok(!text.includes(attempt.verifier));
    assert.ok(!text.includes('+'));
  });
});
