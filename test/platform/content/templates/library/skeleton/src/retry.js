// Tries something again that may fail for a while. Here as the first function of the library: put yours beside it.

/** Thrown when the last attempt failed, too; `cause` says why. */
export class RetriesUsedUp extends Error {
  /** @param {number} attempts @param {unknown} cause of the last attempt */
  constructor(attempts, cause) {
    super(`Failed ${attempts} times`, { cause });
    this.name = 'RetriesUsedUp';
    /** @readonly */
    this.attempts = attempts;
  }
}

/**
 * Calls a task until it succeeds.
 * @template T
 * @param {(attempt: number) => T | Promise<T>} task told which attempt it is, beginning with 1
 * @param {object} [options]
 * @param {number} [options.attempts] how often at most; 3 unless said otherwise
 * @param {number} [options.delayMs] before the second attempt, twice as long before each further one; 100 unless said otherwise
 * @param {AbortSignal} [options.signal] ends the waiting between attempts
 * @returns {Promise<T>} what the task gave
 * @throws {RetriesUsedUp} when no attempt succeeded
 * @throws {RangeError} when an option makes no sense
 * @throws the reason of the signal, once it is aborted
 */
export async function retry(task, { attempts = 3, delayMs = 100, signal } = {}) {
  if (!Number.isInteger(attempts) || attempts < 1) throw new RangeError('attempts must be a whole number from 1');
  if (!(delayMs >= 0)) throw new RangeError('delayMs must not be negative');
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      return await task(attempt);
    } catch (error) {
      if (attempt === attempts) throw new RetriesUsedUp(attempts, error);
    }
    await pause(delayMs * 2 ** (attempt - 1), signal);
  }
}

/** @param {number} ms @param {AbortSignal | undefined} signal @returns {Promise<void>} */
function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
