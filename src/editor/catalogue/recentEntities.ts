import type * as vscode from 'vscode';

const KEY = 'goldenPath.recentEntities';
const MOST = 10;

/** The entities that were opened last, in this workspace. */
export class RecentEntities {
  constructor(private readonly memento: vscode.Memento) {}

  /** Full references, the latest first. */
  get refs(): readonly string[] {
    const stored = this.memento.get<unknown>(KEY);
    return Array.isArray(stored) ? stored.filter(ref => typeof ref === 'string') : [];
  }

  async add(ref: string): Promise<void> {
    await this.memento.update(KEY, [ref, ...this.refs.filter(other => other !== ref)].slice(0, MOST));
  }
}
