#!/usr/bin/env node
// Tests the test host itself: node test/host/selfTest.mjs
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleTests } from './bundleTests.mjs';
import { ensureHost } from './install.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = join(here, '..', '..', 'out', 'test', 'host');

async function selfTest() {
  await ensureHost();
  await bundleTests({ files: [join(here, 'suite', 'host.test.ts')], folder, runsIn: 'node' });
  const mocha = createRequire(import.meta.url).resolve('mocha/bin/mocha.js');
  return spawnSync(process.execPath, [mocha, join(folder, 'host.test.mjs')], { stdio: 'inherit' }).status ?? 1;
}

selfTest().then(
  status => {
    process.exitCode = status;
  },
  error => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
