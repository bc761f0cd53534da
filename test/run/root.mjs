import { spawn, spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNpmPackages } from './packages.mjs';

/** Absolute path of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Makes sure that this Node is new enough and that the repository's own packages are installed.
 * @throws with advice where that cannot be
 */
export function ensureRoot() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`Golden Path is built with Node 20.19 or newer; this is ${process.versions.node}.`);
  ensureNpmPackages(root, 'the extension');
}

/**
 * Runs one of the repository's own programs under this Node.
 * @param {string} script path below the repository
 * @param {readonly string[]} [args]
 * @param {Record<string, string>} [env] added to the environment
 * @returns {boolean} whether it exited with 0; its output is on the terminal
 */
export function runScript(script, args = [], env = {}) {
  const result = spawnSync(process.execPath, [script, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return result.status === 0;
}

/**
 * Runs one of the repository's own programs under this Node, beside what else this process does.
 * @param {string} script path below the repository
 * @param {readonly string[]} args
 * @param {{ env?: Record<string, string>, quiet?: boolean }} [how] `env`: added to the environment; `quiet`: nothing goes to the terminal
 * @returns {Promise<{ good: boolean, output: string }>} whether it exited with 0, and what it said where it was quiet
 */
export function runScriptBeside(script, args, { env = {}, quiet = false } = {}) {
  return new Promise(resolve => {
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.once('error', error => resolve({ good: false, output: `${error.message}\n` }));
    child.once('close', code => resolve({ good: code === 0, output }));
  });
}
