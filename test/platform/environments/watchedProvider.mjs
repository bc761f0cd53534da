// The provider of the platform's environments, with somebody who ends what it has started when the platform cannot.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openProvider } from './localProvider.mjs';

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
  const program = fileURLToPath(new URL('warden.mjs', import.meta.url));
  const warden = spawn(process.execPath, [program, folder, keepsData ? 'keep' : 'remove'], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const gone = once(warden, 'close');
  warden.stdin.on('error', () => {});
  const provider = await openProvider(join(folder, 'running'));
  // What a platform has left behind that was ended together with its warden.
  const left = await provider.list(AbortSignal.timeout(30_000));
  if (left.ok) for (const { id } of left.value) await provider.destroy(id, true, AbortSignal.timeout(30_000));
  return {
    provider,
    release: async () => {
      provider.dispose();
      warden.stdin.end();
      await gone;
    },
  };
}
