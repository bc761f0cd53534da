import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isRecord, ownProperty, type Entity } from '../../core/catalogue/entity.js';
import type { CatalogueSnapshot, SnapshotStore } from '../../core/catalogue/snapshot.js';
import type { Log } from '../../core/common/log.js';

const VERSION = 1;

/** Keeps the newest snapshot of an instance in one file: a line with version and checksum, then the entities as JSON. */
export class SnapshotFile implements SnapshotStore {
  private readonly path: string;
  // One after the other: what is still being written must not come back after it was thrown away.
  private last: Promise<unknown> = Promise.resolve();

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
    return this.inTurn(() => this.replace(snapshot));
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.last.then(work);
    this.last = turn;
    return turn;
  }

  private async readKept(): Promise<CatalogueSnapshot | undefined> {
    let content: string;
    try {
      content = await readFile(this.path, 'utf8');
    } catch {
      return undefined;
    }
    const snapshot = decode(content);
    if (snapshot?.origin === this.origin) return snapshot;
    this.log.warn('The kept catalogue is damaged or of another version; it is dropped and read anew.');
    await this.remove(this.path);
    return undefined;
  }

  private async replace(snapshot: CatalogueSnapshot): Promise<void> {
    const temporary = `${this.path}.${process.pid}.new`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeFile(temporary, encode(snapshot), { mode: 0o600 });
      await rename(temporary, this.path);
    } catch (error) {
      this.log.warn(`The catalogue could not be kept for offline use: ${String(error)}`);
      // Mostly there is nothing to remove, and what keeps a file from being written keeps it from being removed as well.
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  private async remove(path: string): Promise<void> {
    try {
      await rm(path, { force: true });
    } catch (error) {
      if (ownProperty(error, 'code') !== 'ENOTDIR') this.log.warn(`The kept catalogue stays: ${String(error)}`);
    }
  }
}

function encode(snapshot: CatalogueSnapshot): string {
  const entities = snapshot.entities.map(entity => ({ ...entity, annotations: [...entity.annotations] }));
  const body = JSON.stringify({ ...snapshot, entities });
  return `${JSON.stringify({ version: VERSION, checksum: checksum(body) })}\n${body}`;
}

function decode(content: string): CatalogueSnapshot | undefined {
  const end = content.indexOf('\n');
  const body = content.slice(end + 1);
  try {
    const head: unknown = JSON.parse(content.slice(0, end));
    if (ownProperty(head, 'version') !== VERSION || ownProperty(head, 'checksum') !== checksum(body)) return undefined;
    const parsed: unknown = JSON.parse(body);
    if (!isRecord(parsed)) return undefined;
    // The checksum vouches for what this version has written itself.
    const { origin, takenAt, entities } = parsed as unknown as StoredSnapshot;
    return {
      origin,
      takenAt,
      entities: entities.map(entity => ({ ...entity, annotations: new Map(entity.annotations) })),
    };
  } catch {
    return undefined;
  }
}

interface StoredSnapshot extends Omit<CatalogueSnapshot, 'entities'> {
  readonly entities: readonly (Omit<Entity, 'annotations'> & { readonly annotations: readonly [string, string][] })[];
}

function checksum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
