import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunning, type ProcessIdentity } from './processTable.js';

const FILE = 'lock';
const WAITS = 20;
const WAIT_MS = 100;
const UNREADABLE_WAITS = 3;

/**
 * Has one window at a time change an environment. A lock whose holder has ended counts for nothing.
 * @param folder of the environment
 * @returns what gives it back; undefined where another window holds it for longer than two seconds
 * @throws where the disk refuses it
 */
export async function lockFolder(folder: string, holder: ProcessIdentity): Promise<(() => Promise<void>) | undefined> {
  const path = join(folder, FILE);
  for (let tries = 0; tries < WAITS; tries++) {
    try {
      const file = await open(path, 'wx', 0o600);
      try {
        await file.writeFile(JSON.stringify(holder));
      } finally {
        await file.close();
      }
      // The folder may be gone by then, and the lock with it.
      return () => rm(path, { force: true }).catch(() => undefined);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const other = await holderOf(path);
    // One that cannot be read may be about to be written.
    const isHeld = other ? other.pid !== holder.pid && (await isRunning(other)) : tries < UNREADABLE_WAITS;
    if (isHeld) {
      await new Promise(done => setTimeout(done, WAIT_MS));
      continue;
    }
    // Of our own process nobody else is at it: each folder has its turns there.
    await rm(path, { force: true });
  }
  return undefined;
}

async function holderOf(path: string): Promise<ProcessIdentity | undefined> {
  try {
    const { pid, startedAt } = JSON.parse(await readFile(path, 'utf8')) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
