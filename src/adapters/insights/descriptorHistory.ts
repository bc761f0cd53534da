import { execFile } from 'node:child_process';
import { failure, success, type Result } from '../../core/common/problem.js';

const LARGEST_ANSWER = 256 * 1024 * 1024;

/**
 * When files were first committed, through their renames.
 * @param folder absolute path of a folder in a work tree
 * @param names names of the files in whatever folder, without placeholders
 * @returns by the path of today from the folder, milliseconds since 1970
 */
export async function firstCommits(
  folder: string,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, number>>> {
  const names = new Set(paths.map(path => path.slice(path.lastIndexOf('/') + 1)));
  const log = await git(
    folder,
    [
      ...['log', '--relative', '--no-merges', '--find-renames', '--diff-filter=AR', '--name-status', '-z'],
      ...['--format=format:%x01%ct', 'HEAD', '--'],
      ...[...names].map(name => `:(glob)**/${name}`),
    ],
    signal,
  );
  if (!log.ok) return log;
  const wanted = new Set(paths);
  // What a file of the time of a commit is called today; the newest commit comes first.
  const today = new Map<string, string>();
  const first = new Map<string, number>();
  for (const commit of log.value.split('\u0001').slice(1)) {
    const [seconds = '', ...fields] = commit.split(/\0|\n/).filter(Boolean);
    const at = Number(seconds) * 1000;
    for (let place = 0; place < fields.length;) {
      const isRename = fields[place]?.startsWith('R') ?? false;
      const from = fields[place + 1] ?? '';
      const to = isRename ? (fields[place + 2] ?? '') : from;
      place += isRename ? 3 : 2;
      const name = today.get(to) ?? to;
      if (isRename) today.set(from, name);
      if (wanted.has(name)) first.set(name, at);
    }
  }
  return success(first);
}

/** Whether a repository has only a part of its history. */
export async function isShallow(folder: string, signal: AbortSignal): Promise<boolean> {
  const answer = await git(folder, ['rev-parse', '--is-shallow-repository'], signal);
  return answer.ok && answer.value.trim() === 'true';
}

function git(folder: string, words: readonly string[], signal: AbortSignal): Promise<Result<string>> {
  return new Promise(done => {
    const options = { maxBuffer: LARGEST_ANSWER, signal };
    execFile('git', ['-C', folder, ...words], options, (error, output, errors) => {
      if (!error) done(success(output));
      else if (signal.aborted) done(failure({ kind: 'cancelled', message: 'The reading was stopped.' }));
      else if (error.code === 'ENOENT')
        done(failure({ kind: 'unsupported', message: 'git is needed for this, and it is not installed.' }));
      else done(failure({ kind: 'invalid', message: `git says: ${errors.trim().split('\n')[0] ?? error.message}` }));
    });
  });
}
