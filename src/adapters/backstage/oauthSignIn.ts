import type { Clock } from '../../core/common/clock.js';
import { CANCELLED, cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';
import { ATTEMPT_LIFE_MS, AuthorizationAttempt } from './oauthAttempt.js';
import { exchangeCode, type PersonalGrant } from './oauthGrant.js';
import { openLoopback, type AcceptAnswer, type LoopbackTexts, type RedirectTarget } from './oauthLoopback.js';
import { discoverOAuth, registerClient, type OAuthClientIdentity, type OAuthServer } from './oauthServer.js';

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

interface Way {
  readonly target: RedirectTarget;
  readonly identity: OAuthClientIdentity;
}

/**
 * Signs a person in by their browser: authorization code with PKCE (RFC 6749, RFC 7636, RFC 8252), as Backstage's own program
 * does it. Comes back by this machine's own address with the client that the instance publishes; else registers a client that
 * comes back by the editor's scheme, or where the instance does not allow that, by this machine's address.
 */
export async function signInByBrowser(options: BrowserSignInOptions): Promise<Result<PersonalGrant>> {
  const { client, baseUrl, clock, browser, signal } = options;
  const lifeMs = options.lifeMs ?? ATTEMPT_LIFE_MS;
  const server = await discoverOAuth(client, signal);
  if (!server.ok) return server;
  const attempt = new AuthorizationAttempt(clock.now() + lifeMs);
  const way = await findWay(server.value, answer => attempt.take(answer.get('state'), clock.now()), options);
  if (!way.ok) return way;
  const { target, identity } = way.value;
  const redirectUri = target.uri;
  try {
    const scope = server.value.renews ? 'openid offline_access' : 'openid';
    const url = attempt.url(baseUrl, { clientId: identity.clientId, redirectUri, scope });
    if (!(await browser.open(url))) return failure(CANCELLED);
    const answer = await waitForAnswer(target, lifeMs, signal);
    if (!answer.ok) return answer;
    const code = codeOf(answer.value);
    if (!code.ok) return code;
    const proof = { code: code.value, redirectUri, verifier: attempt.verifier };
    return await exchangeCode(client, identity, proof, clock.now(), signal);
  } finally {
    target.dispose();
  }
}

async function findWay(
  server: OAuthServer,
  accept: AcceptAnswer,
  { client, browser, signal }: BrowserSignInOptions,
): Promise<Result<Way>> {
  const loopback = (): Promise<RedirectTarget | undefined> =>
    openLoopback({ accept, texts: browser.texts, external: uri => browser.loopbackAddress(uri) });
  if (server.publishedClientId !== undefined) {
    const target = await loopback();
    if (target) return success({ target, identity: { clientId: server.publishedClientId } });
  }
  let last: Problem = {
    kind: 'unsupported',
    message: 'The browser cannot come back to this window. Sign in with a token instead.',
  };
  if (server.registers)
    for (const open of [(): Promise<RedirectTarget | undefined> => browser.editorTarget(accept), loopback]) {
      const target = await open();
      if (!target) continue;
      const identity = await registerClient(client, target.uri, signal);
      if (identity.ok) return success({ target, identity: identity.value });
      target.dispose();
      // Only an address that is not allowed is worth another one.
      if (identity.problem.status !== 400) return identity;
      last = identity.problem;
    }
  return failure(last);
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
  // The person said no.
  if (error === 'access_denied') return failure(CANCELLED);
  const code = answer.get('code');
  if (error === null && code) return success(code);
  const detail = `${error ?? 'no code'} ${answer.get('error_description') ?? ''}`.slice(0, 300);
  return failure({ kind: 'invalid', message: 'Backstage did not let Golden Path sign you in.', detail });
}
