import { execFile } from 'node:child_process';
import { lstat, readFile, realpath, stat, symlink } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import { hasDependencies } from '../../core/environments/packagePlan.js';
import { processEnvironment } from './processEnvironment.js';

const LOCKS = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock'];
const LONGEST_INSTALL_MS = 10 * 60_000;

/**
 * Gives the packages of a component to its work tree. Where the repository's own checkout has them installed for the same lock
 * file, they are linked: nothing is downloaded, and it starts as fast as there. Else npm installs what its lock file says. This is
 * done for the root of the repository and for the folder of the component.
 * @param tree absolute path of the work tree
 * @param repository absolute path of the checkout that it was made from
 * @param folder of the component, with forward slashes
 * @returns the links that were made, as paths from the root of the work tree
 */
export async function provideDependencies(
  tree: string,
  repository: string,
  folder: string,
  onProgress: (step: string) => void,
  signal: AbortSignal,
): Promise<Result<readonly string[]>> {
  const links: string[] = [];
  for (const place of folder === '' ? [''] : ['', folder]) {
    const here = join(tree, place);
    const manifest = await textOf(join(here, 'package.json'));
    if (manifest === undefined || !hasDependencies(manifest) || (await exists(join(here, 'node_modules')))) continue;
    const installed = await realpath(join(repository, place, 'node_modules')).catch(() => undefined);
    if (
      installed !== undefined &&
      (await stat(installed)).isDirectory() &&
      (await hasSameLock(here, join(repository, place)))
    ) {
      await symlink(installed, join(here, 'node_modules'), 'dir');
      links.push(posix.join(place, 'node_modules'));
      continue;
    }
    if (!(await exists(join(here, 'package-lock.json')))) {
      // A root without packages of its own installed is no hindrance to a component that has them.
      if (place !== folder) continue;
      return failure({
        kind: 'unsupported',
        message: 'The packages of this component are not installed. Install them in the repository, then try again.',
      });
    }
    onProgress('Installing packages');
    const done = await install(here, signal);
    if (!done.ok) return done;
  }
  return success(links);
}

/** Whether what is installed there would be installed here as well, as far as the lock files say. */
async function hasSameLock(here: string, there: string): Promise<boolean> {
  for (const name of LOCKS) {
    if ((await textOf(join(here, name))) !== (await textOf(join(there, name)))) return false;
  }
  return true;
}

function install(folder: string, signal: AbortSignal): Promise<Result<void>> {
  const options = {
    cwd: folder,
    env: processEnvironment({}),
    signal,
    timeout: LONGEST_INSTALL_MS,
    maxBuffer: 16_000_000,
  };
  return new Promise(done => {
    execFile('npm', ['ci', '--no-audit', '--no-fund'], options, (error, _output, errors) => {
      if (!error) done(success(undefined));
      else if (signal.aborted) done(failure(CANCELLED));
      else if (error.code === 'ENOENT')
        done(failure({ kind: 'unsupported', message: 'npm is needed to install packages, and it is not installed.' }));
      else
        done(
          failure({ kind: 'invalid', message: 'npm could not install the packages.', detail: errors.slice(-4_000) }),
        );
    });
  });
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}
