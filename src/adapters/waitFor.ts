/**
 * Lets time pass.
 * @param ms milliseconds
 * @param signal ends the wait early; the promise resolves all the same
 */
export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
