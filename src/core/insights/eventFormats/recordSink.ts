import type { DeliveryRecord } from './deliveryRecord.js';

/** Takes what is read from events, and what could not be used. */
export interface RecordSink {
  add(record: DeliveryRecord): void;
  /**
   * @param kind stable name of the trouble
   * @param text message template with `{0}` for the count
   * @param example data: an id, a type
   */
  note(kind: string, text: string, example?: string): void;
}

/** An event of a known kind that lacks something that is needed. */
export function noteInvalid(sink: RecordSink, what: string): void {
  sink.note('invalid', '{0} events lack something that is needed, and were left out.', what);
}

/** An event of a known kind that plays no part in the numbers of delivery. */
export function noteUnused(sink: RecordSink, what: string): void {
  sink.note('unusedType', '{0} events are of kinds that play no part in these numbers.', what);
}

export function noteUnknown(sink: RecordSink, what: string): void {
  sink.note('unknownType', '{0} events are of a kind that is not known here, and were left out.', what);
}
