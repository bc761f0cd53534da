import { Worker } from 'node:worker_threads';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import type { FromThread, SessionQuestion, SessionQuestions, ToThread } from './sessionProtocol.js';

/** How long nothing may be heard before the thread is taken for stuck: no manifest may hold up all others. */
const PATIENCE_MS = 5000;

export interface SessionThreadOptions {
  /** The compiled `sessionWorker`. */
  readonly workerFile: string;
  /** The thread was stuck or broke, and a new one begins with nothing: what was open must be opened again. */
  readonly onLost: () => void;
  readonly onLog: (words: string) => void;
  /** How many milliseconds nothing may be heard. */
  readonly patienceMs?: number;
}

export interface AskOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

interface Waiting {
  readonly done: (result: Result<unknown>) => void;
  readonly onProgress: AskOptions['onProgress'];
}

/**
 * The thread that checks: started with the first question, so that no file can hold up the editor. Where nothing is heard for too
 * long it is ended, what was asked fails, and the next question starts another.
 */
export class SessionThread {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private last = 0;

  constructor(private readonly options: SessionThreadOptions) {}

  /** @returns `internal` where the thread was stuck or broke, `cancelled` where the person stopped it */
  ask<Name extends SessionQuestion>(
    question: Name,
    ask: SessionQuestions[Name]['ask'],
    { signal, onProgress }: AskOptions = {},
  ): Promise<Result<SessionQuestions[Name]['answer']>> {
    if (signal?.aborted) return Promise.resolve(failure(CANCELLED));
    const id = ++this.last;
    const worker = (this.worker ??= this.start());
    return new Promise(resolve => {
      const stop = (): void => worker.postMessage({ cancel: id } satisfies ToThread);
      signal?.addEventListener('abort', stop, { once: true });
      const done = (result: Result<unknown>): void => {
        signal?.removeEventListener('abort', stop);
        // What came was asked for by its name: the thread answers in kind.
        resolve(result as Result<SessionQuestions[Name]['answer']>);
      };
      this.waiting.set(id, { done, onProgress });
      worker.postMessage({ id, question, ask });
      this.watch();
    });
  }

  dispose(): void {
    clearTimeout(this.timer);
    void this.worker?.terminate();
    this.worker = undefined;
    this.failAll('The window is closing.');
  }

  private start(): Worker {
    const worker = new Worker(this.options.workerFile);
    // The editor may end without waiting for it.
    worker.unref();
    worker.on('message', (message: FromThread) => this.take(message));
    worker.on('error', error => this.lose(worker, `The thread that checks has ended: ${error.message}`));
    worker.on('exit', () => this.lose(worker, 'The thread that checks has ended.'));
    return worker;
  }

  private take(message: FromThread): void {
    if ('log' in message) {
      this.options.onLog(message.log);
      return;
    }
    const waiting = this.waiting.get(message.id);
    if ('done' in message) waiting?.onProgress?.(message.done, message.total);
    else {
      this.waiting.delete(message.id);
      if ('failed' in message)
        waiting?.done(failure({ kind: 'internal', message: 'A check has failed.', detail: message.failed }));
      else waiting?.done(success(message.answer));
    }
    this.watch();
  }

  /** Begins to wait anew. */
  private watch(): void {
    clearTimeout(this.timer);
    if (this.waiting.size === 0) return;
    this.timer = setTimeout(() => {
      const { worker } = this;
      if (worker) this.lose(worker, 'A check took too long and was ended.');
    }, this.options.patienceMs ?? PATIENCE_MS);
  }

  private lose(worker: Worker, why: string): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    void worker.terminate();
    this.failAll(why);
    this.options.onLost();
  }

  private failAll(message: string): void {
    clearTimeout(this.timer);
    const all = [...this.waiting.values()];
    this.waiting.clear();
    for (const { done } of all) done(failure({ kind: 'internal', message }));
  }
}
