/** Something to be put away when it is no longer needed. The same shape as `vscode.Disposable`. */
export interface Disposable {
  dispose(): void;
}

/** Subscribes a listener. The same shape as `vscode.Event`, so that either can stand for the other. */
export type Event<T> = (listener: (event: T) => void) => Disposable;

/** One typed event of a model. */
export class Emitter<T> {
  private readonly listeners = new Set<{ readonly call: (event: T) => void }>();

  readonly event: Event<T> = listener => {
    const entry = { call: listener };
    this.listeners.add(entry);
    return { dispose: () => void this.listeners.delete(entry) };
  };

  /**
   * Tells every listener that subscribed before this call and still listens.
   * @throws AggregateError after all were told, when some of them threw
   */
  fire(event: T): void {
    const errors: unknown[] = [];
    for (const listener of [...this.listeners])
      try {
        if (this.listeners.has(listener)) listener.call(event);
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0) throw new AggregateError(errors, 'Not every listener could be told.');
  }

  dispose(): void {
    this.listeners.clear();
  }
}
