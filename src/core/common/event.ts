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

  /** Tells every listener that subscribed before this call. */
  fire(event: T): void {
    for (const listener of [...this.listeners]) listener.call(event);
  }

  dispose(): void {
    this.listeners.clear();
  }
}
