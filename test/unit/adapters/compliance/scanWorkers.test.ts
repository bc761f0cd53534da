import assert from 'node:assert/strict';
import { scanInThreads } from '../../../../src/adapters/compliance/scanWorkers.js';
import { planOf } from '../../../../src/core/compliance/scan/scanPlan.js';
import { DEFAULT_SCAN_SETTINGS } from '../../../../src/core/compliance/scan/scanSettings.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

/** A thread that finds nothing, loops for ever at `slow.yaml`, takes all memory at `large.yaml`, and breaks at `broken.yaml`. */
const WORKER = `
const { parentPort, workerData } = require('node:worker_threads');
const place = new Int32Array(workerData.at);
parentPort.on('message', paths => {
  const files = [];
  for (const [index, path] of paths.entries()) {
    Atomics.store(place, 0, index);
    if (path.startsWith('slow')) for (;;);
    if (path.startsWith('large')) for (const all = []; ; ) all.push(new Array(1_000_000).fill(index).map(String));
    if (path.startsWith('broken')) throw new Error('a defect');
    files.push({ path, reported: [], waivers: [] });
  }
  parentPort.postMessage({ files, failures: [] });
});
`;

describe('The threads of a scan', () => {
  let folder: TemporaryFolder;
  before(async () => (folder = await temporaryFolder({ 'worker.cjs': WORKER })));
  after(() => folder.dispose());
  const scan = (paths: readonly string[], signal = new AbortController().signal) =>
    scanInThreads(folder.at('.'), planOf(DEFAULT_SCAN_SETTINGS, []), paths, {
      ...{ workerFile: folder.at('worker.cjs'), threads: 2, entities: { descriptors: [], isWhole: false }, signal },
      patienceMs: 1_000,
    });

  it('end what takes too long, say so, and go on with the rest', async function () {
    this.timeout(60_000);
    const names = Array.from({ length: 150 }, (_, at) => `${at % 60 === 30 ? 'slow' : 'a'}${at}.yaml`);
    const scanned = await scan(names);
    assert.ok(scanned.ok);
    assert.deepEqual(scanned.value.files.map(({ path }) => path).sort(), [...names].sort());
    for (const { path, reported, facts } of scanned.value.files) {
      assert.deepEqual(
        reported.map(({ rule }) => rule),
        path.startsWith('slow') ? ['engine/too-slow'] : [],
      );
      // Rules that look across files know that they do not know it.
      assert.equal(facts?.[0]?.facts.unreadable, path.startsWith('slow') ? true : undefined);
    }
  });

  it('end what takes all memory', async function () {
    this.timeout(120_000);
    const scanned = await scan(['a.yaml', 'large.yaml', 'b.yaml']);
    assert.ok(scanned.ok);
    assert.deepEqual(
      scanned.value.files.flatMap(({ path, reported }) => reported.map(({ rule }) => `${path} ${rule}`)),
      ['large.yaml engine/too-slow'],
    );
  });

  it('say what broke them', async () => {
    const scanned = await scan(['a.yaml', 'broken.yaml']);
    assert.equal(!scanned.ok && scanned.problem.kind, 'internal');
  });

  it('stop when they are told to', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    const scanned = await scan(['slow.yaml'], controller.signal);
    assert.equal(!scanned.ok && scanned.problem.kind, 'cancelled');
  });
});
