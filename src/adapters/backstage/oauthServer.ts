import { ownProperty } from '../../core/catalogue/entity.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';

/**
 * What an instance's sign-in can do. Only what it can do is taken from its word: requests go to the well-known paths below the
 * address that the person set, so that no answer can send a secret elsewhere.
 */
export interface OAuthServer {
  /** Client identifier of Backstage's own program, where the instance publishes one (client id metadata documents). */
  readonly publishedClientId?: string;
  /** Whether programs may register themselves (RFC 7591). */
  readonly registers: boolean;
  /** Whether it gives tokens that renew the sign-in. */
  readonly renews: boolean;
}

/** A program as an instance knows it. */
export interface OAuthClientIdentity {
  readonly clientId: string;
  /** Only programs that registered themselves have one. */
  readonly clientSecret?: string;
}

/**
 * Asks whether people can sign in by their browser: `GET /api/auth/.well-known/openid-configuration`.
 * @returns `unsupported` where no program can sign people in
 */
export async function discoverOAuth(client: BackstageClient, signal: AbortSignal): Promise<Result<OAuthServer>> {
  const path = '/api/auth/.well-known/openid-configuration';
  const answer = await client.request({ path, anonymous: true, signal });
  if (!answer.ok) return answer.problem.kind === 'notFound' ? failure(NO_BROWSER) : answer;
  const issuer = ownProperty(answer.value, 'issuer');
  const publishes = ownProperty(answer.value, 'client_id_metadata_document_supported') === true;
  const registers = typeof ownProperty(answer.value, 'registration_endpoint') === 'string';
  const publishedClientId =
    publishes && typeof issuer === 'string' ? `${issuer}/.well-known/oauth-client/cli.json` : undefined;
  if (!registers && publishedClientId === undefined) return failure(NO_BROWSER);
  const scopes = ownProperty(answer.value, 'scopes_supported');
  return success({
    registers,
    renews: Array.isArray(scopes) && scopes.includes('offline_access'),
    ...(publishedClientId === undefined ? {} : { publishedClientId }),
  });
}

const NO_BROWSER = {
  kind: 'unsupported',
  message: 'This Backstage has no sign-in with the browser for programs.',
} as const;

/**
 * Makes this program known to an instance: `POST /api/auth/v1/register`.
 * @param redirectUri where the browser is to come back to
 * @returns `invalid` where the instance does not allow that address
 */
export async function registerClient(
  client: BackstageClient,
  redirectUri: string,
  signal: AbortSignal,
): Promise<Result<OAuthClientIdentity>> {
  const answer = await client.request({
    method: 'POST',
    path: '/api/auth/v1/register',
    body: {
      client_name: 'Golden Path',
      redirect_uris: [redirectUri],
      response_types: ['code'],
      grant_types: ['authorization_code', 'refresh_token'],
    },
    anonymous: true,
    signal,
  });
  if (!answer.ok) return answer;
  const clientId = ownProperty(answer.value, 'client_id');
  const clientSecret = ownProperty(answer.value, 'client_secret');
  if (typeof clientId !== 'string' || clientId === '')
    return failure({ kind: 'invalid', message: 'The instance has registered Golden Path without giving it an id.' });
  return success({ clientId, ...(typeof clientSecret === 'string' ? { clientSecret } : {}) });
}
