/** Thrown when the last attempt failed, too; `cause` says why. */
export class RetriesUsedUp extends Error {
  constructor(attempts: number, cause: unknown);
  readonly attempts: number;
}

export interface RetryOptions {
  /** How often at most; 3 unless said otherwise. */
  attempts?: number;
  /** In milliseconds before the second attempt, twice as long before each further one; 100 unless said otherwise. */
  delayMs?: number;
  /** Ends the waiting between attempts. */
  signal?: AbortSignal;
}

/**
 * Calls a task until it succeeds, and gives what it gave.
 * @throws {RetriesUsedUp} when no attempt succeeded
 */
export function retry<T>(task: (attempt: number) => T | Promise<T>, options?: RetryOptions): Promise<T>;
