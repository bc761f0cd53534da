// Bundles test files written in TypeScript: for mocha in Node, or for mocha inside the extension host.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Bundles each file into one of the same name, with source maps.
 * @param {object} options
 * @param {readonly string[]} options.files test files
 * @param {string} options.folder receives the bundles, in the folder structure below the nearest common folder
 * @param {'node' | 'host'} options.runsIn `node` gives ES modules (.mjs); `host` CommonJS (.js), where `vscode` can be had
 * @throws with esbuild's messages
 */
export async function bundleTests({ files, folder, runsIn }) {
  const inHost = runsIn === 'host';
  await build({
    entryPoints: [...files],
    outdir: resolve(folder),
    bundle: true,
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
    format: inHost ? 'cjs' : 'esm',
    outExtension: { '.js': inHost ? '.js' : '.mjs' },
    packages: 'external',
    plugins: inHost ? [] : [keepModulesInPlace],
  });
}

/**
 * Leaves our `.mjs` files out of a bundle: they find their folder by `import.meta.url`, and a browser or server that one
 * of them starts must be the same one for every importer.
 * @type {import('esbuild').Plugin}
 */
export const keepModulesInPlace = {
  name: 'keep-modules-in-place',
  setup({ onResolve, initialOptions }) {
    onResolve({ filter: /^\.\.?\/.*\.mjs$/ }, ({ path, resolveDir }) => {
      const file = join(resolveDir, path);
      // `require` takes paths only, `import` takes addresses on every system.
      return { path: initialOptions.format === 'cjs' ? file : pathToFileURL(file).href, external: true };
    });
  },
};
