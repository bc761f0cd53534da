import type { Clock } from '../../core/common/clock.js';
import { success, type Result } from '../../core/common/problem.js';
import { BackstageCatalogue } from './backstageCatalogue.js';
import { BackstageClient, type BackstageClientOptions } from './client.js';
import { renewGrant, revokeGrant, type OAuthGrant } from './oauthGrant.js';
import { discoverOAuth, type OAuthServer } from './oauthServer.js';
import { signInByBrowser, type SignInBrowser } from './oauthSignIn.js';

/** A person who has signed in by the browser. */
export interface SignedIn {
  readonly grant: OAuthGrant;
  /** What the person is called: by the catalogue, else by their reference. */
  readonly label: string | undefined;
}

/** Sign-in by the browser, for one instance. */
export interface BackstageOAuth {
  /** What the instance can do; `unsupported` where it has no sign-in with the browser. */
  discover(signal: AbortSignal): Promise<Result<OAuthServer>>;
  /** `declined`: the person said no; `unsupported`: the instance allows no way. */
  signIn(browser: SignInBrowser, signal: AbortSignal): Promise<Result<SignedIn | 'declined'>>;
  /** The next grant; `unauthorised` where there will be none. It cannot be cancelled, since it spends the refresh token. */
  renew(grant: OAuthGrant): Promise<Result<OAuthGrant>>;
  revoke(grant: OAuthGrant, signal: AbortSignal): Promise<Result<unknown>>;
}

/** Sign-in by the browser at an instance; nothing is sent yet. */
export function backstageOAuth(client: BackstageClient, options: BackstageClientOptions, clock: Clock): BackstageOAuth {
  return {
    discover: signal => discoverOAuth(client, signal),
    signIn: async (browser, signal) => {
      const signedIn = await signInByBrowser({ client, baseUrl: options.baseUrl, clock, browser, signal });
      if (!signedIn.ok) return signedIn;
      if (signedIn.value === 'declined') return success(signedIn.value);
      const { grant, userRef } = signedIn.value;
      const label = userRef === undefined ? undefined : await nameOf(userRef, grant, options, signal);
      return success({ grant, label });
    },
    renew: grant => renewGrant(client, grant, clock.now(), new AbortController().signal),
    revoke: (grant, signal) => revokeGrant(client, grant, signal),
  };
}

/** A sign-in does not fail because the catalogue cannot be read just then: the reference is a name, too. */
async function nameOf(
  userRef: string,
  { accessToken }: OAuthGrant,
  options: BackstageClientOptions,
  signal: AbortSignal,
): Promise<string> {
  const tokens = { token: () => Promise.resolve(accessToken), refused: () => undefined };
  const found = await new BackstageCatalogue(new BackstageClient({ ...options, tokens })).byRefs([userRef], signal);
  return (found.ok ? found.value[0]?.title : undefined) ?? userRef;
}
