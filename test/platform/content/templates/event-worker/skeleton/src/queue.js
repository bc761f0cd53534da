// A queue in a folder: one file for each event. It survives a restart, and several instances may share it, because renaming
// a file succeeds for one of them only.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @typedef {{ attempt: number, notBefore: number, event: unknown, error?: string }} Entry `notBefore` in ms since the epoch */
/** @typedef {{ name: string, entry: Entry | undefined }} Claim `entry` is missing when the file cannot be read as an event */
/** @typedef {{ waiting: number, failed: number, oldestSeconds: number }} Depth */

export class FolderQueue {
  #inbox;
  #working;
  #failed;
  #leaseMs;

  /** @param {{ queueFolder: string, leaseMs: number }} settings */
  constructor({ queueFolder, leaseMs }) {
    this.#inbox = join(queueFolder, 'inbox');
    this.#working = join(queueFolder, 'working');
    this.#failed = join(queueFolder, 'failed');
    this.#leaseMs = leaseMs;
  }

  /** Makes the folders. */
  async open() {
    for (const folder of [this.#inbox, this.#working, this.#failed]) await mkdir(folder, { recursive: true });
  }

  /**
   * Keeps an event. One with the same source and id that still waits is the same event and is kept once.
   * @param {import('./cloudEvents.js').CloudEvent} event
   */
  async put(event) {
    // A name of our own making: what a sender writes must not become a path.
    const name = `${createHash('sha256').update(`${event.source}\n${event.id}`).digest('hex').slice(0, 32)}.json`;
    await this.#write(this.#inbox, name, { attempt: 1, notBefore: 0, event });
  }

  /**
   * Takes up to so many events that are due.
   * @param {number} most
   * @param {number} now in ms since the epoch
   * @returns {Promise<Claim[]>}
   */
  async claim(most, now) {
    /** @type {Claim[]} */
    const claims = [];
    for (const name of await namesIn(this.#inbox)) {
      if (claims.length >= most) break;
      const entry = await readEntry(join(this.#inbox, name));
      if (entry && entry.notBefore > now) continue;
      const target = join(this.#working, name);
      if (await succeeds(rename(join(this.#inbox, name), target))) {
        await utimes(target, now / 1000, now / 1000);
        claims.push({ name, entry });
      }
    }
    return claims;
  }

  /** @param {Claim} claim forgets an event that is done */
  async finish({ name }) {
    await rm(join(this.#working, name), { force: true });
  }

  /** @param {Claim} claim @param {number} notBefore @param {string} error puts an event back for another attempt */
  async retry({ name, entry }, notBefore, error) {
    if (entry) await this.#write(this.#inbox, name, { ...entry, attempt: entry.attempt + 1, notBefore, error });
    await rm(join(this.#working, name), { force: true });
  }

  /** @param {Claim} claim @param {string} error sets an event aside, with the reason, for a person to look at */
  async fail({ name, entry }, error) {
    if (!entry) return void (await rename(join(this.#working, name), join(this.#failed, name)));
    await this.#write(this.#failed, name, { ...entry, error });
    await rm(join(this.#working, name), { force: true });
  }

  /** Gives back what an instance took and did not finish within the lease: it is gone. @param {number} now */
  async recover(now) {
    let recovered = 0;
    for (const name of await namesIn(this.#working)) {
      const age = now - (await modified(join(this.#working, name), now));
      if (age > this.#leaseMs && (await succeeds(rename(join(this.#working, name), join(this.#inbox, name))))) recovered++;
    }
    return recovered;
  }

  /** @param {number} now @returns {Promise<Depth>} */
  async depth(now) {
    const waiting = await namesIn(this.#inbox);
    let oldest = now;
    for (const name of waiting) oldest = Math.min(oldest, await modified(join(this.#inbox, name), now));
    return {
      waiting: waiting.length,
      failed: (await namesIn(this.#failed)).length,
      oldestSeconds: Math.max(0, (now - oldest) / 1000),
    };
  }

  /** @param {string} folder @param {string} name @param {Entry} entry */
  async #write(folder, name, entry) {
    // Whole or not at all: a reader must not see half a file.
    const unfinished = join(folder, `.${name}.${process.pid}`);
    await writeFile(unfinished, JSON.stringify(entry));
    await rename(unfinished, join(folder, name));
  }
}

/** Files of a folder, oldest name first; those that are still being written begin with a dot. @param {string} folder */
async function namesIn(folder) {
  return (await readdir(folder)).filter(name => name.endsWith('.json') && !name.startsWith('.')).sort();
}

/**
 * What someone else puts into the inbox is an event without our wrapping.
 * @param {string} path
 * @returns {Promise<Entry | undefined>} undefined when it is no JSON, or gone
 */
async function readEntry(path) {
  try {
    const value = JSON.parse(await readFile(path, 'utf8'));
    return typeof value?.attempt === 'number' && 'event' in value ? value : { attempt: 1, notBefore: 0, event: value };
  } catch {
    return undefined;
  }
}

/** @param {string} path @param {number} otherwise when the file is gone */
async function modified(path, otherwise) {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return otherwise;
  }
}

/** Whether a rename was ours: another instance may have been quicker. @param {Promise<void>} renaming */
async function succeeds(renaming) {
  try {
    await renaming;
    return true;
  } catch (error) {
    if (/** @type {{ code?: string }} */ (error).code === 'ENOENT') return false;
    throw error;
  }
}
