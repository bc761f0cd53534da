import type * as vscode from 'vscode';
import { isRecord } from '../../core/catalogue/entity.js';
import type { Values } from '../../core/templates/scaffolder.js';

const KEY = 'goldenPath.usedTemplates';
const MOST = 20;

interface Used {
  readonly ref: string;
  readonly values: Values;
}

/** The templates that were used last, with their answers: never with secrets. Kept for all windows, apart for each instance. */
export class UsedTemplates {
  /** @param instance address of the instance that is set, or an empty text */
  constructor(
    private readonly memento: vscode.Memento,
    private readonly instance: () => string,
  ) {}

  /** Full references, the latest first. */
  get refs(): readonly string[] {
    return this.list().map(({ ref }) => ref);
  }

  answers(ref: string): Values | undefined {
    return this.list().find(used => used.ref === ref)?.values;
  }

  async add(ref: string, values: Values): Promise<void> {
    const others = this.list().filter(used => used.ref !== ref);
    await this.memento.update(this.key(), [{ ref, values }, ...others].slice(0, MOST));
  }

  private list(): readonly Used[] {
    const stored = this.memento.get<unknown>(this.key());
    if (!Array.isArray(stored)) return [];
    return stored.filter(
      (item): item is Used => isRecord(item) && typeof item['ref'] === 'string' && isRecord(item['values']),
    );
  }

  private key(): string {
    return `${KEY}:${this.instance()}`;
  }
}
