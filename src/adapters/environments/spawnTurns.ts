/**
 * Lets one process be started in each round of the event loop. The system keeps us waiting until a started process has its program:
 * many at once would be one long wait, in which an editor does nothing else.
 */
export class SpawnTurns {
  private last: Promise<void> = Promise.resolve();

  /** Resolves when it is somebody's turn: what is started is started at once then. */
  next(): Promise<void> {
    this.last = this.last.then(() => new Promise(done => setImmediate(done)));
    return this.last;
  }
}

/** Has several who want the same wait for one that is begun after they asked. */
export class SharedWork<T> {
  private running: Promise<T> | undefined;
  private waiting: Promise<T> | undefined;

  constructor(private readonly work: () => Promise<T>) {}

  /** @returns what a piece of work gives that is begun from now on */
  ask(): Promise<T> {
    if (!this.running) return this.begin();
    this.waiting ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.waiting = undefined;
        return this.begin();
      });
    return this.waiting;
  }

  private begin(): Promise<T> {
    const begun = this.work().finally(() => {
      if (this.running === begun) this.running = undefined;
    });
    this.running = begun;
    return begun;
  }
}
