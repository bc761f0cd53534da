import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { retry, RetriesUsedUp } from '../src/index.js';

describe('retry', () => {
  it('gives what the task gives, and asks it no more than needed', async () => {
    /** @type {number[]} */
    const seen = [];
    const result = await retry(
      attempt => {
        seen.push(attempt);
        if (attempt < 3) throw new Error('not yet');
        return 'done';
      },
      { attempts: 5, delayMs: 1 },
    );
    assert.equal(result, 'done');
    assert.deepEqual(seen, [1, 2, 3]);
  });

  it('says how often it tried, and why the last attempt failed', async () => {
    const cause = new Error('never');
    await assert.rejects(
      retry(() => Promise.reject(cause), { attempts: 2, delayMs: 0 }),
      error => error instanceof RetriesUsedUp && error.attempts === 2 && error.cause === cause,
    );
  });

  it('stops waiting when it is told to', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const trying = retry(() => Promise.reject(new Error('no')), { delayMs: 60_000, signal: controller.signal });
    setImmediate(() => controller.abort(reason));
    await assert.rejects(trying, reason);
  });

  it('refuses options that make no sense', async () => {
    await assert.rejects(retry(() => 1, { attempts: 0 }), RangeError);
    await assert.rejects(retry(() => 1, { delayMs: -1 }), RangeError);
  });
});
