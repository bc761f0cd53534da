import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ownProperty, type Entity } from '../../core/catalogue/entity.js';
import { compareEntities } from '../../core/catalogue/entityIndex.js';
import type { CatalogueSnapshot, SnapshotStore } from '../../core/catalogue/snapshot.js';
import type { Log } from '../../core/common/log.js';
import { SectionReader, SectionWriter } from './snapshotSections.js';

const VERSION = 4;
// Between pieces of so many, others have their turn: tens of megabytes must not hold up the editor.
const ENTITIES_PER_PIECE = 1000;
const BYTES_PER_PIECE = 4 * 1024 * 1024;
// The time is the one thing that changes in place: it stands at the same position in every file.
const TAKEN_AT_POSITION = headOf(0, '').indexOf('0'.repeat(16));

/** What the file holds. */
interface Kept {
  readonly entities: readonly Entity[];
  readonly checksum: string;
}

/**
 * Keeps the newest snapshot of an instance in one file: a line with version, time and checksum, a line with the origin and what
 * follows, then the sections of `SectionWriter`. The entities are in the order of the index, which needs not sort them then.
 */
export class SnapshotFile implements SnapshotStore {
  private readonly path: string;
  // One after the other: what is still being written must not come back after it was thrown away.
  private last: Promise<unknown> = Promise.resolve();
  private kept: Kept | undefined;
  private complained = false;

  /**
   * @param folder where the extension may write; made when needed
   * @param origin address of the instance, of which the file's name is made
   */
  constructor(
    folder: string,
    private readonly origin: string,
    private readonly log: Log,
  ) {
    this.path = join(folder, `catalogue-${createHash('sha256').update(origin).digest('hex').slice(0, 16)}.json`);
  }

  load(): Promise<CatalogueSnapshot | undefined> {
    return this.inTurn(() => this.readKept());
  }

  forget(): Promise<void> {
    return this.inTurn(() => this.remove(this.path));
  }

  save(snapshot: CatalogueSnapshot): Promise<void> {
    return this.inTurn(async () => {
      if (!(await this.confirm(snapshot))) await this.replace(snapshot);
    });
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn;
    return turn;
  }

  private async readKept(): Promise<CatalogueSnapshot | undefined> {
    let content: Buffer;
    try {
      content = await readFile(this.path);
    } catch {
      return undefined;
    }
    const decoded = await decode(content, this.origin);
    if (decoded) {
      this.kept = { entities: decoded.snapshot.entities, checksum: decoded.checksum };
      return decoded.snapshot;
    }
    this.log.warn('The kept catalogue is damaged or of another version; it is dropped and read anew.');
    await this.remove(this.path);
    return undefined;
  }

  /**
   * Writes only the time, where the file holds the very same entities.
   * @returns whether that was enough
   */
  private async confirm({ entities, takenAt }: CatalogueSnapshot): Promise<boolean> {
    const { kept } = this;
    if (kept?.entities !== entities) return false;
    let file: FileHandle | undefined;
    try {
      file = await open(this.path, 'r+');
      // Another window may have replaced it since.
      const length = headOf(0, kept.checksum).length;
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, 0);
      const head = readHead(buffer.toString());
      if (head?.checksum !== kept.checksum) return false;
      await file.write(timeText(takenAt), TAKEN_AT_POSITION);
      return true;
    } catch {
      return false;
    } finally {
      await file?.close();
    }
  }

  private async replace(snapshot: CatalogueSnapshot): Promise<void> {
    const temporary = `${this.path}.${process.pid}.new`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      const checksum = await writeSnapshot(temporary, snapshot);
      await rename(temporary, this.path);
      this.kept = { entities: snapshot.entities, checksum };
      this.complained = false;
    } catch (error) {
      // Once is enough: a full disk stays full from one reading to the next.
      if (!this.complained) this.log.warn(`The catalogue could not be kept for offline use: ${String(error)}`);
      this.complained = true;
      // Mostly there is nothing to remove, and what keeps a file from being written keeps it from being removed as well.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  private async remove(path: string): Promise<void> {
    this.kept = undefined;
    try {
      await rm(path, { force: true });
    } catch (error) {
      if (ownProperty(error, 'code') !== 'ENOTDIR') this.log.warn(`The kept catalogue stays: ${String(error)}`);
    }
  }
}

/** @returns the checksum of what was written */
async function writeSnapshot(path: string, { origin, takenAt, entities }: CatalogueSnapshot): Promise<string> {
  const hash = createHash('sha256');
  const writer = new SectionWriter();
  const sorted = [...entities].sort(compareEntities);
  for (const [place, entity] of sorted.entries()) {
    writer.add(entity);
    if (place % ENTITIES_PER_PIECE === 0) await nextTurn();
  }
  const { contents, sections } = writer.finish();
  const file = await open(path, 'w', 0o600);
  try {
    const write = async (bytes: Uint8Array | string): Promise<void> => {
      hash.update(bytes);
      await file.writeFile(bytes);
    };
    // The checksum is known in the end.
    await file.writeFile(headOf(takenAt, '-'.repeat(64)));
    await write(`${JSON.stringify({ origin, count: entities.length, contents })}\n`);
    for (const section of sections) await write(section);
    const checksum = hash.digest('hex');
    await file.write(headOf(takenAt, checksum), 0);
    await file.sync();
    return checksum;
  } finally {
    await file.close();
  }
}

async function decode(
  content: Buffer,
  origin: string,
): Promise<{ readonly snapshot: CatalogueSnapshot; readonly checksum: string } | undefined> {
  const lines = new Lines(content);
  const head = readHead(lines.next());
  const checksum = await checksumOf(lines.rest);
  if (head?.checksum !== checksum) return undefined;
  try {
    const about: unknown = JSON.parse(lines.next());
    if (ownProperty(about, 'origin') !== origin) return undefined;
    const reader = new SectionReader(ownProperty(about, 'contents'), lines.rest);
    const entities: Entity[] = [];
    for (let next = reader.next(ENTITIES_PER_PIECE); next.length > 0; next = reader.next(ENTITIES_PER_PIECE)) {
      entities.push(...next);
      await nextTurn();
    }
    if (entities.length !== ownProperty(about, 'count')) return undefined;
    return { snapshot: { origin, takenAt: head.takenAt, entities }, checksum };
  } catch {
    return undefined;
  }
}

async function checksumOf(bytes: Buffer): Promise<string> {
  const hash = createHash('sha256');
  for (let start = 0; start < bytes.length; start += BYTES_PER_PIECE) {
    hash.update(bytes.subarray(start, start + BYTES_PER_PIECE));
    await nextTurn();
  }
  return hash.digest('hex');
}

function headOf(takenAt: number, checksum: string): string {
  return `${JSON.stringify({ version: VERSION, takenAt: timeText(takenAt), checksum })}\n`;
}

function timeText(milliseconds: number): string {
  return String(Math.trunc(milliseconds)).padStart(16, '0');
}

function readHead(line: string): { readonly takenAt: number; readonly checksum: string } | undefined {
  try {
    const head: unknown = JSON.parse(line);
    const checksum = ownProperty(head, 'checksum');
    const takenAt = Number(ownProperty(head, 'takenAt'));
    if (ownProperty(head, 'version') !== VERSION || typeof checksum !== 'string' || !Number.isFinite(takenAt))
      return undefined;
    return { takenAt, checksum };
  } catch {
    return undefined;
  }
}

/** Takes lines in UTF-8 off bytes, one after the other. */
class Lines {
  private position = 0;

  constructor(private readonly content: Buffer) {}

  /** What no call of `next` has given yet. */
  get rest(): Buffer {
    return this.content.subarray(this.position);
  }

  next(): string {
    const found = this.content.indexOf(10, this.position);
    const end = found < 0 ? this.content.length : found;
    const line = this.content.toString('utf8', this.position, end);
    this.position = end + 1;
    return line;
  }
}
