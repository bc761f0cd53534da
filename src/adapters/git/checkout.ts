import { cancelledBy, failure, success, type Result } from '../../core/common/problem.js';
import { textOfGit } from './gitProcess.js';

/** What is checked out in a folder. */
export interface Checkout {
  /** Absolute path of the work tree's root. */
  readonly root: string;
  /** Where the folder is below the root, with forward slashes; empty for the root itself. */
  readonly below: string;
  /** undefined where a commit is checked out and no branch. */
  readonly branch?: string;
  /** Whole SHA; undefined before the first commit. */
  readonly commit?: string;
  /** The folder that holds `HEAD`, to be watched. */
  readonly gitFolder: string;
}

/**
 * What is checked out in a folder.
 * @param folder absolute path
 * @returns `notFound` where it is in no work tree, `unsupported` where there is no git
 */
export async function readCheckout(folder: string, signal: AbortSignal): Promise<Result<Checkout>> {
  const places = await git(folder, ['rev-parse', '--show-toplevel', '--show-prefix', '--absolute-git-dir'], signal);
  if (!places.ok) return places;
  const [root = '', prefix = '', gitFolder = ''] = places.value.split('\n');
  const [branch, commit] = await Promise.all([
    git(folder, ['symbolic-ref', '--quiet', '--short', 'HEAD'], signal),
    git(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], signal),
  ]);
  const stopped = cancelledBy(signal);
  if (stopped) return stopped;
  return success({
    root,
    below: prefix.replace(/\/$/, ''),
    gitFolder,
    ...(branch.ok ? { branch: branch.value.trim() } : {}),
    ...(commit.ok ? { commit: commit.value.trim() } : {}),
  });
}

/** The branch that others begin from, and its newest commit, as this work tree knows it. */
export interface DefaultBranch {
  readonly branch: string;
  readonly commit: string;
}

/**
 * The default branch: the one that the remote's HEAD names, else `main` or `master`.
 * @returns `notFound` where there is none of them
 */
export async function readDefaultBranch(root: string, signal: AbortSignal): Promise<Result<DefaultBranch>> {
  const head = await git(root, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD'], signal);
  const names = [...(head.ok ? [head.value.trim()] : []), 'origin/main', 'main', 'origin/master', 'master'];
  for (const name of names) {
    const commit = await git(
      root,
      ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`],
      signal,
    );
    if (commit.ok) return success({ branch: name.replace(/^origin\//, ''), commit: commit.value.trim() });
  }
  return cancelledBy(signal) ?? failure({ kind: 'notFound', message: 'The repository has no default branch.' });
}

/**
 * The text of a file at a commit.
 * @param commit a SHA, branch or tag
 * @param path from the root, with forward slashes
 * @returns undefined where the commit does not have the file, or is not there
 */
export async function textAtCommit(
  root: string,
  commit: string,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  // A reference never begins with a dash (git-check-ref-format(1)); an option does.
  if (commit.startsWith('-')) return undefined;
  const text = await git(root, ['show', '--end-of-options', `${commit}:${path}`], signal);
  return text.ok ? text.value : undefined;
}

/** @returns what git writes; `notFound` where it ends with anything but 0 */
async function git(folder: string, words: readonly string[], signal: AbortSignal): Promise<Result<string>> {
  const ran = await textOfGit(folder, words, signal);
  if (ran.ok)
    return ran.value.code === 0
      ? success(ran.value.text)
      : failure({ kind: 'notFound', message: `git does not find it in “${folder}”.` });
  return ran.problem.kind === 'invalid' ? failure({ ...ran.problem, kind: 'notFound' }) : ran;
}
