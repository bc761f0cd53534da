import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import { endedFile } from '../../core/compliance/scan/folderReport.js';
import type { ScanPlan } from '../../core/compliance/scan/scanPlan.js';
import type { FolderEntitiesOptions } from '../../core/compliance/surroundings/folderEntities.js';
import type { BatchResult } from './diskScan.js';
import type { ScanWorkerData } from './scanWorker.js';

/** Small enough that all threads end at about the same time, large enough that messages do not count. */
const BATCH = 64;

/**
 * Half of what V8 gives: what a file needs is gone with the file. Less for each thread made scans of thousands of files no slower
 * and two threads 25 MB smaller.
 */
const YOUNG_MEGABYTES = 24;

export interface ScanWorkersOptions {
  /** The compiled `scanWorker`. */
  readonly workerFile: string;
  readonly threads: number;
  readonly entities: FolderEntitiesOptions;
  readonly signal: AbortSignal;
  /** Told how many files are done. */
  readonly onProgress?: (done: number) => void;
  /** How many milliseconds a small file may take. */
  readonly patienceMs?: number;
}

/** How long a file may take, and how much longer for what it is large: a file of 50 MB takes half a minute on a slow machine. */
const PATIENCE_MS = 20_000;
const MS_A_BYTE = 0.002;
const LOOK_EVERY_MS = 200;

/**
 * Checks files of the disk in several threads. A file that takes too much time or memory is ended with its thread and has a finding
 * that says so; another thread goes on.
 * @param root absolute path of the scanned folder
 * @param paths from there, with forward slashes
 */
export async function scanInThreads(
  root: string,
  plan: ScanPlan,
  paths: readonly string[],
  { workerFile, threads, entities, signal, onProgress, patienceMs = PATIENCE_MS }: ScanWorkersOptions,
): Promise<Result<BatchResult>> {
  const batches: (readonly string[])[] = [];
  for (let at = 0; at < paths.length; at += BATCH) batches.push(paths.slice(at, at + BATCH));
  const results: BatchResult[] = [];
  let done = 0;
  const take = (result: BatchResult): void => {
    results.push(result);
    done += result.files.length;
    onProgress?.(done);
  };
  const patienceFor = (path: string): number => patienceMs + sizeOf(join(root, ...path.split('/'))) * MS_A_BYTE;
  const next = (): readonly string[] | undefined => (signal.aborted ? undefined : batches.shift());
  const work = async (): Promise<void> => {
    while (batches.length > 0 && !signal.aborted) {
      const thread = new ScanThread(workerFile, { root, plan, entities });
      const stop = (): void => thread.end();
      signal.addEventListener('abort', stop);
      try {
        for (let batch = next(); batch; batch = next()) {
          const answer = await thread.scan(batch, patienceFor);
          if (typeof answer === 'number') {
            const path = batch[answer] ?? '';
            take({ files: [endedFile(path)], failures: [] });
            // What was found before it is gone with the thread.
            batches.push(...[batch.slice(0, answer), batch.slice(answer + 1)].filter(({ length }) => length > 0));
            break;
          }
          take(answer);
        }
      } finally {
        signal.removeEventListener('abort', stop);
        thread.end();
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(threads, batches.length) }, work));
  } catch (error) {
    if (signal.aborted) return failure(CANCELLED);
    return failure({ kind: 'internal', message: `A thread that scans has ended: ${String(error)}` });
  }
  if (signal.aborted) return failure(CANCELLED);
  return success({
    files: results.flatMap(({ files }) => files),
    failures: results.flatMap(({ failures }) => failures),
  });
}

/** Bytes of a file; 0 where that is not known. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

class ScanThread {
  private readonly worker: Worker;
  private readonly place = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

  constructor(workerFile: string, data: Omit<ScanWorkerData, 'at'>) {
    this.worker = new Worker(workerFile, {
      workerData: { ...data, at: this.place.buffer } satisfies ScanWorkerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
  }

  end(): void {
    void this.worker.terminate();
  }

  /**
   * @param patienceFor how many milliseconds a file may take
   * @returns the number of the file in the batch that took too long or too much memory, where one did
   */
  scan(batch: readonly string[], patienceFor: (path: string) => number): Promise<BatchResult | number> {
    const { worker, place } = this;
    Atomics.store(place, 0, -1);
    return new Promise((done, fail) => {
      let at = -1;
      let since = 0;
      const timer = setInterval(() => {
        const now = Atomics.load(place, 0);
        if (now !== at) [at, since] = [now, performance.now()];
        const path = batch[at];
        if (path !== undefined && performance.now() - since > patienceFor(path)) settle(at);
      }, LOOK_EVERY_MS);
      const settle = (answer: BatchResult | number): void => {
        clearInterval(timer);
        worker.off('message', settle).off('error', broke).off('exit', ended);
        done(answer);
      };
      const broke = (error: Error): void => {
        const file = Atomics.load(place, 0);
        if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' && file >= 0) settle(file);
        else {
          clearInterval(timer);
          fail(error);
        }
      };
      const ended = (code: number): void => broke(new Error(`exit ${code}`));
      worker.once('message', settle).once('error', broke).once('exit', ended);
      worker.postMessage(batch);
    });
  }
}
