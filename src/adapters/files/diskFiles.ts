import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { namePattern, resolveTarget } from '../../core/catalogue/targetPattern.js';
import { DESCRIPTOR_NAMES, type WorkspaceFiles } from '../../core/catalogue/workspaceFiles.js';
import { ownProperty } from '../../core/catalogue/entity.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['node_modules', '.git']);

/** The files of one folder on the disk. Symbolic links are not followed: they could lead out of it. */
export class DiskFiles implements WorkspaceFiles {
  /** A program that runs once needs no news: never fires. */
  readonly onDidChange: WorkspaceFiles['onDidChange'] = () => ({ dispose: () => undefined });

  /** @param folder absolute path */
  constructor(private readonly folder: string) {}

  async findDescriptors(signal: AbortSignal): Promise<Result<readonly string[]>> {
    const found: string[] = [];
    const queue = [this.folder];
    for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
      if (signal.aborted) return failure(CANCELLED);
      const entries = await entriesOf(folder);
      // Only the folder itself must be readable; one below it that is not is like one that is not there.
      if (!entries.ok && folder === this.folder) return entries;
      for (const entry of entries.ok ? entries.value : [])
        if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) queue.push(join(folder, entry.name));
        else if (entry.isFile() && DESCRIPTOR_NAMES.some(name => name === entry.name))
          found.push(pathToFileURL(join(folder, entry.name)).href);
    }
    return success(found);
  }

  async size(uri: string): Promise<Result<number>> {
    return attempt(async () => (await stat(fileURLToPath(uri))).size);
  }

  async read(uri: string): Promise<Result<string>> {
    return attempt(() => readFile(fileURLToPath(uri), 'utf8'));
  }

  async expand(fromUri: string, target: string): Promise<Result<readonly string[]>> {
    const from = relative(this.folder, fileURLToPath(fromUri)).split(sep).slice(0, -1);
    const parts = resolveTarget(from, target);
    if (!parts) return failure(outside(target));
    let paths = [this.folder];
    for (const part of parts) {
      const pattern = namePattern(part);
      const levels = await Promise.all(
        paths.map(async path => {
          const entries = await entriesOf(path);
          return entries.ok
            ? entries.value.filter(({ name }) => pattern.test(name)).map(({ name }) => join(path, name))
            : [];
        }),
      );
      paths = levels.flat();
    }
    const root = await realpath(this.folder);
    for (const path of paths) {
      const real = await realpath(path);
      if (!real.startsWith(root + sep)) return failure(outside(target));
    }
    return success(paths.sort().map(path => pathToFileURL(path).href));
  }
}

function outside(target: string): Problem {
  return { kind: 'forbidden', message: `“${target}” leads out of the open folder.` };
}

function entriesOf(folder: string): Promise<Result<Awaited<ReturnType<typeof readFolder>>>> {
  return attempt(() => readFolder(folder));
}

function readFolder(folder: string) {
  return readdir(folder, { withFileTypes: true });
}

async function attempt<T>(read: () => Promise<T>): Promise<Result<T>> {
  try {
    return success(await read());
  } catch (error) {
    const code = ownProperty(error, 'code');
    const message = error instanceof Error ? error.message : String(error);
    return failure({ kind: code === 'ENOENT' || code === 'ENOTDIR' ? 'notFound' : 'internal', message });
  }
}
