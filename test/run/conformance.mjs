// npm run conformance: holds the rules against the labelled data sets that lie beside the repository, and prints the figures.
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureRoot, root } from './root.mjs';

const ENTRY = `
export { areCorporaThere } from './test/conformance/corpora.js';
export { measureConformance } from './test/conformance/run.js';
export { conformanceText, shortfallsOf } from './test/conformance/report.js';
`;

/** @returns {Promise<number>} the exit code: 1 where a figure is missed */
async function main() {
  ensureRoot();
  const folder = mkdtempSync(join(root, 'out-conformance-'));
  try {
    const file = join(folder, 'conformance.mjs');
    await build({
      stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
      outfile: file,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
      plugins: [toolingInPlace],
    });
    const { areCorporaThere, measureConformance, conformanceText, shortfallsOf } = await import(
      pathToFileURL(file).href
    );
    if (!areCorporaThere()) {
      process.stdout.write('The labelled data sets do not lie beside the repository: nothing is measured.\n');
      return 0;
    }
    const conformance = await measureConformance();
    process.stdout.write(conformanceText(conformance));
    const short = shortfallsOf(conformance);
    process.stdout.write(short.length === 0 ? '\nEvery figure is reached.\n' : `\n${short.join('\n')}\n`);
    return short.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports of the `.mjs` tooling stay imports of those very files. @type {import('esbuild').Plugin} */
const toolingInPlace = {
  name: 'tooling-in-place',
  setup(setup) {
    setup.onResolve({ filter: /^\..*\.mjs$/ }, args => ({
      path: pathToFileURL(resolve(args.resolveDir, args.path)).href,
      external: true,
    }));
  },
};

process.exitCode = await main();
