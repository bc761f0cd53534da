// Work that must be done however this process ends: by itself, by an error, or by a signal.

let signalsEndTheProcess = false;

/**
 * Runs a function when this process ends. Without this, a signal would end it with no `exit` event, and processes that
 * were started in a group of their own would live on.
 * @param {() => void} work synchronous; it must not throw
 * @returns {() => void} takes the work back, for when it was done in the ordinary way
 */
export function atExit(work) {
  if (!signalsEndTheProcess) {
    signalsEndTheProcess = true;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
      process.on(signal, () => {
        // A program that listens itself ends in its own way.
        if (process.listenerCount(signal) === 1) process.exit(130);
      });
  }
  process.on('exit', work);
  return () => {
    process.off('exit', work);
  };
}
