/** Has what concerns the same thing happen one after the other. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  /** Whether something is at it, or waits. */
  isBusy(name: string): boolean {
    return this.last.has(name);
  }

  /** Does something when everything that came before it for the same name is over, however that ended. */
  async take<T>(name: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(name);
    const mine = (async () => {
      await before?.catch(() => undefined);
      return work();
    })();
    this.last.set(name, mine);
    try {
      return await mine;
    } finally {
      if (this.last.get(name) === mine) this.last.delete(name);
    }
  }
}
