import { execFile } from 'node:child_process';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import type { SpawnTurns } from './spawnTurns.js';

const LONGEST_MS = 120_000;

/**
 * The commit that is to run.
 * @param repository absolute path of a folder in a work tree
 * @param commit undefined for the newest of the branch: here, else as it was last fetched
 */
export async function resolveCommit(
  spawns: SpawnTurns,
  repository: string,
  branch: string,
  commit: string | undefined,
  signal: AbortSignal,
): Promise<Result<string>> {
  const tries = commit === undefined ? [`refs/heads/${branch}`, `refs/remotes/origin/${branch}`] : [commit];
  for (const name of tries) {
    const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    const found = await git(spawns, repository, words, signal);
    if (found.ok) return success(found.value.trim());
    if (found.problem.kind !== 'invalid' || signal.aborted) return found;
  }
  const isRepository = await git(spawns, repository, ['rev-parse', '--git-dir'], signal);
  if (!isRepository.ok) return isRepository;
  return failure({
    kind: 'notFound',
    message:
      commit === undefined
        ? `There is no branch “${branch}” in this repository.`
        : `There is no commit “${commit}” in this repository. Has it been fetched?`,
  });
}

/**
 * Checks a commit out beside the repository's own work tree. Its hooks do not run.
 * @param tree absolute path; nothing is there yet
 */
export function addWorktree(
  spawns: SpawnTurns,
  repository: string,
  tree: string,
  commit: string,
  signal: AbortSignal,
): Promise<Result<string>> {
  // By force: git may still know a work tree that was there and has vanished.
  const words = ['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--force', '--detach', '--quiet', tree, commit];
  return git(spawns, repository, words, signal);
}

/** Has a repository forget a work tree whose folder is gone. */
export function forgetWorktree(spawns: SpawnTurns, repository: string, tree: string): Promise<Result<string>> {
  return git(spawns, repository, ['worktree', 'remove', '--force', '--', tree]);
}

/**
 * What in a work tree is in no commit of any branch: files that are changed or new, or commits that were made in it and would be
 * lost with it. What git ignores is not counted.
 * @param commit the one it was made for
 * @param ours paths from its root that we have put there
 * @returns paths, and `HEAD` for commits; at most a few
 */
export async function changesIn(
  spawns: SpawnTurns,
  tree: string,
  commit: string,
  ours: readonly string[],
): Promise<Result<readonly string[]>> {
  const status = await git(spawns, tree, ['--no-optional-locks', 'status', '--porcelain=v1', '-z', '--no-renames']);
  if (!status.ok) return status;
  const changes = status.value
    .split('\0')
    .filter(Boolean)
    .map(line => line.slice(3).replace(/\/$/, ''))
    .filter(path => !ours.includes(path));
  const head = await git(spawns, tree, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  if (head.ok && head.value.trim() !== commit) {
    const kept = await git(spawns, tree, ['for-each-ref', '--count=1', '--contains', 'HEAD', 'refs/']);
    if (!kept.ok || kept.value.trim() === '') changes.push('HEAD');
  }
  return success(changes);
}

async function git(
  spawns: SpawnTurns,
  folder: string,
  words: readonly string[],
  signal?: AbortSignal,
): Promise<Result<string>> {
  await spawns.next();
  // What an editor or a hook was started with would lead git to another repository.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')));
  const options = {
    env: { ...env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' },
    maxBuffer: 64 * 1024 * 1024,
    timeout: LONGEST_MS,
    ...(signal ? { signal } : {}),
  };
  return new Promise(done => {
    // Nothing that the repository's settings name is run for a look at what has changed.
    execFile('git', ['-C', folder, '-c', 'core.fsmonitor=false', ...words], options, (error, output, errors) => {
      if (!error) done(success(output));
      else if (signal?.aborted) done(failure(CANCELLED));
      else if (error.code === 'ENOENT')
        done(failure({ kind: 'unsupported', message: 'git is needed for this, and it is not installed.' }));
      else {
        const [said = ''] = errors.trim().split('\n');
        done(failure({ kind: 'invalid', message: `git says: ${said === '' ? error.message : said}` }));
      }
    });
  });
}
