import type { DeliveryRecord } from '../../../../../src/core/insights/eventFormats/deliveryRecord.js';
import { readEvent } from '../../../../../src/core/insights/eventFormats/readEvent.js';

export interface Note {
  readonly kind: string;
  readonly example?: string;
}

/** What is read from a payload, and what is said of what is not. */
export function collected(payload: unknown): {
  readonly records: readonly DeliveryRecord[];
  readonly notes: readonly Note[];
} {
  const records: DeliveryRecord[] = [];
  const notes: Note[] = [];
  readEvent(payload, {
    add: record => records.push(record),
    note: (kind, _text, example) => notes.push({ kind, ...(example === undefined ? {} : { example }) }),
  });
  return { records, notes };
}
