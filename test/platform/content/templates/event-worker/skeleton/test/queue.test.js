import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { FolderQueue } from '../src/queue.js';

/** @param {string} id @param {object} [more] */
const event = (id, more = {}) => ({ specversion: '1.0', id, source: '/test', type: 'test.done', ...more });

describe('The queue', () => {
  const root = mkdtempSync(join(tmpdir(), 'queue-'));
  let number = 0;
  let queueFolder = '';
  /** @type {FolderQueue} */
  let queue;
  const open = async () => {
    queueFolder = join(root, String(number++));
    queue = new FolderQueue({ queueFolder, leaseMs: 60_000 });
    await queue.open();
  };
  before(open);
  after(() => rmSync(root, { recursive: true, force: true }));

  it('keeps an event once, and gives it to one taker', async () => {
    await queue.put(event('1'));
    await queue.put(event('1'));
    const other = new FolderQueue({ queueFolder, leaseMs: 60_000 });
    const [ours, theirs] = await Promise.all([queue.claim(9, Date.now()), other.claim(9, Date.now())]);
    assert.equal(ours.length + theirs.length, 1);
    await queue.finish(/** @type {import('../src/queue.js').Claim} */ (ours[0] ?? theirs[0]));
    assert.deepEqual(readdirSync(join(queueFolder, 'working')), []);
  });

  it('does not let an event name a path', async () => {
    await open();
    await queue.put(event('../../../escaped'));
    assert.match(readdirSync(join(queueFolder, 'inbox')).join(), /^[0-9a-f]{32}\.json$/);
  });

  it('gives an event back when it is due, and not before', async () => {
    await open();
    await queue.put(event('1'));
    const [claim] = await queue.claim(1, Date.now());
    assert.ok(claim);
    await queue.retry(claim, 5000, 'not yet');
    assert.deepEqual(await queue.claim(1, 4999), []);
    const [again] = await queue.claim(1, 5000);
    assert.equal(again?.entry?.attempt, 2);
    assert.equal(again?.entry?.error, 'not yet');
  });

  it('takes back what an instance left behind', async () => {
    await open();
    await queue.put(event('1'));
    await queue.claim(1, Date.now());
    assert.equal(await queue.recover(Date.now()), 0);
    const [name = ''] = readdirSync(join(queueFolder, 'working'));
    utimesSync(join(queueFolder, 'working', name), new Date(0), new Date(0));
    assert.equal(await queue.recover(Date.now()), 1);
    assert.equal((await queue.claim(1, Date.now())).length, 1);
  });

  it('takes what another system puts into the inbox, and says what waits', async () => {
    await open();
    writeFileSync(join(queueFolder, 'inbox', 'from-elsewhere.json'), JSON.stringify(event('7')));
    writeFileSync(join(queueFolder, 'inbox', 'broken.json'), 'no JSON');
    utimesSync(join(queueFolder, 'inbox', 'broken.json'), new Date(10_000), new Date(10_000));
    const { waiting, failed, oldestSeconds } = await queue.depth(70_000);
    assert.deepEqual({ waiting, failed, oldestSeconds }, { waiting: 2, failed: 0, oldestSeconds: 60 });
    const claims = await queue.claim(9, Date.now());
    assert.deepEqual(
      claims.map(({ name, entry }) => [name, entry !== undefined]),
      [
        ['broken.json', false],
        ['from-elsewhere.json', true],
      ],
    );
    for (const claim of claims) await queue.fail(claim, 'no');
    assert.equal((await queue.depth(Date.now())).failed, 2);
  });
});
