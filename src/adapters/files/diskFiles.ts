import { readdir, readFile, stat } from 'node:fs/promises';
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
    for (const [position, part] of parts.entries()) {
      const wantsFile = position === parts.length - 1;
      paths = (await Promise.all(paths.map(path => matching(path, namePattern(part), wantsFile)))).flat();
    }
    return success(parts.length === 0 ? [] : paths.sort().map(path => pathToFileURL(path).href));
  }
}

/** Entries of a folder by name. A symbolic link is neither a file nor a folder here. */
async function matching(folder: string, name: RegExp, wantsFile: boolean): Promise<readonly string[]> {
  const entries = await entriesOf(folder);
  return (entries.ok ? entries.value : [])
    .filter(entry => (wantsFile ? entry.isFile() : entry.isDirectory()) && name.test(entry.name))
    .map(entry => join(folder, entry.name));
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
