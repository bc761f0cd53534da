import { success, type Result } from '../../core/common/problem.js';
import { textOfGit } from '../git/gitProcess.js';

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
  const log = await textOfGit(
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
  for (const commit of log.value.text.split('\u0001').slice(1)) {
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
