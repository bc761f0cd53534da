import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  firstSeenFromJson,
  firstSeenJson,
  withSnapshot,
  type FirstSeen,
} from '../../core/insights/adoption/firstSeen.js';
import type { QualityNotes } from '../../core/insights/ledger/qualityNotes.js';
import { readTextFile } from './textFile.js';

const LARGEST = 32 * 1024 * 1024;

/** Keeps in one file on which day each service of a catalogue was seen first. */
export class FirstSeenFile {
  // One after the other, so that two snapshots at once do not lose one.
  private last: Promise<unknown> = Promise.resolve();

  /** @param path absolute; the folder is made when needed */
  constructor(private readonly path: string) {}

  /**
   * Takes a snapshot and keeps it. A file that cannot be read is put aside under the name `….damaged`, and a new one begun; where
   * nothing can be written, the snapshot holds for this time alone.
   * @param refs full references of every service that there is
   * @param now milliseconds since 1970
   */
  record(refs: readonly string[], now: number, quality: QualityNotes): Promise<FirstSeen> {
    const turn = this.last.then(() => this.recordNow(refs, now, quality));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async recordNow(refs: readonly string[], now: number, quality: QualityNotes): Promise<FirstSeen> {
    const known = await this.load(quality);
    const next = withSnapshot(known, refs, now);
    if (next === known) return next;
    const temporary = `${this.path}.${process.pid}.tmp`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFile(temporary, firstSeenJson(next), { mode: 0o600 });
      await rename(temporary, this.path);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
      quality.add('snapshotNotKept', 'Daily snapshots that could not be written: {0}');
    }
    return next;
  }

  private async load(quality: QualityNotes): Promise<FirstSeen | undefined> {
    const read = await readTextFile(this.path, LARGEST);
    if (!read.ok && read.problem.kind === 'notFound') return undefined;
    const kept = read.ok ? firstSeenFromJson(read.value.text) : undefined;
    if (kept) {
      quality.add('badSnapshot', 'Days of earlier snapshots that cannot be read: {0}', undefined, kept.unreadable);
      return kept.firstSeen;
    }
    quality.add('damagedSnapshots', 'Files of daily snapshots that were damaged and put aside: {0}');
    await rename(this.path, `${this.path}.damaged`).catch(() => undefined);
    return undefined;
  }
}
