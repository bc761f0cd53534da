import { execFile } from 'node:child_process';
import { failure, success, type Result } from '../../core/common/problem.js';

/**
 * The files that differ from a commit: changed or new, committed or not. Deleted ones are not among them.
 * @param folder absolute path of a folder in a work tree
 * @param ref a commit, branch or tag; what is common with it is the base, as for a pull request
 * @returns paths from the folder, with forward slashes
 */
export async function changedFiles(folder: string, ref: string): Promise<Result<ReadonlySet<string>>> {
  // A reference never begins with a dash (git-check-ref-format(1)); an option does.
  if (ref.startsWith('-')) return failure({ kind: 'invalid', message: `“${ref}” is no commit, branch or tag.` });
  const base = await git(folder, 'merge-base', ref, 'HEAD');
  if (!base.ok) return base;
  const changed = await git(
    folder,
    'diff',
    '--name-only',
    '--relative',
    '--diff-filter=d',
    '-z',
    base.value.trim(),
    '--',
  );
  if (!changed.ok) return changed;
  const untracked = await git(folder, 'ls-files', '--others', '--exclude-standard', '-z');
  if (!untracked.ok) return untracked;
  return success(new Set([...changed.value.split('\0'), ...untracked.value.split('\0')].filter(Boolean)));
}

function git(folder: string, ...words: readonly string[]): Promise<Result<string>> {
  return new Promise(done => {
    execFile('git', ['-C', folder, ...words], { maxBuffer: 256 * 1024 * 1024 }, (error, output, errors) => {
      if (!error) done(success(output));
      else if (error.code === 'ENOENT')
        done(failure({ kind: 'unsupported', message: 'git is needed for this, and it is not installed.' }));
      else done(failure({ kind: 'invalid', message: `git says: ${errors.trim().split('\n')[0] ?? error.message}` }));
    });
  });
}
