import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { TokenSource } from '../../adapters/backstage/client.js';
import type { BackstageToken } from '../../adapters/backstage/identity.js';
import type { Instance } from '../../core/catalogue/instance.js';
import type { Clock } from '../../core/common/clock.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import type { OutputLog } from '../common/outputLog.js';
import { SessionStore, type StoredSession } from './sessionStore.js';

/** Id of the authentication provider, as in `package.json`. */
export const PROVIDER_ID = 'golden-path-backstage';

// A guest's token is renewed this long before it ends.
const RENEW_BEFORE_MS = 60_000;

export interface BackstageSignInOptions {
  readonly secrets: vscode.SecretStorage;
  readonly clock: Clock;
  readonly log: OutputLog;
  /** The instance that is set. */
  readonly instance: () => Result<Instance> | undefined;
  /** Whether to go in as guest without asking. */
  readonly guestWithoutAsking: () => boolean;
  /** Gets a new token for a guest. */
  readonly guestToken: (instance: Instance) => Promise<Result<BackstageToken>>;
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
  private readonly guests = new Map<string, BackstageToken>();
  /** Origins that the person has signed out of: no guest goes in there without being asked. */
  private readonly left = new Set<string>();
  private readonly renewing = new Map<string, Promise<Result<BackstageToken>>>();

  readonly onDidChangeSessions = this.changed.event;

  constructor(private readonly options: BackstageSignInOptions) {
    this.sessions = new SessionStore(options.secrets);
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
    const removed = await this.sessions.remove(id);
    if (!removed) return;
    this.guests.delete(removed.origin);
    this.left.add(removed.origin);
    this.changed.fire({ added: [], removed: [publicSession(removed, '')], changed: [] });
  }

  /**
   * Signs in to the instance that is set: asks how, tries it, keeps it.
   * @param how answers the question beforehand
   */
  async signIn(
    how?: { readonly method: 'guest' } | { readonly method: 'token'; readonly token: string },
  ): Promise<Result<void>> {
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
    const chosen = how ?? (await askHow(instance.value));
    if (!chosen) return failure(CANCELLED);
    return chosen.method === 'guest' ? this.enterAsGuest(instance.value) : this.keepToken(instance.value, chosen.token);
  }

  /** Signs out of the instance that is set. */
  async signOut(): Promise<Result<void>> {
    const instance = this.options.instance();
    const session = instance?.ok ? await this.stored(instance.value) : undefined;
    if (session) await this.removeSession(session.id);
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
        const entered = await this.enterAsGuest(instance);
        return entered.ok ? this.guests.get(instance.origin)?.token : undefined;
      },
      refused: token => {
        if (this.guests.get(instance.origin)?.token === token) this.guests.delete(instance.origin);
      },
    };
  }

  /** Whether somebody is signed in to the instance. */
  async isSignedIn(instance: Instance): Promise<boolean> {
    return (await this.stored(instance)) !== undefined;
  }

  dispose(): void {
    this.store.dispose();
  }

  private async stored(instance: Instance): Promise<StoredSession | undefined> {
    return (await this.sessions.all()).find(({ origin }) => origin === instance.origin);
  }

  private async enterAsGuest(instance: Instance): Promise<Result<void>> {
    const token = await this.renewGuest(instance);
    if (!token.ok) {
      const { kind } = token.problem;
      if (kind !== 'notFound' && kind !== 'forbidden' && kind !== 'unauthorised') return token;
      const message = vscode.l10n.t('{0} lets no guests in. Sign in with a token instead.', instance.origin);
      return failure({ ...token.problem, kind: 'forbidden', message });
    }
    await this.keep(
      { id: randomUUID(), origin: instance.origin, method: 'guest', label: vscode.l10n.t('Guest') },
      instance,
    );
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
    this.changed.fire({
      added: [await this.published(session, instance)],
      removed: before ? [publicSession(before, '')] : [],
      changed: [],
    });
  }

  private async published(session: StoredSession, instance: Instance): Promise<vscode.AuthenticationSession> {
    return publicSession(session, (await this.accessToken(session, instance)) ?? '');
  }

  private async accessToken(session: StoredSession, instance: Instance): Promise<string | undefined> {
    if (session.token !== undefined) {
      this.options.log.redactor.learn(session.token);
      return session.token;
    }
    const held = this.guests.get(instance.origin);
    if (held && held.expiresAt - RENEW_BEFORE_MS > this.options.clock.now()) return held.token;
    const renewed = await this.renewGuest(instance);
    return renewed.ok ? renewed.value.token : undefined;
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

async function askHow(
  instance: Instance,
): Promise<{ readonly method: 'guest' } | { readonly method: 'token'; readonly token: string } | undefined> {
  const chosen = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t('Continue as guest'),
        iconPath: new vscode.ThemeIcon('account'),
        detail: vscode.l10n.t('For instances that let guests in, such as a demo'),
        method: 'guest' as const,
      },
      {
        label: vscode.l10n.t('Use a token…'),
        iconPath: new vscode.ThemeIcon('key'),
        detail: vscode.l10n.t('A static token from your platform team'),
        method: 'token' as const,
      },
    ],
    { title: vscode.l10n.t('Sign in to {0}', new URL(instance.origin).host), placeHolder: vscode.l10n.t('How?') },
  );
  if (chosen?.method !== 'token') return chosen && { method: 'guest' };
  const token = await vscode.window.showInputBox({
    title: vscode.l10n.t('Token for {0}', new URL(instance.origin).host),
    prompt: vscode.l10n.t('It is kept in the secret storage of the editor and sent to this address only.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: text =>
      /^[\x21-\x7e]+$/.test(text.trim()) ? undefined : vscode.l10n.t('Paste the token as it is.'),
  });
  return token === undefined ? undefined : { method: 'token', token: token.trim() };
}
