import { createParser } from 'eventsource-parser';

// One event with the output of a task is far below this; a server that never ends one is stopped.
const LONGEST_EVENT = 16 * 1024 * 1024;

/**
 * Reads the events out of the bytes of an event stream, wherever the bytes are cut: within a line, within a character.
 * Source: HTML Living Standard, "Server-sent events", section 9.2.6.
 */
export class EventStreamReader {
  private readonly decoder = new TextDecoder();
  private found: string[] = [];
  private broken = false;
  private readonly parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ data }) => void this.found.push(data),
    onError: ({ type }) => (this.broken ||= type === 'max-buffer-size-exceeded'),
  });

  /** Whether an event was longer than is taken: nothing more can be read. */
  get isBroken(): boolean {
    return this.broken;
  }

  /** @returns the data of the events that these bytes complete */
  read(bytes: Uint8Array): readonly string[] {
    if (this.broken) return [];
    this.found = [];
    this.parser.feed(this.decoder.decode(bytes, { stream: true }));
    return this.found;
  }
}
