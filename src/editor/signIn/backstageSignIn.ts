import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { TokenSource } from '../../adapters/backstage/client.js';
import type { BackstageToken } from '../../adapters/backstage/identity.js';
import type { BackstageOAuth } from '../../adapters/backstage/oauth.js';
import type { OAuthGrant } from '../../adapters/backstage/oauthGrant.js';
import type { SignInBrowser } from '../../adapters/backstage/oauthSignIn.js';
import { GrantKeeper } from '../../adapters/backstage/oauthRenewal.js';
import { parseInstance, type Instance } from '../../core/catalogue/instance.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable } from '../../core/common/event.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import { logProblem } from '../common/commands.js';
import type { OutputLog } from '../common/outputLog.js';
import { SessionStore, type SessionChange, type StoredSession } from './sessionStore.js';
import { askOtherWay, askSignInWay, letsNoGuestsIn, type SignInChoice, type SignInProbes } from './signInWays.js';

/** Id of the authentication provider, as in `package.json`. */
export const PROVIDER_ID = 'golden-path-backstage';

// A guest's token is renewed this long before it ends.
const RENEW_BEFORE_MS = 60_000;
// Signing out does not wait longer than this for the instance to withdraw what it granted.
const REVOKE_MS = 5000;

export interface BackstageSignInOptions {
  readonly secrets: vscode.SecretStorage;
  readonly clock: Clock;
  readonly log: OutputLog;
  /** The person's browser, for whoever does not bring another one. */
  readonly browser: SignInBrowser;
  /** The instance that is set. */
  readonly instance: () => Result<Instance> | undefined;
  /** Whether to go in as guest without asking. */
  readonly guestWithoutAsking: () => boolean;
  /** Gets a new token for a guest. */
  readonly guestToken: (instance: Instance) => Promise<Result<BackstageToken>>;
  /** Sign-in by the browser at an instance. */
  readonly oauth: (instance: Instance) => BackstageOAuth;
}

/** What has become of the sign-in at an instance, in this window or another one. `ended`: by the server. */
export interface SignInChange {
  readonly origin: string;
  readonly now: 'signedIn' | 'signedOut' | 'ended';
}

/**
 * Sign-in to Backstage, as the editor's Accounts menu shows it. There is one session for each origin.
 */
export class BackstageSignIn implements vscode.AuthenticationProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly sessions: SessionStore;
  private readonly changed = this.store.add(
    new vscode.EventEmitter<vscode.AuthenticationProviderAuthenticationSessionsChangeEvent>(),
  );
  private readonly moved = this.store.add(new Emitter<SignInChange>());
  private readonly keepers = new Map<string, { readonly id: string; readonly keeper: GrantKeeper }>();
  private readonly guests = new Map<string, BackstageToken>();
  /** Origins that the person has signed out of: no guest goes in there without being asked. */
  private readonly left = new Set<string>();
  private readonly renewing = new Map<string, Promise<Result<BackstageToken>>>();
  private readonly entering = new Map<string, Promise<Result<void>>>();

  readonly onDidChangeSessions = this.changed.event;
  /** Told once for each instance whose sign-in has changed. */
  readonly onDidChangeSignIn = this.moved.event;

  constructor(private readonly options: BackstageSignInOptions) {
    this.sessions = this.store.add(new SessionStore(options.secrets));
    this.store.add(this.sessions.onDidChange(change => this.announce(change)));
    this.store.add(vscode.authentication.registerAuthenticationProvider(PROVIDER_ID, 'Backstage', this));
  }

  /** @returns the session for the instance that is set, if there is one */
  async getSessions(): Promise<vscode.AuthenticationSession[]> {
    const instance = this.options.instance();
    if (!instance?.ok) return [];
    const session = await this.stored(instance.value);
    return session ? [await this.published(session, instance.value)] : [];
  }

  /** Signs in to the instance that is set, asking how. @throws with a message for the person when it did not work */
  async createSession(): Promise<vscode.AuthenticationSession> {
    const result = await this.signIn();
    if (!result.ok)
      throw result.problem.kind === 'cancelled' ? new vscode.CancellationError() : new Error(result.problem.message);
    const [session] = await this.getSessions();
    if (!session) throw new Error(vscode.l10n.t('The instance was changed while you signed in.'));
    return session;
  }

  async removeSession(id: string): Promise<void> {
    const session = (await this.sessions.all()).find(stored => stored.id === id);
    if (!session) return;
    await this.revoke(session);
    await this.sessions.remove(id);
  }

  /** Signs out of one instance, whether or not it is the one that is set. */
  async leave(instance: Instance): Promise<void> {
    const session = await this.kept(instance);
    if (session) await this.removeSession(session.id);
  }

  /**
   * Signs in to the instance that is set: asks how, tries it, keeps it.
   * @param how answers the question beforehand
   */
  async signIn(how?: SignInChoice): Promise<Result<void>> {
    const instance = this.options.instance();
    if (!instance)
      return failure({ kind: 'unsupported', message: vscode.l10n.t('Set the address of your Backstage first.') });
    if (!instance.ok) return instance;
    if (!instance.value.secure)
      return failure({
        kind: 'unsupported',
        message: vscode.l10n.t(
          '{0} is not encrypted, so no sign-in is sent there. Use an https address.',
          instance.value.origin,
        ),
      });
    if (how) return this.enter(instance.value, how);
    const chosen = await askSignInWay(instance.value, this.probes(instance.value));
    if (!chosen) return failure(CANCELLED);
    const entered = await this.enter(instance.value, chosen);
    if (entered.ok || chosen.method !== 'browser' || entered.problem.kind !== 'unsupported') return entered;
    logProblem(entered.problem, this.options.log);
    const other = await askOtherWay(instance.value, this.probes(instance.value), entered.problem.message);
    return other ? this.enter(instance.value, other) : failure(CANCELLED);
  }

  /** Signs out of the instance that is set. */
  async signOut(): Promise<Result<void>> {
    const instance = this.options.instance();
    if (instance?.ok) await this.leave(instance.value);
    return success(undefined);
  }

  /** Tokens for requests to one instance, and to no other. They come silently: nothing is ever asked here. */
  tokensFor(instance: Instance): TokenSource {
    return {
      token: async () => {
        if (!instance.secure) return undefined;
        const session = await this.stored(instance);
        if (session) return this.accessToken(session, instance);
        if (!this.options.guestWithoutAsking() || this.left.has(instance.origin)) return undefined;
        if (await this.hasEnded(instance)) return undefined;
        const entered = await this.enterAsGuest(instance);
        return entered.ok ? this.guests.get(instance.origin)?.token : undefined;
      },
      refused: token => {
        if (this.guests.get(instance.origin)?.token === token) this.guests.delete(instance.origin);
        this.keepers.get(instance.origin)?.keeper.refused(token);
      },
      ended: () => this.hasEnded(instance),
    };
  }

  /** Whether somebody is signed in to the instance. */
  async isSignedIn(instance: Instance): Promise<boolean> {
    return (await this.stored(instance)) !== undefined;
  }

  /** Whether somebody was signed in to the instance until the server ended it. */
  async hasEnded(instance: Instance): Promise<boolean> {
    return (await this.kept(instance))?.ended === true;
  }

  dispose(): void {
    this.store.dispose();
  }

  /** The session of an instance, also where the server has ended it. */
  private async kept({ origin }: Instance): Promise<StoredSession | undefined> {
    return (await this.sessions.all()).find(session => session.origin === origin);
  }

  /** @param id of the session, where it must be this one */
  private async stored(instance: Instance, id?: string): Promise<StoredSession | undefined> {
    const session = await this.kept(instance);
    return session?.ended || (id !== undefined && session?.id !== id) ? undefined : session;
  }

  private enter(instance: Instance, chosen: SignInChoice): Promise<Result<void>> {
    switch (chosen.method) {
      case 'browser':
        return this.enterByBrowser(instance, chosen.browser ?? this.options.browser);
      case 'guest':
        return this.enterAsGuest(instance);
      case 'token':
        return this.keepToken(instance, chosen.token);
    }
  }

  /** One guest goes in, however many requests want one at once: a second would put the first one out. */
  private enterAsGuest(instance: Instance): Promise<Result<void>> {
    const running = this.entering.get(instance.origin);
    if (running) return running;
    const entered = this.keepGuest(instance).finally(() => this.entering.delete(instance.origin));
    this.entering.set(instance.origin, entered);
    return entered;
  }

  private async keepGuest(instance: Instance): Promise<Result<void>> {
    const token = await this.renewGuest(instance);
    if (!token.ok) {
      if (!letsNoGuestsIn(token)) return token;
      const message = vscode.l10n.t('{0} lets no guests in. Sign in with a token instead.', instance.origin);
      return failure({ ...token.problem, kind: 'forbidden', message });
    }
    await this.keep(
      { id: randomUUID(), origin: instance.origin, method: 'guest', label: vscode.l10n.t('Guest') },
      instance,
    );
    return success(undefined);
  }

  private probes(instance: Instance): SignInProbes {
    return {
      browser: signal => this.options.oauth(instance).discover(signal),
      guest: () => this.renewGuest(instance),
    };
  }

  private async enterByBrowser(instance: Instance, browser: SignInBrowser): Promise<Result<void>> {
    const { host } = new URL(instance.origin);
    const waiting = {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Sign in to {0} in your browser …', host),
      cancellable: true,
    };
    const entered = await vscode.window.withProgress(waiting, (_, cancellation) => {
      const stop = new AbortController();
      cancellation.onCancellationRequested(() => stop.abort());
      return this.options.oauth(instance).signIn(browser, stop.signal);
    });
    if (!entered.ok) return entered;
    if (entered.value === 'declined') {
      void vscode.window.showInformationMessage(vscode.l10n.t('You declined to sign in; nothing was changed.'));
      return failure(CANCELLED);
    }
    const { grant, label = vscode.l10n.t('Signed in') } = entered.value;
    this.learn(grant);
    const { origin, baseUrl } = instance;
    await this.keep({ id: randomUUID(), origin, baseUrl, method: 'oauth', label, grant }, instance);
    return success(undefined);
  }

  private async keepToken(instance: Instance, token: string): Promise<Result<void>> {
    this.options.log.redactor.learn(token);
    const label = vscode.l10n.t('Token');
    await this.keep({ id: randomUUID(), origin: instance.origin, method: 'token', label, token }, instance);
    return success(undefined);
  }

  private async keep(session: StoredSession, instance: Instance): Promise<void> {
    const before = await this.stored(instance);
    if (before?.method === 'guest' && session.method === 'guest') return;
    await this.sessions.add(session);
    // Whoever signs in anew leaves nothing behind that would still be good.
    if (before) void this.revoke(before);
  }

  /** Tells the editor of sessions that came and went, in this window or another one. */
  private announce({ added, removed, ended }: SessionChange): void {
    const gone = [...removed.filter(session => !session.ended), ...ended];
    for (const { origin } of [...removed, ...ended]) {
      this.guests.delete(origin);
      this.left.add(origin);
    }
    for (const { origin } of added) this.left.delete(origin);
    const shown = (session: StoredSession): vscode.AuthenticationSession => publicSession(session, '');
    this.changed.fire({ added: added.map(shown), removed: gone.map(shown), changed: [] });
    const now = new Map<string, SignInChange['now']>([
      ...removed.map(({ origin }) => [origin, 'signedOut'] as const),
      ...ended.map(({ origin }) => [origin, 'ended'] as const),
      // Who signs in anew takes the place of somebody else.
      ...added.map(({ origin }) => [origin, 'signedIn'] as const),
    ]);
    for (const [origin, what] of now) this.moved.fire({ origin, now: what });
  }

  /** Withdraws what the instance granted. A sign-out does not fail because the instance is away. */
  private async revoke({ grant, baseUrl }: StoredSession): Promise<void> {
    const instance = baseUrl === undefined ? undefined : parseInstance(baseUrl);
    if (!grant || !instance?.ok || !instance.value.secure) return;
    const revoked = await this.options.oauth(instance.value).revoke(grant, AbortSignal.timeout(REVOKE_MS));
    if (!revoked.ok) this.options.log.warn(`The sign-in could not be withdrawn: ${revoked.problem.kind}.`);
  }

  private async published(session: StoredSession, instance: Instance): Promise<vscode.AuthenticationSession> {
    return publicSession(session, (await this.accessToken(session, instance)) ?? '');
  }

  private async accessToken(session: StoredSession, instance: Instance): Promise<string | undefined> {
    if (session.token !== undefined) {
      this.options.log.redactor.learn(session.token);
      return session.token;
    }
    if (session.grant !== undefined) return this.keeper(session, instance).token();
    const held = this.guests.get(instance.origin);
    if (held && held.expiresAt - RENEW_BEFORE_MS > this.options.clock.now()) return held.token;
    const renewed = await this.renewGuest(instance);
    return renewed.ok ? renewed.value.token : undefined;
  }

  /** Keeps the session alive, as long as there is one. */
  private keeper({ id }: StoredSession, instance: Instance): GrantKeeper {
    const held = this.keepers.get(instance.origin);
    if (held?.id === id) return held.keeper;
    const keeper = new GrantKeeper({
      store: {
        read: async () => this.learn((await this.stored(instance, id))?.grant),
        replace: (_, next) => {
          this.learn(next);
          return this.sessions.renew(id, next);
        },
        end: last => this.sessions.end(id, last),
      },
      renew: grant => this.options.oauth(instance).renew(grant),
      clock: this.options.clock,
      log: this.options.log,
    });
    this.keepers.set(instance.origin, { id, keeper });
    return keeper;
  }

  /** Has the log mask every secret of a grant. */
  private learn<T extends OAuthGrant | undefined>(grant: T): T {
    for (const secret of [grant?.accessToken, grant?.refreshToken, grant?.clientSecret])
      if (secret !== undefined) this.options.log.redactor.learn(secret);
    return grant;
  }

  /** One request, however many want a token at once. */
  private renewGuest(instance: Instance): Promise<Result<BackstageToken>> {
    const running = this.renewing.get(instance.origin);
    if (running) return running;
    const request = this.options.guestToken(instance).then(result => {
      this.renewing.delete(instance.origin);
      if (result.ok) {
        this.options.log.redactor.learn(result.value.token);
        this.guests.set(instance.origin, result.value);
      }
      return result;
    });
    this.renewing.set(instance.origin, request);
    return request;
  }
}

function publicSession(session: StoredSession, accessToken: string): vscode.AuthenticationSession {
  return {
    id: session.id,
    accessToken,
    account: { id: session.origin, label: `${session.label} (${new URL(session.origin).host})` },
    scopes: [],
  };
}
