// Which Node runs the backend: its SQLite build needs 22 or newer.
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const oldestMajor = 22;

/**
 * The Node that can run the backend: the one of this process when it is new enough, else the one among the platform's npm
 * packages. Inside Electron (an extension host) it is always the latter, because Electron's own executable is no plain Node.
 * @param {string} platformFolder absolute path of the folder whose `node_modules` may hold a Node
 * @returns {string} absolute path of an executable
 * @throws when neither is there
 */
export function nodeForPlatform(platformFolder) {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= oldestMajor && !process.versions['electron']) return process.execPath;
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const executable = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = join(platformFolder, 'node_modules', name, 'bin', executable);
  if (existsSync(path)) return path;
  throw new Error(
    `The platform needs Node ${oldestMajor} or newer; this is ${process.versions.node}, and the npm package ${name} is not installed.`,
  );
}
