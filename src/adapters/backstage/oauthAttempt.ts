import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** How long a person may take in the browser, in milliseconds. */
export const ATTEMPT_LIFE_MS = 5 * 60_000;

/** Where an instance is asked to let a program in, below its address. */
export const AUTHORIZE_PATH = '/api/auth/v1/authorize';

const BYTES = 32;

/** One attempt to sign in by the browser: its secrets, good for one answer and for five minutes. */
export class AuthorizationAttempt {
  /** Ties the answer to this attempt (RFC 6749 section 10.12). */
  readonly state = randomBytes(BYTES).toString('base64url');
  /** Proves at the end that whoever began the attempt ends it (RFC 7636 section 4.1). Stays here until then. */
  readonly verifier = randomBytes(BYTES).toString('base64url');
  private open = true;

  /** @param expiresAt milliseconds since 1970 */
  constructor(private readonly expiresAt: number) {}

  /**
   * Whether an answer belongs to this attempt. Says so once.
   * @param state as it came back
   * @param now milliseconds since 1970
   */
  take(state: string | null, now: number): boolean {
    if (!this.open || now > this.expiresAt || state === null || !sameText(state, this.state)) return false;
    this.open = false;
    return true;
  }

  /** The address where the person says yes. @param baseUrl of the instance, without a trailing slash */
  url(baseUrl: string, request: { clientId: string; redirectUri: string; scope: string }): string {
    const url = new URL(baseUrl + AUTHORIZE_PATH);
    const challenge = createHash('sha256').update(this.verifier).digest('base64url');
    const parameters = [
      ['response_type', 'code'],
      ['client_id', request.clientId],
      ['redirect_uri', request.redirectUri],
      ['scope', request.scope],
      ['state', this.state],
      ['code_challenge', challenge],
      ['code_challenge_method', 'S256'],
    ];
    // Not URLSearchParams: a space as “+” does not survive the editor's own reading of addresses.
    url.search = parameters.map(([name, value = '']) => `${name}=${encodeURIComponent(value)}`).join('&');
    return url.href;
  }
}

function sameText(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}
