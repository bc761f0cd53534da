/**
 * Does something again and again, but only while the page can be seen: a hidden page has no timer.
 * @param everyMs time between two calls; it is also called at once, and when the page comes back
 */
export function whileVisible(everyMs: number, work: () => void): void {
  let timer: ReturnType<typeof setInterval> | undefined;
  const follow = (): void => {
    clearInterval(timer);
    timer = undefined;
    if (document.visibilityState !== 'visible') return;
    work();
    timer = setInterval(work, everyMs);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
}

/** Does something now if the page can be seen, else once when it can; of several only the last with the same name. */
export class WhenVisible {
  private readonly waiting = new Map<string, () => void>();

  constructor() {
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState !== 'visible') return;
      const works = [...this.waiting.values()];
      this.waiting.clear();
      for (const work of works) work();
    });
  }

  do(name: string, work: () => void): void {
    if (document.visibilityState === 'visible') work();
    else {
      // In the order in which they came last.
      this.waiting.delete(name);
      this.waiting.set(name, work);
    }
  }
}
