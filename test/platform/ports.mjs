// Which ports a platform listens on, and how a kept data folder finds its own again.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** @typedef {{ backstage: number, git: number }} PlatformPorts */

/**
 * Listens for a moment, to learn whether a port of 127.0.0.1 is free.
 * @param {number} port 0 for any
 * @returns {Promise<number | undefined>} the port; undefined when it is taken
 */
function tryPort(port) {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

/**
 * @param {number} port 0 for any
 * @param {string} what for the message
 */
async function requirePort(port, what) {
  const free = await tryPort(port);
  if (free === undefined) throw new Error(`Port ${port} of 127.0.0.1, wanted for ${what}, is taken.`);
  return free;
}

/** A port of 127.0.0.1 that is free at this moment. @returns {Promise<number>} */
export async function freePort() {
  return requirePort(0, 'a server');
}

/**
 * The ports of the platform, remembered in its data folder. The git host comes back on the port it had, because the kept
 * catalogue and repositories hold its address; Backstage does when it can.
 * @param {string} dataDir absolute path
 * @param {number} wanted the port of Backstage; 0 for any free one
 * @returns {Promise<PlatformPorts>}
 * @throws when the wanted port, or the remembered port of the git host, is taken
 */
export async function choosePorts(dataDir, wanted) {
  const file = join(dataDir, 'ports.json');
  /** @type {PlatformPorts | undefined} */
  const remembered = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const again = wanted || !remembered ? undefined : await tryPort(remembered.backstage);
  const backstage = again ?? (await requirePort(wanted, 'Backstage'));
  const git = await requirePort(remembered?.git ?? 0, 'the git host');
  const ports = { backstage, git };
  writeFileSync(file, JSON.stringify(ports));
  return ports;
}
