import { ownProperty } from '../../core/catalogue/entity.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';

/** A token of Backstage for one person. */
export interface BackstageToken {
  readonly token: string;
  /** Full reference of the person. */
  readonly userRef: string;
  /** Milliseconds since 1970, by the server's own word on how long it is good for. */
  readonly expiresAt: number;
}

/**
 * Signs in as guest: `GET /api/auth/guest/refresh`.
 * @param now milliseconds since 1970
 * @returns `notFound` or `forbidden` where the instance has no guests
 */
export async function guestToken(
  client: BackstageClient,
  now: number,
  signal: AbortSignal,
): Promise<Result<BackstageToken>> {
  const answer = await client.request({ path: '/api/auth/guest/refresh', anonymous: true, signal });
  if (!answer.ok) return answer;
  const identity = ownProperty(answer.value, 'backstageIdentity');
  const token = ownProperty(identity, 'token');
  const seconds = ownProperty(identity, 'expiresInSeconds');
  const userRef = ownProperty(ownProperty(identity, 'identity'), 'userEntityRef');
  if (typeof token !== 'string' || token === '')
    return failure({ kind: 'invalid', message: 'The instance gave no token to its guest.' });
  return success({
    token,
    userRef: typeof userRef === 'string' ? userRef : 'user:default/guest',
    expiresAt: now + (typeof seconds === 'number' && seconds > 0 ? seconds : 300) * 1000,
  });
}

/**
 * The references that the signed-in person owns things by: `GET /api/auth/v1/userinfo`.
 * @returns none for tokens that stand for no person, such as static ones
 */
export async function ownershipRefs(client: BackstageClient, signal: AbortSignal): Promise<Result<readonly string[]>> {
  const answer = await client.request({ path: '/api/auth/v1/userinfo', signal });
  if (!answer.ok) return answer;
  const claims = ownProperty(answer.value, 'claims');
  const refs = ownProperty(claims, 'ent');
  const subject = ownProperty(claims, 'sub');
  const all = [subject, ...(Array.isArray(refs) ? (refs as unknown[]) : [])];
  return success([...new Set(all.filter(ref => typeof ref === 'string').map(ref => ref.toLowerCase()))]);
}
