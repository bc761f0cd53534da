import type { Entity } from './entity.js';

/** A catalogue as it was at one moment, kept so that there is something to show when the server cannot be reached. */
export interface CatalogueSnapshot {
  /** Address of the instance that it was read from: never shown for another one. */
  readonly origin: string;
  /** Milliseconds since 1970. */
  readonly takenAt: number;
  readonly entities: readonly Entity[];
}

/** Keeps the newest snapshot of one instance. */
export interface SnapshotStore {
  /** The last good snapshot; undefined where there is none that can be read. */
  load(): Promise<CatalogueSnapshot | undefined>;
  /**
   * Replaces the snapshot as a whole: after a crash there is the old one or the new one. Failing costs a line in the log.
   * Where the entities are the very list that was loaded or saved last, only the time need be kept.
   */
  save(snapshot: CatalogueSnapshot): Promise<void>;
  /** Throws the snapshot away: nothing of an instance stays when the person signs out of it. */
  forget(): Promise<void>;
}
