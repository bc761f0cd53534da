import { readdir, realpath } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { pathMatches } from '../../core/common/pathPattern.js';
import { failure, success, type Result } from '../../core/common/problem.js';

/**
 * The files and folders that a configuration means.
 * @param folder absolute path
 * @param wanted paths from the folder with forward slashes; `*` stands for letters of a name, `**` for any folders
 * @returns absolute paths, each once, in order; kinds of problem: `notFound` where one is not there or a pattern has no file,
 *   `invalid` where one leads out of the folder by a link
 */
export async function chosenEventFiles(folder: string, wanted: readonly string[]): Promise<Result<readonly string[]>> {
  const chosen = new Set<string>();
  const root = await realpath(folder).catch(() => folder);
  for (const path of wanted) {
    const found = path.includes('*') ? await matching(root, path) : [join(root, path)];
    if (found.length === 0) return failure({ kind: 'notFound', message: `No file matches “${path}” of the events.` });
    for (const each of found) {
      const real = await realpath(each).catch(() => undefined);
      if (real === undefined) return failure({ kind: 'notFound', message: `There are no events at “${path}”.` });
      if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep))
        return failure({ kind: 'invalid', message: `“${path}” leads out of the folder, so its events are not read.` });
      chosen.add(real);
    }
  }
  return success([...chosen]);
}

/** The files below the part of a pattern that has no asterisk. */
async function matching(root: string, pattern: string): Promise<readonly string[]> {
  const parts = pattern.split('/');
  const base = join(
    root,
    ...parts.slice(
      0,
      parts.findIndex(part => part.includes('*')),
    ),
  );
  const entries = await readdir(base, { recursive: pattern.includes('/'), withFileTypes: true }).catch(() => []);
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .filter(file => pathMatches(pattern, relative(root, file).split(sep).join('/')))
    .sort();
}
