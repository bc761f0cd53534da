#!/usr/bin/env node
// Keeps a VS Code server running for a person: open the printed address in a browser.
//
//   node test/host/serve.mjs [--workspace FOLDER] [--extension FOLDER …] [--vsix FILE …] [--settings FILE.json] [--data FOLDER]
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { say } from '../run/say.mjs';
import { ensureHost } from './install.mjs';
import { startHost } from './server.mjs';

async function serve() {
  const { values } = parseArgs({
    options: {
      workspace: { type: 'string', default: '.' },
      extension: { type: 'string', multiple: true },
      vsix: { type: 'string', multiple: true },
      settings: { type: 'string' },
      data: { type: 'string' },
    },
  });
  await ensureHost({ browser: false });
  const host = await startHost({
    dataDir: values.data,
    extensions: values.extension,
    vsix: values.vsix,
    settings: values.settings ? JSON.parse(readFileSync(values.settings, 'utf8')) : undefined,
  });
  say(`VS Code is at ${host.url(values.workspace)}`);
  say('Ctrl-C stops it.');
  host.onExit(exit => {
    say(`The server ended with ${exit}.`);
    process.exit(1);
  });
}

serve().catch(error => {
  console.error(error.message);
  process.exitCode = 1;
});
