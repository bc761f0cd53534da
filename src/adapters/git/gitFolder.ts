import { readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { headBranch, parseGitConfig, type RepositoryFacts } from '../../core/catalogue/gitRemote.js';

// Deeper than anyone nests folders.
const MOST_FOLDERS = 40;

/**
 * What the git repository around a folder says about itself, from its files: git itself is not run.
 * @param folder absolute path
 * @returns undefined where there is no repository around it
 */
export async function readRepository(folder: string): Promise<RepositoryFacts | undefined> {
  const start = await realpath(folder).catch(() => folder);
  for (let at = start, count = 0; count < MOST_FOLDERS; count++) {
    const git = await gitFolderOf(at);
    if (git) {
      const below = relative(at, start).split(sep).filter(Boolean);
      return { below, ...(await remoteAndBranch(git)) };
    }
    if (dirname(at) === at) return undefined;
    at = dirname(at);
  }
  return undefined;
}

/** The `.git` folder, or what a `.git` file points to: work trees and submodules have one (gitrepository-layout(5)). */
async function gitFolderOf(folder: string): Promise<string | undefined> {
  const path = join(folder, '.git');
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return path;
  const target = found?.isFile() ? /^gitdir: (.+?)\s*$/.exec(await textOf(path))?.[1] : undefined;
  return target === undefined ? undefined : isAbsolute(target) ? target : resolve(folder, target);
}

async function remoteAndBranch(git: string): Promise<Pick<RepositoryFacts, 'remote' | 'branch'>> {
  // A work tree has only its own HEAD; the rest is with the repository that it was made from.
  const common = (await textOf(join(git, 'commondir'))).trim();
  const shared = common ? resolve(git, common) : git;
  const { remotes, upstreams } = parseGitConfig(await textOf(join(shared, 'config')));
  const current = headBranch(await textOf(join(git, 'HEAD')));
  const tracked = upstreams.get(current ?? '') ?? '';
  const name = [tracked, 'upstream', 'origin', ...remotes.keys()].find(remote => remotes.has(remote));
  const remote = remotes.get(name ?? '');
  if (name === undefined || remote === undefined) return current ? { branch: current } : {};
  const remoteHead =
    /^[\w./-]+$/.test(name) && !name.includes('..') ? join(shared, 'refs', 'remotes', name, 'HEAD') : '';
  const branch = (remoteHead ? headBranch(await textOf(remoteHead)) : undefined) ?? current;
  return { remote, ...(branch ? { branch } : {}) };
}

/** The text of a file; nothing where it cannot be read, as for a repository without commits. */
async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
