import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isEnvironmentFolderName } from '../../core/environments/environmentName.js';
import { writeRecord, type EnvironmentRecord } from './environmentRecord.js';

const NEW = '.new-';
const GONE = '.gone-';
/** How old a folder must be that was begun and never finished: nobody works on it any more. */
const ABANDONED_MS = 10 * 60_000;

/** The folders of the environments below the folder that they are all kept in. The one place that removes any. */
export class EnvironmentFolders {
  private constructor(readonly root: string) {}

  /** @param path absolute; made where it is not there. @throws where that cannot be done */
  static async at(path: string): Promise<EnvironmentFolders> {
    await mkdir(path, { recursive: true, mode: 0o700 });
    return new EnvironmentFolders(await realpath(path));
  }

  /** @throws RangeError for what is no name of a folder of an environment: it might lead elsewhere */
  pathOf(name: string): string {
    if (!isEnvironmentFolderName(name)) throw new RangeError(`“${name}” is no folder of an environment.`);
    return join(this.root, name);
  }

  /** Where the work tree of an environment is. By the last part of it git tells its work trees apart. */
  treeOf(name: string): string {
    return join(this.pathOf(name), name);
  }

  /** The names of those that are there. What is no folder, such as a symbolic link to one, is none of ours. */
  async names(): Promise<readonly string[]> {
    const entries = await readdir(this.root, { withFileTypes: true });
    return entries.filter(entry => entry.isDirectory() && isEnvironmentFolderName(entry.name)).map(({ name }) => name);
  }

  async has(name: string): Promise<boolean> {
    const found = await lstat(this.pathOf(name)).catch(() => undefined);
    return found?.isDirectory() === true;
  }

  /**
   * Makes a folder with its record in it, in one step: who comes second gets nothing.
   * @returns whether it is ours
   * @throws where the disk refuses it
   */
  async claim(name: string, record: EnvironmentRecord): Promise<boolean> {
    const path = this.pathOf(name);
    if (await lstat(path).catch(() => undefined)) return false;
    const begun = join(this.root, `${NEW}${randomUUID()}`);
    try {
      await mkdir(begun, { mode: 0o700 });
      await mkdir(join(begun, 'log'));
      await writeRecord(begun, record);
      await rename(begun, path);
      return true;
    } catch (error) {
      await rm(begun, { recursive: true, force: true }).catch(() => undefined);
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOTDIR') return false;
      throw error;
    }
  }

  /**
   * Removes a folder with everything in it. Symbolic links in it are removed, and not what they lead to.
   * @throws where the disk refuses it: then it is there no longer by its name, and `sweep` tries again
   */
  async remove(name: string): Promise<void> {
    if (!(await this.has(name))) return;
    // By another name first: from then on it is no environment any more, however long the rest takes.
    const gone = join(this.root, `${GONE}${randomUUID()}`);
    await rename(this.pathOf(name), gone);
    await rm(gone, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Removes what an end at a bad moment has left. */
  async sweep(now: number): Promise<void> {
    for (const entry of await readdir(this.root, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      const path = join(this.root, entry.name);
      const isGone = entry.name.startsWith(GONE);
      const isAbandoned =
        entry.name.startsWith(NEW) && now - ((await stat(path).catch(() => undefined))?.mtimeMs ?? now) > ABANDONED_MS;
      if (isGone || isAbandoned) await rm(path, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}
