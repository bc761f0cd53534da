// The provider of the platform's environments, with somebody who ends what it has started when the platform cannot.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleProvider, destroyAll, loadProvider } from './localProvider.mjs';

/** @typedef {import('../../../src/core/environments/provider.js').EnvironmentProvider} EnvironmentProvider */
/**
 * @typedef {object} WatchedProvider
 * @property {EnvironmentProvider} provider
 * @property {() => Promise<void>} release ends whatever it still runs; resolves when nobody is left
 */

/**
 * @param {string} folder absolute path of the folder for everything of environments
 * @param {boolean} keepsData whether the folder stays when the platform ends
 * @returns {Promise<WatchedProvider>} with nothing running
 */
export async function watchedProvider(folder, keepsData) {
  mkdirSync(folder, { recursive: true });
  const storage = join(folder, 'running');
  const bundle = await bundleProvider(folder);
  const program = fileURLToPath(new URL('warden.mjs', import.meta.url));
  const words = [program, bundle, folder, storage, keepsData ? 'keep' : 'remove'];
  const warden = spawn(process.execPath, words, { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  const gone = once(warden, 'close');
  warden.stdin.on('error', () => {});
  const provider = loadProvider(bundle)(storage);
  // What a platform has left behind that was ended together with its warden.
  await destroyAll(provider);
  return {
    provider,
    release: async () => {
      await destroyAll(provider);
      provider.dispose();
      warden.stdin.end();
      await gone;
    },
  };
}
