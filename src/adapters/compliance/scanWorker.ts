import { parentPort, workerData } from 'node:worker_threads';
import type { ScanPlan } from '../../core/compliance/scan/scanPlan.js';
import type { FolderEntitiesOptions } from '../../core/compliance/surroundings/folderEntities.js';
import { DiskScanner } from './diskScan.js';

/** What a thread that scans is given to begin with. */
export interface ScanWorkerData {
  readonly root: string;
  readonly plan: ScanPlan;
  readonly entities: FolderEntitiesOptions;
}

const { root, plan, entities } = workerData as ScanWorkerData;
const scanner = new DiskScanner(root, plan, entities);

parentPort?.on('message', (paths: readonly string[]) => {
  void scanner.scan(paths).then(result => parentPort?.postMessage(result));
});
