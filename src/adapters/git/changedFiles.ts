import { failure, success, type Result } from '../../core/common/problem.js';
import { textOfGit } from './gitProcess.js';

/**
 * The files that differ from a commit: changed or new, committed or not. Deleted ones are not among them.
 * @param folder absolute path of a folder in a work tree
 * @param ref a commit, branch or tag; what is common with it is the base, as for a pull request
 * @returns paths from the folder, with forward slashes; a problem where the reference is not there or has nothing in common
 */
export async function changedFiles(folder: string, ref: string): Promise<Result<ReadonlySet<string>>> {
  // A reference never begins with a dash (git-check-ref-format(1)); an option does.
  if (ref.startsWith('-')) return failure({ kind: 'invalid', message: `“${ref}” is no commit, branch or tag.` });
  const base = await textOf(folder, 'merge-base', ref, 'HEAD');
  if (!base.ok) return base;
  if (base.value === '')
    return failure({ kind: 'invalid', message: `“${ref}” and what is checked out have no commit in common.` });
  const differing = ['--name-only', '--relative', '--no-renames', '--diff-filter=d', '-z'];
  const changed = await textOf(folder, 'diff', ...differing, base.value.trim(), '--');
  if (!changed.ok) return changed;
  const untracked = await textOf(folder, 'ls-files', '--others', '--exclude-standard', '-z');
  if (!untracked.ok) return untracked;
  return success(new Set([...changed.value.split('\0'), ...untracked.value.split('\0')].filter(Boolean)));
}

async function textOf(folder: string, ...words: readonly string[]): Promise<Result<string>> {
  const ran = await textOfGit(folder, words, new AbortController().signal);
  return ran.ok ? success(ran.value.text) : ran;
}
