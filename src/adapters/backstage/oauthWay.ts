import { cancelledBy, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { BackstageClient } from './client.js';
import { AUTHORIZE_PATH, AuthorizationAttempt } from './oauthAttempt.js';
import { openLoopback, type AcceptAnswer, type RedirectTarget } from './oauthLoopback.js';
import { registerClient, type OAuthClientIdentity, type OAuthServer } from './oauthServer.js';
import type { SignInBrowser } from './oauthSignIn.js';

/** A program that the instance knows, and where the browser comes back to. */
export interface SignInWay {
  readonly target: RedirectTarget;
  readonly identity: OAuthClientIdentity;
}

export interface SignInWayOptions {
  readonly client: BackstageClient;
  /** Address of the instance without a trailing slash. */
  readonly baseUrl: string;
  readonly browser: SignInBrowser;
  readonly scope: string;
  /** Says whether an answer belongs to the attempt that the way is for. */
  readonly accept: AcceptAnswer;
  readonly signal: AbortSignal;
}

interface Candidate {
  readonly open: () => Promise<RedirectTarget | undefined>;
  readonly identify: (redirectUri: string) => Promise<Result<OAuthClientIdentity>>;
}

/**
 * Finds a way to sign in that the instance allows, before any browser is opened. In this order:
 *
 * 1. a client registered for this sign-in (RFC 7591) that comes back to this machine's own address. The page where the person
 *    agrees then names Golden Path, and where registering is on at all, this address is allowed unless somebody changed that
 *    (`auth.experimentalDynamicClientRegistration`: by default `cursor://`, `https://www.cursor.com/` and loopback). Each sign-in
 *    registers anew, since the instance takes the address of such a client literally, with its port;
 * 2. a registered client that comes back by the editor's own addresses: for windows that the browser can only reach so, and
 *    for instances that list them;
 * 3. the client document that every instance with `auth.clientIdMetadataDocuments` publishes and allows, with loopback. The
 *    page calls it “Backstage CLI”: it comes last although it is the newer way, since a person should read who is asking. Where
 *    only this is on, as Backstage now recommends, it is what is used. A document of our own would carry our name, but the
 *    instance's defaults (claude.ai, vscode.dev, ChatGPT Codex and that one) do not allow it.
 *
 * Both switches are off by default; what is on is taken from the discovery document, and each way is tried (`isAllowed`),
 * because lists of allowed clients and addresses are not in that document.
 * @returns `unsupported` with a sentence on what is not allowed
 */
export async function findSignInWay(server: OAuthServer, options: SignInWayOptions): Promise<Result<SignInWay>> {
  let last: Problem | undefined;
  for (const candidate of candidates(server, options)) {
    const target = await candidate.open();
    if (!target) continue;
    const identity = await candidate.identify(target.uri);
    const allowed = identity.ok ? await isAllowed(identity.value, target.uri, options) : identity;
    if (identity.ok && allowed.ok) return success({ target, identity: identity.value });
    target.dispose();
    const cancelled = cancelledBy(options.signal);
    if (cancelled) return cancelled;
    if (!allowed.ok) last = allowed.problem;
    if (last && !isRefusal(last)) return failure(last);
  }
  return failure(last ? notAllowed(last) : NO_WAY_BACK);
}

function candidates({ registers, publishedClientId }: OAuthServer, options: SignInWayOptions): readonly Candidate[] {
  const { client, browser, accept, signal } = options;
  const loopback: Candidate['open'] = () =>
    openLoopback({ accept, texts: browser.texts, external: uri => browser.loopbackAddress(uri) });
  const register: Candidate['identify'] = redirectUri => registerClient(client, redirectUri, signal);
  const published: Candidate['identify'] = () => Promise.resolve(success({ clientId: publishedClientId ?? '' }));
  return [
    ...(registers ? [{ open: loopback, identify: register }] : []),
    ...(registers ? [{ open: () => browser.editorTarget(accept), identify: register }] : []),
    ...(publishedClientId === undefined ? [] : [{ open: loopback, identify: published }]),
  ];
}

/**
 * Sends the request that the browser is about to send, and looks only at whether it leads to a page: the instance answers with
 * a redirect to it, or with 400. The state and the challenge are those of an attempt that is thrown away, so that those of the
 * real one are seen by nobody but the browser. Costs the instance a request for consent that nobody answers, which ends by
 * itself within an hour.
 */
async function isAllowed(
  { clientId }: OAuthClientIdentity,
  redirectUri: string,
  { client, baseUrl, scope, signal }: SignInWayOptions,
): Promise<Result<void>> {
  const { searchParams } = new URL(new AuthorizationAttempt(0).url(baseUrl, { clientId, redirectUri, scope }));
  const answer = await client.request({
    path: AUTHORIZE_PATH,
    params: Object.fromEntries(searchParams),
    anonymous: true,
    redirectIsAnswer: true,
    signal,
  });
  if (answer.ok) return refusalIn(answer.value, redirectUri);
  // What stands before an instance may let only browsers in, which is no word of the instance.
  const { kind } = answer.problem;
  return kind === 'unauthorised' || kind === 'forbidden' ? success(undefined) : answer;
}

/** An error comes back to the program's own address once the instance knows that (RFC 6749 section 4.1.2.1). */
function refusalIn(location: unknown, redirectUri: string): Result<void> {
  if (typeof location !== 'string' || !location.startsWith(redirectUri.split('?', 1)[0] ?? redirectUri))
    return success(undefined);
  const { searchParams } = new URL(location);
  const detail = `${searchParams.get('error') ?? ''} ${searchParams.get('error_description') ?? ''}`.slice(0, 300);
  return failure({ kind: 'invalid', message: 'Backstage did not let Golden Path sign you in.', detail, status: 400 });
}

/** Whether an instance says that it does not allow something, which makes another way worth trying. */
function isRefusal({ status }: Problem): boolean {
  return status !== undefined && status >= 400 && status < 500 && status !== 429;
}

function notAllowed({ detail, status }: Problem): Problem {
  return {
    kind: 'unsupported',
    message:
      'This Backstage does not allow Golden Path to sign people in with the browser: it refuses the program or the address that the browser comes back to.',
    ...(detail === undefined ? {} : { detail }),
    ...(status === undefined ? {} : { status }),
  };
}

const NO_WAY_BACK: Problem = {
  kind: 'unsupported',
  message: 'The browser cannot come back to this window.',
};
