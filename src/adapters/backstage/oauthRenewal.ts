import type { Clock } from '../../core/common/clock.js';
import type { Log } from '../../core/common/log.js';
import type { Result } from '../../core/common/problem.js';
import type { OAuthGrant } from './oauthGrant.js';

/** Where the grant of one sign-in is kept. Other windows read and write it, too. */
export interface GrantStore {
  /** The grant as it is now; undefined when the person has signed out. */
  read(): Promise<OAuthGrant | undefined>;
  /** Keeps the next grant in place of the last. @returns false when the person has signed out meanwhile */
  replace(last: OAuthGrant, next: OAuthGrant): Promise<boolean>;
  /** Ends the sign-in, unless the grant is no longer this one. */
  end(grant: OAuthGrant): Promise<void>;
}

export interface GrantKeeperOptions {
  readonly store: GrantStore;
  /** Gets the next grant; `unauthorised` where there will be none. */
  readonly renew: (grant: OAuthGrant) => Promise<Result<OAuthGrant>>;
  readonly clock: Clock;
  readonly log: Log;
  /** Waits, in milliseconds. Handed in so that tests need not. */
  readonly wait?: (ms: number) => Promise<void>;
}

// An access token is renewed this long before it ends.
const RENEW_BEFORE_MS = 60_000;
// A token that is refused this soon after it was given is not the reason of the refusal.
const FRESH_MS = 10_000;
// Another window that renews at the same moment has spent the refresh token; its new one arrives in the store soon.
const WAITS_FOR_OTHERS_MS = [200, 1000];

/**
 * Keeps one sign-in alive, silently: renews its access token a minute before it ends, and when the server refuses it. However
 * many ask at once, there is one request.
 */
export class GrantKeeper {
  private renewing: Promise<OAuthGrant | undefined> | undefined;
  private refusedToken: string | undefined;
  private fresh: { readonly token: string; readonly since: number } | undefined;

  constructor(private readonly options: GrantKeeperOptions) {}

  /** A token that is good by all that is known; undefined where there is none. Never asks the person. */
  async token(): Promise<string | undefined> {
    if (!this.renewing) {
      const grant = await this.options.store.read();
      if (!grant) return undefined;
      if (this.isGood(grant, RENEW_BEFORE_MS)) return grant.accessToken;
    }
    const renewed = await (this.renewing ??= this.renew().finally(() => (this.renewing = undefined)));
    return renewed && this.isGood(renewed, 0) ? renewed.accessToken : undefined;
  }

  /** Told that the server did not accept a token. */
  refused(token: string): void {
    const { fresh, options } = this;
    if (fresh?.token === token && options.clock.now() - fresh.since < FRESH_MS) return;
    this.refusedToken = token;
  }

  private isGood(grant: OAuthGrant, remainingMs: number): boolean {
    return grant.accessToken !== this.refusedToken && grant.expiresAt - remainingMs > this.options.clock.now();
  }

  private async renew(): Promise<OAuthGrant | undefined> {
    const { store, log, clock } = this.options;
    // Another window, or a request just before, may have renewed it.
    const grant = await store.read();
    if (!grant || this.isGood(grant, RENEW_BEFORE_MS)) return grant;
    if (grant.refreshToken === undefined) {
      if (this.isGood(grant, 0)) return grant;
      log.info('The sign-in has ended: the instance gave nothing to renew it by.');
      await store.end(grant);
      return undefined;
    }
    const next = await this.options.renew(grant);
    if (next.ok) {
      this.fresh = { token: next.value.accessToken, since: clock.now() };
      // Kept before it is used: the last refresh token is spent.
      return (await store.replace(grant, next.value)) ? next.value : undefined;
    }
    log.info(`The sign-in was not renewed: ${next.problem.kind}.`);
    if (next.problem.kind !== 'unauthorised') return grant;
    return this.fromAnotherWindow(grant);
  }

  /** @returns the grant that another window got with the same refresh token; without one, the sign-in is over */
  private async fromAnotherWindow(spent: OAuthGrant): Promise<OAuthGrant | undefined> {
    for (const ms of WAITS_FOR_OTHERS_MS) {
      const now = await this.options.store.read();
      if (now?.refreshToken !== spent.refreshToken) return now;
      await (this.options.wait ?? waitFor)(ms);
    }
    const now = await this.options.store.read();
    if (now?.refreshToken !== spent.refreshToken) return now;
    await this.options.store.end(spent);
    return undefined;
  }
}

function waitFor(ms: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, ms));
}
