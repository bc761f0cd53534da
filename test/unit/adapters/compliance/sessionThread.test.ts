import assert from 'node:assert/strict';
import { SessionThread } from '../../../../src/adapters/compliance/sessionThread.js';
import { temporaryFolder, type TemporaryFolder } from '../../temporaryFolder.js';

/** A thread that answers `rules`, loops for ever on `update`, and ends itself on `close`. */
const WORKER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', message => {
  if (message.question === 'update') for (;;);
  if (message.question === 'close') process.exit(3);
  if (message.question === 'scanFolder') {
    parentPort.postMessage({ id: message.id, done: 1, total: 2 });
    setTimeout(() => parentPort.postMessage({ id: message.id, answer: 'scanned' }), 300);
    return;
  }
  if (message.question === 'fixes') parentPort.postMessage({ id: message.id, failed: 'at line 1' });
  else parentPort.postMessage({ id: message.id, answer: [] });
});
`;
const FILE = { folder: 'a', path: 'b.yaml', text: '' };

describe('the thread that checks', () => {
  let folder: TemporaryFolder;
  let lost = 0;
  let thread: SessionThread;
  beforeEach(async () => {
    folder = await temporaryFolder({ 'worker.cjs': WORKER });
    lost = 0;
    thread = new SessionThread({
      ...{ workerFile: folder.at('worker.cjs'), patienceMs: 500 },
      onLost: () => lost++,
      onLog: () => undefined,
    });
  });
  afterEach(async () => {
    thread.dispose();
    await folder.dispose();
  });

  it('is ended where nothing is heard of it, and another one begins', async () => {
    assert.ok((await thread.ask('rules', {})).ok);
    const stuck = await thread.ask('update', FILE);
    assert.equal(stuck.ok, false);
    assert.equal(lost, 1);
    assert.ok((await thread.ask('rules', {})).ok);
  });

  it('fails what was asked where it ends by itself', async () => {
    const ended = await thread.ask('close', FILE);
    assert.equal(!ended.ok && ended.problem.kind, 'internal');
    assert.ok((await thread.ask('rules', {})).ok);
  });

  it('says how far it is, and what failed in it without ending it', async () => {
    const seen: number[] = [];
    const scanned = await thread.ask('scanFolder', { folder: 'a' }, { onProgress: done => seen.push(done) });
    assert.ok(scanned.ok);
    assert.deepEqual(seen, [1]);
    const failed = await thread.ask('fixes', { folder: 'a', path: 'b', fingerprint: '' });
    assert.equal(!failed.ok && failed.problem.detail, 'at line 1');
    assert.equal(lost, 0);
  });

  it('asks nothing that was cancelled before', async () => {
    const cancelled = await thread.ask('rules', {}, { signal: AbortSignal.abort() });
    assert.equal(!cancelled.ok && cancelled.problem.kind, 'cancelled');
  });
});
