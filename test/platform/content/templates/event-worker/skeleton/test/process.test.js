import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.js', import.meta.url));
const healthCheck = fileURLToPath(new URL('../src/healthCheck.js', import.meta.url));
const queueFolder = mkdtempSync(join(tmpdir(), 'process-'));
after(() => rmSync(queueFolder, { recursive: true, force: true }));

describe('The process', () => {
  it('answers the health check of the image, and ends with 0 on SIGTERM', { skip: process.platform === 'win32' }, async t => {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, PORT: '0', QUEUE_FOLDER: queueFolder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => child.kill('SIGKILL'));
    const exit = once(child, 'exit');
    // Read on to the end: a process that logs into a closed pipe would not end cleanly.
    const port = await new Promise(resolve => {
      createInterface({ input: child.stdout }).on('line', line => {
        const entry = JSON.parse(line);
        if (entry.message === 'Listening') resolve(entry.port);
      });
    });
    const env = { ...process.env, PORT: String(port) };
    const [healthy] = await once(spawn(process.execPath, [healthCheck], { env }), 'exit');
    child.kill('SIGTERM');
    assert.deepEqual([healthy, await exit], [0, [0, null]]);
  });

  it('does not start with settings that make no sense', async () => {
    const child = spawn(process.execPath, [main], { env: { ...process.env, PORT: 'eighty' }, stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    assert.notEqual(code, 0);
  });
});
