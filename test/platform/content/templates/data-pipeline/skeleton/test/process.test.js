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
const dataFolder = mkdtempSync(join(tmpdir(), 'process-'));
after(() => rmSync(dataFolder, { recursive: true, force: true }));

describe('The process', () => {
  it('answers the health check of the image, and ends with 0 on SIGTERM', { skip: process.platform === 'win32' }, async () => {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, PORT: '0', DATA_FOLDER: dataFolder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exit = once(child, 'exit');
    let port = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const entry = JSON.parse(line);
      if (entry.message !== 'Listening') continue;
      port = entry.port;
      break;
    }
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
