import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Repositories of the demo organisation that a newcomer finds open. */
const REPOSITORIES = ['tracking-api', 'tracking-web'];

/**
 * A folder with clones of the demo organisation's repositories. What is there already stays as it is.
 * @param {import('../platform/platform.mjs').Platform} platform
 * @param {string} folder is made where it is missing
 * @throws when git fails
 */
export function ensureDemoWorkspace(platform, folder) {
  mkdirSync(folder, { recursive: true });
  for (const name of REPOSITORIES) {
    const clone = join(folder, name);
    if (existsSync(clone)) continue;
    const address = `${platform.gitUrl}/${platform.gitOrganisation}/${name}.git`;
    const { status, stderr } = spawnSync('git', ['clone', '--quiet', '--', address, clone], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`git clone of ${name} failed: ${stderr}`);
  }
}
