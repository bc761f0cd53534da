import type { Disposable } from './event.js';

/**
 * Holds what must be put away together. Puts it away in reverse order; what comes after that is put away at once, so that
 * a late answer of something asynchronous cannot leak.
 */
export class DisposableStore implements Disposable {
  private items: Disposable[] = [];
  private disposed = false;

  /** Takes charge of a disposable and gives it back. */
  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  /** @throws AggregateError after everything was put away, when some of it failed to */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    const errors: unknown[] = [];
    for (const item of this.items.reverse())
      try {
        item.dispose();
      } catch (error) {
        errors.push(error);
      }
    this.items = [];
    if (errors.length > 0) throw new AggregateError(errors, 'Not everything could be put away.');
  }
}
