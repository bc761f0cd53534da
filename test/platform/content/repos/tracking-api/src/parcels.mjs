// The read model: all parcels, held in memory and replaced as a whole whenever there is a newer snapshot.
import { readFile, stat } from 'node:fs/promises';

/** @typedef {{ at: string, kind: string, place?: string }} ParcelEvent times are ISO 8601 in UTC */

/**
 * @typedef {object} StoredParcel
 * @property {string} number
 * @property {string} state
 * @property {string} destination
 * @property {{ earliest: string, latest: string }} [expectedArrival]
 * @property {ParcelEvent[]} events oldest first, at least one
 */

const PARCEL_NUMBER = /^PW\d{10}$/;

/** Whether a text has the form of a parcel number. @param {string} text */
export function isParcelNumber(text) {
  return PARCEL_NUMBER.test(text);
}

export class Parcels {
  /** @type {ReadonlyMap<string, StoredParcel>} */
  #byNumber = new Map();
  #modified = 0;
  #file;

  /** @param {string} file path of the snapshot, a JSON array of parcels */
  constructor(file) {
    this.#file = file;
  }

  /** How many parcels are known. */
  get size() {
    return this.#byNumber.size;
  }

  /** When the snapshot was written, in seconds since 1970; 0 before the first one was read. */
  get snapshotTime() {
    return this.#modified / 1000;
  }

  /**
   * Reads the snapshot when it is newer than the one in memory.
   * @returns {Promise<boolean>} whether there was a newer one
   * @throws when the file is missing or is not a snapshot; what was known before stays known
   */
  async refresh() {
    const { mtimeMs } = await stat(this.#file);
    if (mtimeMs === this.#modified) return false;
    const stored = /** @type {StoredParcel[]} */ (JSON.parse(await readFile(this.#file, 'utf8')));
    this.#byNumber = new Map(stored.map(parcel => [parcel.number, parcel]));
    this.#modified = mtimeMs;
    return true;
  }

  /**
   * The parcel as the API shows it.
   * @param {string} number
   */
  find(number) {
    const parcel = this.#byNumber.get(number);
    if (!parcel) return undefined;
    const { events, ...shown } = parcel;
    return { ...shown, lastEvent: events.at(-1) };
  }

  /**
   * The events of a parcel, newest first.
   * @param {string} number
   * @returns {ParcelEvent[] | undefined}
   */
  eventsOf(number) {
    return this.#byNumber.get(number)?.events.toReversed();
  }
}
