import type * as vscode from 'vscode';
import type { OAuthGrant } from '../../adapters/backstage/oauthGrant.js';
import { isRecord } from '../../core/catalogue/entity.js';
import { Emitter, type Disposable } from '../../core/common/event.js';

/** How a person is signed in to one instance. */
export interface StoredSession {
  readonly id: string;
  /** Scheme, host and port that the session was made for. It is used nowhere else. */
  readonly origin: string;
  readonly method: 'guest' | 'token' | 'oauth';
  /** What the Accounts menu shows. */
  readonly label: string;
  /** The static token; a guest gets a new one whenever it is needed. */
  readonly token?: string;
  /** Address of the instance that the person signed in to by the browser: there, the sign-in is renewed and withdrawn. */
  readonly baseUrl?: string;
  /** What the instance granted then. */
  readonly grant?: OAuthGrant;
  /** Set where the instance has ended it: nothing is left of it but that somebody was signed in, and has not signed out. */
  readonly ended?: true;
}

/** Sessions that came and went. One that the server ended is no longer there, and goes for good when the person signs out. */
export interface SessionChange {
  readonly added: readonly StoredSession[];
  readonly removed: readonly StoredSession[];
  readonly ended: readonly StoredSession[];
}

const KEY = 'goldenPath.sessions';

/** Sessions in the editor's secret storage, which all its windows share. */
export class SessionStore implements Disposable {
  private readonly changed = new Emitter<SessionChange>();
  private readonly watch: Disposable;
  // What this window last saw; undefined before the first look.
  private seen: readonly StoredSession[] | undefined;
  private writing: Promise<unknown> = Promise.resolve();

  /** Told of sessions that came or went, by this window or another one; not of a grant that was renewed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly secrets: vscode.SecretStorage) {
    this.watch = secrets.onDidChange(({ key }) => {
      if (key === KEY) void this.all().then(sessions => this.announce(sessions));
    });
  }

  /** Every session, also those that the server has ended. */
  async all(): Promise<readonly StoredSession[]> {
    const sessions = read(await this.secrets.get(KEY));
    this.seen ??= sessions;
    return sessions;
  }

  /** Keeps a session; it takes the place of the one before for the same origin. */
  async add(session: StoredSession): Promise<void> {
    await this.change(sessions => [...sessions.filter(({ origin }) => origin !== session.origin), session]);
  }

  /** Puts a renewed grant in the place of the last. @returns false when the session is gone */
  async renew(id: string, grant: OAuthGrant): Promise<boolean> {
    const sessions = await this.change(all =>
      all.map(session => (session.id === id ? { ...session, grant } : session)),
    );
    return sessions.some(session => session.id === id);
  }

  /**
   * Takes everything secret out of a session that the server has ended, and remembers that it was not the person who ended it.
   * @param last the grant that was not renewed; one that another window got meanwhile stays
   */
  async end(id: string, last: OAuthGrant): Promise<void> {
    await this.change(sessions =>
      sessions.map(session => {
        if (session.id !== id || session.grant?.accessToken !== last.accessToken) return session;
        const { origin, method, label, baseUrl } = session;
        return { id, origin, method, label, ...(baseUrl === undefined ? {} : { baseUrl }), ended: true };
      }),
    );
  }

  /** @returns the session that is gone now */
  async remove(id: string): Promise<StoredSession | undefined> {
    let removed: StoredSession | undefined;
    await this.change(sessions => {
      removed = sessions.find(session => session.id === id);
      return sessions.filter(session => session.id !== id);
    });
    return removed;
  }

  dispose(): void {
    this.watch.dispose();
    this.changed.dispose();
  }

  /** One change after the other: each builds on what the one before has written. */
  private change(
    make: (sessions: readonly StoredSession[]) => readonly StoredSession[],
  ): Promise<readonly StoredSession[]> {
    const work = this.writing.then(async () => {
      const next = make(await this.all());
      await this.secrets.store(KEY, JSON.stringify(next));
      this.announce(next);
      return next;
    });
    this.writing = work.catch(() => undefined);
    return work;
  }

  private announce(now: readonly StoredSession[]): void {
    const before = this.seen ?? now;
    this.seen = now;
    const without = (all: readonly StoredSession[], others: readonly StoredSession[]): readonly StoredSession[] =>
      all.filter(({ id }) => !others.some(other => other.id === id));
    const alive = before.filter(session => !session.ended);
    const ended = now.filter(session => session.ended && alive.some(({ id }) => id === session.id));
    const change = { added: without(now, before), removed: without(before, now), ended };
    if (Object.values(change).some(({ length }) => length > 0)) this.changed.fire(change);
  }
}

function read(text: string | undefined): readonly StoredSession[] {
  try {
    const stored: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(stored) ? stored.filter(isSession) : [];
  } catch {
    return [];
  }
}

function isSession(value: unknown): value is StoredSession {
  if (!isRecord(value)) return false;
  const { id, origin, method, label, token, grant, baseUrl, ended } = value;
  if (typeof id !== 'string' || typeof origin !== 'string' || typeof label !== 'string') return false;
  if (method === 'oauth') return typeof baseUrl === 'string' && (ended === true || isGrant(grant));
  return method === 'guest' || (method === 'token' && typeof token === 'string');
}

function isGrant(value: unknown): value is OAuthGrant {
  if (!isRecord(value)) return false;
  const { clientId, clientSecret, accessToken, expiresAt, refreshToken } = value;
  const maybeText = (text: unknown): boolean => text === undefined || typeof text === 'string';
  return (
    typeof clientId === 'string' &&
    typeof accessToken === 'string' &&
    typeof expiresAt === 'number' &&
    maybeText(clientSecret) &&
    maybeText(refreshToken)
  );
}
