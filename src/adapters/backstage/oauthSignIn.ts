import type { Clock } from '../../core/common/clock.js';
import { CANCELLED, cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';
import { ATTEMPT_LIFE_MS, AuthorizationAttempt } from './oauthAttempt.js';
import { exchangeCode, type PersonalGrant } from './oauthGrant.js';
import type { AcceptAnswer, LoopbackTexts, RedirectTarget } from './oauthLoopback.js';
import { discoverOAuth } from './oauthServer.js';
import { findSignInWay } from './oauthWay.js';

/** The person's browser, as the window that they sign in from reaches it. */
export interface SignInBrowser {
  /** Shows a page. @returns false where the person does not want to go there */
  open(url: string): Promise<boolean>;
  /** Has the browser come back to the editor by the editor's own scheme; undefined where it cannot. */
  editorTarget(accept: AcceptAnswer): Promise<RedirectTarget | undefined>;
  /** The address under which the browser reaches `http://127.0.0.1:port/callback`; undefined where it does not. */
  loopbackAddress(uri: string): Promise<string | undefined>;
  readonly texts: LoopbackTexts;
}

export interface BrowserSignInOptions {
  readonly client: BackstageClient;
  /** Address of the instance without a trailing slash. */
  readonly baseUrl: string;
  readonly clock: Clock;
  readonly browser: SignInBrowser;
  /** How long the person may take, in milliseconds. */
  readonly lifeMs?: number;
  readonly signal: AbortSignal;
}

/** How a sign-in by the browser ended where nothing went wrong. `declined`: the person said no on the page of the instance. */
export type SignInOutcome = PersonalGrant | 'declined';

/**
 * Signs a person in by their browser: authorization code with PKCE (RFC 6749, RFC 7636, RFC 8252), in the first way that the
 * instance allows (`findSignInWay`). The browser is opened only when one is found.
 * @returns `unsupported` where the instance allows none
 */
export async function signInByBrowser(options: BrowserSignInOptions): Promise<Result<SignInOutcome>> {
  const { client, baseUrl, clock, browser, signal } = options;
  const lifeMs = options.lifeMs ?? ATTEMPT_LIFE_MS;
  const server = await discoverOAuth(client, signal);
  if (!server.ok) return server;
  const attempt = new AuthorizationAttempt(clock.now() + lifeMs);
  const scope = server.value.renews ? 'openid offline_access' : 'openid';
  const accept: AcceptAnswer = answer => attempt.take(answer.get('state'), clock.now());
  const way = await findSignInWay(server.value, { client, baseUrl, browser, scope, accept, signal });
  if (!way.ok) return way;
  const { target, identity } = way.value;
  const redirectUri = target.uri;
  try {
    const url = attempt.url(baseUrl, { clientId: identity.clientId, redirectUri, scope });
    if (!(await browser.open(url))) return failure(CANCELLED);
    const answer = await waitForAnswer(target, lifeMs, signal);
    if (!answer.ok) return answer;
    if (answer.value.get('error') === 'access_denied') return success('declined');
    const code = codeOf(answer.value);
    if (!code.ok) return code;
    const proof = { code: code.value, redirectUri, verifier: attempt.verifier };
    return await exchangeCode(client, identity, proof, clock.now(), signal);
  } finally {
    target.dispose();
  }
}

async function waitForAnswer(
  target: RedirectTarget,
  lifeMs: number,
  signal: AbortSignal,
): Promise<Result<URLSearchParams>> {
  const cancelled = cancelledBy(signal);
  if (cancelled) return cancelled;
  let stop = (): void => undefined;
  const stopped = new Promise<Result<URLSearchParams>>(resolve => {
    const cancel = (): void => resolve(failure(CANCELLED));
    const timer = setTimeout(() => resolve(failure(TOO_LATE)), lifeMs);
    signal.addEventListener('abort', cancel);
    stop = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', cancel);
    };
  });
  try {
    return await Promise.race([target.answer.then(answer => success(answer)), stopped]);
  } finally {
    stop();
  }
}

const TOO_LATE: Problem = { kind: 'unauthorised', message: 'The sign-in was not finished in the browser in time.' };

/** Reads what the browser brought back (RFC 6749 section 4.1.2). */
function codeOf(answer: URLSearchParams): Result<string> {
  const error = answer.get('error');
  const code = answer.get('code');
  if (error === null && code) return success(code);
  const detail = `${error ?? 'no code'} ${answer.get('error_description') ?? ''}`.slice(0, 300);
  return failure({ kind: 'invalid', message: 'Backstage did not let Golden Path sign you in.', detail });
}
