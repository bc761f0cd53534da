import { Worker } from 'node:worker_threads';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
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
}

/**
 * Checks files of the disk in several threads.
 * @param root absolute path of the scanned folder
 * @param paths from there, with forward slashes
 */
export async function scanInThreads(
  root: string,
  plan: ScanPlan,
  paths: readonly string[],
  { workerFile, threads, entities, signal, onProgress }: ScanWorkersOptions,
): Promise<Result<BatchResult>> {
  const batches: (readonly string[])[] = [];
  for (let at = 0; at < paths.length; at += BATCH) batches.push(paths.slice(at, at + BATCH));
  const results: BatchResult[] = [];
  let done = 0;
  const work = async (): Promise<void> => {
    const worker = new Worker(workerFile, {
      workerData: { root, plan, entities } satisfies ScanWorkerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    const stop = (): void => void worker.terminate();
    signal.addEventListener('abort', stop);
    try {
      for (let batch = batches.shift(); batch && !signal.aborted; batch = batches.shift()) {
        results.push(await answerOf(worker, batch));
        done += batch.length;
        onProgress?.(done);
      }
    } finally {
      signal.removeEventListener('abort', stop);
      await worker.terminate();
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

function answerOf(worker: Worker, batch: readonly string[]): Promise<BatchResult> {
  return new Promise((done, fail) => {
    const ended = (code: number): void => fail(new Error(`exit ${code}`));
    worker.once('message', (result: BatchResult) => {
      worker.off('error', fail).off('exit', ended);
      done(result);
    });
    worker.once('error', fail).once('exit', ended);
    worker.postMessage(batch);
  });
}
