// A page of the product in a real browser, as it is released, and how long it takes to paint what a message brings.
import { build } from 'esbuild';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../run/root.mjs';

/**
 * Builds the page as it is released, and the maker of its document.
 * @param {string} folder
 * @param {string} page name of its folder below `webview`
 * @returns {Promise<typeof import('../../src/editor/common/webviewHtml.js').webviewHtml>}
 */
export async function buildPage(folder, page) {
  const common = /** @type {const} */ ({ bundle: true, format: 'esm', logLevel: 'warning', legalComments: 'none' });
  await build({
    ...common,
    entryPoints: { [page]: join(root, 'webview', page, 'main.ts') },
    outdir: folder,
    minify: true,
    platform: 'browser',
    target: 'chrome128',
  });
  const outfile = join(folder, 'webviewHtml.mjs');
  await build({ ...common, entryPoints: [join(root, 'src/editor/common/webviewHtml.ts')], outfile, platform: 'node' });
  return (await import(pathToFileURL(outfile).href)).webviewHtml;
}

/**
 * From the moment at which a message lies in the page to the frame after the one that paints what it brought.
 * @param {import('playwright-core').Page} page
 * @param {unknown} message
 * @returns {Promise<number>} milliseconds
 */
export function painted(page, message) {
  return page.evaluate(
    json =>
      new Promise(resolve => {
        const scope = /** @type {any} */ (globalThis);
        const data = JSON.parse(json);
        // Not from the middle of a frame, whose rest would be counted.
        scope.requestAnimationFrame(() => {
          const channel = new scope.MessageChannel();
          channel.port1.onmessage = () => {
            const started = performance.now();
            scope.addEventListener(
              'message',
              () =>
                scope.requestAnimationFrame(() => {
                  const after = new scope.MessageChannel();
                  after.port1.onmessage = () => resolve(performance.now() - started);
                  after.port2.postMessage(0);
                }),
              { once: true },
            );
            scope.postMessage(data, '*');
          };
          channel.port2.postMessage(0);
        });
      }),
    JSON.stringify(message),
  );
}

/** @param {readonly number[]} values */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** @param {number} value */
export function rounded(value) {
  return Number(value.toFixed(1));
}

/** @param {number} bytes */
export function kilobytes(bytes) {
  return rounded(bytes / 1_000);
}
