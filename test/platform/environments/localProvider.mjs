// What runs the environments of the platform: the provider of the product that makes environments on a person's own machine.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** @typedef {import('../../../src/core/environments/provider.js').EnvironmentProvider} EnvironmentProvider */

const againMs = 200;

/**
 * Makes one file of the product's provider, which is written in TypeScript.
 * @param {string} folder absolute path
 * @returns {Promise<string>} absolute path of the file
 */
export async function bundleProvider(folder) {
  const { build } = await import('esbuild');
  const outfile = join(folder, 'localProvider.cjs');
  const entry = fileURLToPath(new URL('../../../src/adapters/environments/localProvider.ts', import.meta.url));
  await build({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  return outfile;
}

/**
 * @param {string} bundle what `bundleProvider` has made
 * @returns {(storage: string) => EnvironmentProvider} makes a provider that keeps everything below a folder
 */
export function loadProvider(bundle) {
  /** @type {typeof import('../../../src/adapters/environments/localProvider.js')} */
  const { LocalProvider } = createRequire(import.meta.url)(bundle);
  return storage => new LocalProvider({ storage, clock: Date });
}

/**
 * Stops and removes all environments of a provider, for as long as that takes, but not for ever.
 * @param {EnvironmentProvider} provider
 */
export async function destroyAll(provider) {
  const patience = AbortSignal.timeout(30_000);
  while (!patience.aborted) {
    const left = await provider.list(patience);
    if (!left.ok || left.value.length === 0) return;
    const ends = await Promise.all(left.value.map(({ id }) => provider.destroy(id, true, patience)));
    if (ends.some(({ ok }) => !ok)) await sleep(againMs);
  }
}
