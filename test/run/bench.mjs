// npm run bench -- NAME … [--OPTION VALUE …]: runs benchmarks. Each prints one line of JSON; none of them judges.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureRoot, root } from './root.mjs';

const folder = join(root, 'test', 'bench');
// What several of them use is no benchmark.
const SHARED = new Set(['window.mjs', 'generateEntities.mjs']);

/** @param {readonly string[]} args @returns {Promise<number>} the exit code */
async function main(args) {
  const options = args.findIndex(arg => arg.startsWith('--'));
  const names = options < 0 ? args : args.slice(0, options);
  const known = readdirSync(folder)
    .filter(file => file.endsWith('.mjs') && !SHARED.has(file))
    .map(file => file.replace(/\.mjs$/, ''));
  if (names.length === 0 || names.some(name => !known.includes(name))) {
    process.stderr.write(`Usage: npm run bench -- NAME …, where NAME is one of ${known.join(', ')}.\n`);
    return 2;
  }
  ensureRoot();
  for (const name of names) {
    const file = join(folder, `${name}.mjs`);
    /** @type {{ run(options: readonly string[]): Promise<Record<string, unknown>> }} */
    const benchmark = await import(pathToFileURL(file).href);
    process.stdout.write(`${JSON.stringify({ bench: name, ...(await benchmark.run(args.slice(names.length))) })}\n`);
  }
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
