import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
const healthCheck = fileURLToPath(new URL('../src/healthCheck.js', import.meta.url));

/** Starts the service as a process of its own, and waits until it listens. @param {Record<string, string>} env */
async function startProcess(env = {}) {
  const child = spawn(process.execPath, [main], {
    env: { ...process.env, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const entry = JSON.parse(line);
    if (entry.message === 'Listening') return { child, exit, port: entry.port, url: `http://127.0.0.1:${entry.port}` };
  }
  throw new Error('The process ended before it listened');
}

describe('The process', () => {
  it('finishes what it has begun, and ends with 0 on SIGTERM', { skip: process.platform === 'win32' }, async () => {
    const { child, exit, url } = await startProcess({ SHUTDOWN_DELAY_MS: '300' });
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    child.kill('SIGTERM');
    // The signal is handled asynchronously: the first answers may still be from before.
    let status = 200;
    for (const until = Date.now() + 250; status === 200 && Date.now() < until;)
      status = (await fetch(`${url}/readyz`)).status;
    assert.equal(status, 503, 'it says that it leaves');
    assert.equal((await fetch(url)).status, 200, 'it still serves those who have not heard of it');
    assert.deepEqual(await exit, [0, null]);
  });

  it('answers the health check of the image', async () => {
    const { child, exit, port } = await startProcess();
    const env = { ...process.env, PORT: String(port) };
    const [healthy] = await once(spawn(process.execPath, [healthCheck], { env }), 'exit');
    child.kill();
    await exit;
    const [gone] = await once(spawn(process.execPath, [healthCheck], { env }), 'exit');
    assert.deepEqual({ healthy, gone }, { healthy: 0, gone: 1 });
  });

  it('does not start with settings that make no sense', async () => {
    const child = spawn(process.execPath, [main], { env: { ...process.env, PORT: 'eighty' }, stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    assert.notEqual(code, 0);
  });
});
