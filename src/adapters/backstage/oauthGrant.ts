import { ownProperty } from '../../core/catalogue/entity.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';
import type { OAuthClientIdentity } from './oauthServer.js';

/** What an instance has granted to this program on a person's behalf. Every string of it but the client's id is secret. */
export interface OAuthGrant extends OAuthClientIdentity {
  readonly accessToken: string;
  /** Milliseconds since 1970, by the server's own word on how long the access token is good for. */
  readonly expiresAt: number;
  /** Gets the next grant, once. */
  readonly refreshToken?: string;
}

/** A grant, and whose it is. */
export interface PersonalGrant {
  readonly grant: OAuthGrant;
  /** Full reference of the person; undefined where the token does not say. */
  readonly userRef?: string;
}

const TOKEN_PATH = '/api/auth/v1/token';
// What is assumed of a token whose end the server does not tell.
const SHORT_LIFE_SECONDS = 300;

/**
 * Turns the code that the browser brought into a grant (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
 * @param now milliseconds since 1970
 */
export async function exchangeCode(
  client: BackstageClient,
  identity: OAuthClientIdentity,
  answer: { readonly code: string; readonly redirectUri: string; readonly verifier: string },
  now: number,
  signal: AbortSignal,
): Promise<Result<PersonalGrant>> {
  const response = await client.request({
    method: 'POST',
    path: TOKEN_PATH,
    body: {
      grant_type: 'authorization_code',
      code: answer.code,
      redirect_uri: answer.redirectUri,
      code_verifier: answer.verifier,
      ...credentials(identity),
    },
    anonymous: true,
    signal,
  });
  if (!response.ok) return response;
  const grant = readGrant(response.value, identity, now);
  if (!grant.ok) return grant;
  const idToken = ownProperty(response.value, 'id_token');
  const userRef = subjectOf(typeof idToken === 'string' ? idToken : grant.value.accessToken);
  return success({ grant: grant.value, ...(userRef === undefined ? {} : { userRef }) });
}

/**
 * Gets the next grant (RFC 6749 section 6). The refresh token is spent by this, whether or not the answer arrives.
 * @param now milliseconds since 1970
 * @returns `unauthorised` where the instance does not renew it any more
 */
export async function renewGrant(
  client: BackstageClient,
  grant: OAuthGrant,
  now: number,
  signal: AbortSignal,
): Promise<Result<OAuthGrant>> {
  const response = await client.request({
    method: 'POST',
    path: TOKEN_PATH,
    body: { grant_type: 'refresh_token', refresh_token: grant.refreshToken, ...credentials(grant) },
    anonymous: true,
    signal,
  });
  if (response.ok) return readGrant(response.value, grant, now);
  const { status } = response.problem;
  // RFC 6749 section 5.2: a token that is spent, withdrawn or unknown answers 400, an unknown client 401.
  if (status === 400 || status === 401)
    return failure({ ...response.problem, kind: 'unauthorised', message: 'The sign-in has ended.' });
  return response;
}

/** Withdraws a grant (RFC 7009). */
export async function revokeGrant(
  client: BackstageClient,
  grant: OAuthGrant,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  if (grant.refreshToken === undefined) return success(undefined);
  return client.request({
    method: 'POST',
    path: '/api/auth/v1/revoke',
    body: { token: grant.refreshToken, token_type_hint: 'refresh_token', ...credentials(grant) },
    anonymous: true,
    repeatable: true,
    signal,
  });
}

function credentials({ clientId, clientSecret }: OAuthClientIdentity): Record<string, string> {
  return { client_id: clientId, ...(clientSecret === undefined ? {} : { client_secret: clientSecret }) };
}

function readGrant(value: unknown, { clientId, clientSecret }: OAuthClientIdentity, now: number): Result<OAuthGrant> {
  const accessToken = ownProperty(value, 'access_token');
  const refreshToken = ownProperty(value, 'refresh_token');
  const seconds = ownProperty(value, 'expires_in');
  // Whatever it is goes into a header: only what a bearer token may be made of (RFC 6750 section 2.1).
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken))
    return failure({ kind: 'invalid', message: 'The instance has answered the sign-in without a token.' });
  return success({
    clientId,
    ...(clientSecret === undefined ? {} : { clientSecret }),
    accessToken,
    expiresAt: now + (typeof seconds === 'number' && seconds > 0 ? seconds : SHORT_LIFE_SECONDS) * 1000,
    ...(typeof refreshToken === 'string' && refreshToken !== '' ? { refreshToken } : {}),
  });
}

/**
 * Whom a JSON Web Token is about. Its signature is not checked: it has come straight from the instance that signs it (OpenID
 * Connect Core section 3.1.3.7), and says nothing here but what the Accounts menu shows.
 */
function subjectOf(token: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    const subject = ownProperty(claims, 'sub');
    return typeof subject === 'string' && subject !== '' ? subject : undefined;
  } catch {
    return undefined;
  }
}
