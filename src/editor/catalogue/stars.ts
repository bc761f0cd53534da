import type * as vscode from 'vscode';
import { Emitter, type Event } from '../../core/common/event.js';

const KEY = 'goldenPath.starred';

/** The entities that the person has starred, on this machine and wherever the editor's settings are synchronised to. */
export class Stars {
  private readonly changed = new Emitter<void>();
  readonly onDidChange: Event<void> = this.changed.event;

  constructor(private readonly memento: vscode.Memento & { setKeysForSync?(keys: readonly string[]): void }) {
    memento.setKeysForSync?.([KEY]);
  }

  /** Full references. */
  get refs(): ReadonlySet<string> {
    const stored = this.memento.get<unknown>(KEY);
    return new Set(Array.isArray(stored) ? stored.filter(ref => typeof ref === 'string') : []);
  }

  async set(ref: string, starred: boolean): Promise<void> {
    const refs = new Set(this.refs);
    if (starred) refs.add(ref);
    else refs.delete(ref);
    await this.memento.update(KEY, [...refs].sort());
    this.changed.fire();
  }
}
