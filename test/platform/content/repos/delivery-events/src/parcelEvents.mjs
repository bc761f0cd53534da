// Makes and checks events, so that nobody publishes what nobody can read.
import { randomUUID } from 'node:crypto';

export const SCHEMA_VERSION = '2.2';

/** What a parcel can do, in the order in which it usually does it. */
export const MOVES = /** @type {const} */ ([
  'announced',
  'collected',
  'arrived-at-depot',
  'left-depot',
  'out-for-delivery',
  'delivery-failed',
  'returned',
]);

/**
 * Something that happened to a parcel; `at` is ISO 8601 in UTC.
 * @typedef {{ parcelNumber: string, at: string, kind: typeof MOVES[number], place?: string }} ParcelMoved
 */
/** @typedef {{ eventId: string, schemaVersion: string }} EventHeaders */

/**
 * A message that is ready to be sent, keyed so that the events of one parcel stay in order.
 * @param {ParcelMoved} payload
 * @returns {{ key: string, headers: EventHeaders, value: string }}
 * @throws {TypeError} when the payload is not what the schema says; the message names the field
 */
export function parcelMoved(payload) {
  const problem = whatIsWrongWith(payload);
  if (problem) throw new TypeError(`Not a ParcelMoved: ${problem}`);
  return {
    key: payload.parcelNumber,
    headers: { eventId: randomUUID(), schemaVersion: SCHEMA_VERSION },
    value: JSON.stringify(payload),
  };
}

/**
 * What is wrong with something that should be a ParcelMoved. Fields that are not known yet are fine.
 * @param {unknown} payload
 * @returns {string | undefined} the first thing that is wrong
 */
export function whatIsWrongWith(payload) {
  if (typeof payload !== 'object' || payload === null) return 'not an object';
  const { parcelNumber, at, kind, place } = /** @type {Record<string, unknown>} */ (payload);
  if (typeof parcelNumber !== 'string' || !/^PW\d{10}$/.test(parcelNumber)) return 'parcelNumber';
  if (typeof at !== 'string' || !/T.*Z$/.test(at) || Number.isNaN(Date.parse(at))) return 'at';
  if (!MOVES.some(move => move === kind)) return 'kind';
  if (place !== undefined && typeof place !== 'string') return 'place';
  return undefined;
}
