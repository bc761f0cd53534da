import type * as vscode from 'vscode';
import { isRecord } from '../../core/catalogue/entity.js';

/** How a person is signed in to one instance. */
export interface StoredSession {
  readonly id: string;
  /** Scheme, host and port that the session was made for. It is used nowhere else. */
  readonly origin: string;
  readonly method: 'guest' | 'token';
  /** What the Accounts menu shows. */
  readonly label: string;
  /** The static token; a guest gets a new one whenever it is needed. */
  readonly token?: string;
}

const KEY = 'goldenPath.sessions';

/** Sessions in the editor's secret storage. */
export class SessionStore {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  async all(): Promise<readonly StoredSession[]> {
    const text = await this.secrets.get(KEY);
    try {
      const stored: unknown = JSON.parse(text ?? '[]');
      return Array.isArray(stored) ? stored.filter(isSession) : [];
    } catch {
      return [];
    }
  }

  /** Keeps a session; it takes the place of the one before for the same origin. */
  async add(session: StoredSession): Promise<void> {
    const others = (await this.all()).filter(({ origin }) => origin !== session.origin);
    await this.secrets.store(KEY, JSON.stringify([...others, session]));
  }

  /** @returns the session that is gone now */
  async remove(id: string): Promise<StoredSession | undefined> {
    const sessions = await this.all();
    await this.secrets.store(KEY, JSON.stringify(sessions.filter(session => session.id !== id)));
    return sessions.find(session => session.id === id);
  }
}

function isSession(value: unknown): value is StoredSession {
  if (!isRecord(value)) return false;
  const { id, origin, method, label, token } = value;
  return (
    typeof id === 'string' &&
    typeof origin === 'string' &&
    typeof label === 'string' &&
    (method === 'guest' || (method === 'token' && typeof token === 'string'))
  );
}
