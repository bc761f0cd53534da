import { parentPort, workerData } from 'node:worker_threads';
import type { ScanPlan } from '../../core/compliance/scan/scanPlan.js';
import type { FolderEntitiesOptions } from '../../core/compliance/surroundings/folderEntities.js';
import { DiskScanner } from './diskScan.js';

/** What a thread that scans is given to begin with. */
export interface ScanWorkerData {
  readonly root: string;
  readonly plan: ScanPlan;
  readonly entities: FolderEntitiesOptions;
  /** Four bytes, in which the thread says at which file of its batch it is; -1: at none yet. */
  readonly at: SharedArrayBuffer;
}

const { root, plan, entities, at } = workerData as ScanWorkerData;
const scanner = new DiskScanner(root, plan, entities);
const place = new Int32Array(at);

parentPort?.on('message', (paths: readonly string[]) => {
  void scanner
    .scan(paths, { onFile: index => Atomics.store(place, 0, index) })
    .then(result => parentPort?.postMessage(result));
});
