/** Lets no more than a number of things happen at the same time; the others wait in order. */
export class Turns {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  /** @param most how many at the same time */
  constructor(most: number) {
    this.free = most;
  }

  /**
   * Does something when it is its turn. Who is cancelled while waiting does not hold up the others.
   * @param work must look at the signal by itself: it is called, too, when the signal was aborted meanwhile
   */
  async take<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    if (this.free > 0) this.free--;
    else if (signal.aborted || !(await this.turn(signal))) return work();
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next) next();
      else this.free++;
    }
  }

  /** @returns whether the turn came; false where the signal was aborted before */
  private turn(signal: AbortSignal): Promise<boolean> {
    return new Promise(resolve => {
      const come = (): void => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = (): void => {
        this.waiting.splice(this.waiting.indexOf(come), 1);
        resolve(false);
      };
      this.waiting.push(come);
      signal.addEventListener('abort', leave, { once: true });
    });
  }
}
