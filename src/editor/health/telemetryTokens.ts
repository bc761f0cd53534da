import type * as vscode from 'vscode';
import { ownProperty } from '../../core/catalogue/entity.js';
import { Emitter, type Event } from '../../core/common/event.js';

const KEY = 'goldenPath.telemetry.tokens';

/** Tokens for servers of telemetry that are asked directly, in the editor's secret storage: each goes to the origin that it was given for. */
export class TelemetryTokens {
  private readonly changed = new Emitter<void>();

  /** Told when a token was set or taken away in this window. */
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** @param origin scheme, host and port */
  async of(origin: string): Promise<string | undefined> {
    const token = ownProperty(await this.all(), origin);
    return typeof token === 'string' ? token : undefined;
  }

  /** @param token undefined takes it away */
  async set(origin: string, token: string | undefined): Promise<void> {
    const all = new Map(Object.entries(await this.all()));
    if (token === undefined) all.delete(origin);
    else all.set(origin, token);
    await this.secrets.store(KEY, JSON.stringify(Object.fromEntries(all)));
    this.changed.fire();
  }

  private async all(): Promise<object> {
    const stored = await this.secrets.get(KEY);
    if (stored === undefined) return {};
    try {
      const value = JSON.parse(stored) as unknown;
      return typeof value === 'object' && value !== null ? value : {};
    } catch {
      // What is no JSON was not written here, and holds no token of ours.
      return {};
    }
  }
}
