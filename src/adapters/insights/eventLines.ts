import { isUtf8 } from 'node:buffer';
import { readEvent } from '../../core/insights/eventFormats/readEvent.js';
import type { RecordSink } from '../../core/insights/eventFormats/recordSink.js';

const NEW_LINE = 0x0a;

// No event is as long; a file without line breaks must not fill the memory.
const LONGEST_LINE = 16 * 1024 * 1024;

const NOT_UTF8 = '{0} lines are not in UTF-8; letters in them may be wrong.';

/** Events in JSON Lines, from blocks of bytes that end anywhere. */
export class EventLines {
  private readonly name: string;
  private readonly sink: RecordSink;
  private rest: Buffer[] = [];
  private restLength = 0;
  private line = 0;
  private isSkipping = false;

  /** @param name of the file, for what is said about a line */
  constructor(name: string, sink: RecordSink) {
    this.name = name;
    this.sink = sink;
  }

  add(block: Buffer): void {
    const first = block.indexOf(NEW_LINE);
    if (first < 0) {
      this.keep(block);
      return;
    }
    if (this.isSkipping) {
      this.isSkipping = false;
      this.line++;
    } else this.readLines(Buffer.concat([...this.rest, block.subarray(0, first)]));
    this.rest = [];
    this.restLength = 0;
    const last = block.lastIndexOf(NEW_LINE);
    if (last > first) this.readLines(block.subarray(first + 1, last));
    if (last + 1 < block.length) this.keep(Buffer.from(block.subarray(last + 1)));
  }

  /** After the last block. A last line that is cut off is counted as such. */
  end(): void {
    if (this.isSkipping || this.restLength === 0) return;
    const text = Buffer.concat(this.rest).toString('utf8');
    this.line++;
    if (text.trim() === '') return;
    try {
      readEvent(JSON.parse(text), this.sink);
    } catch {
      this.sink.note('truncated', '{0} files end in the middle of a line, which was left out.', this.place());
    }
  }

  private keep(bytes: Buffer): void {
    if (this.isSkipping) return;
    this.rest.push(bytes);
    this.restLength += bytes.length;
    if (this.restLength <= LONGEST_LINE) return;
    this.rest = [];
    this.restLength = 0;
    this.isSkipping = true;
    this.sink.note('tooLong', '{0} lines are too long to be events, and were left out.', this.place(1));
  }

  private readLines(bytes: Buffer): void {
    const isText = isUtf8(bytes);
    if (!isText) {
      this.readForeignLines(bytes);
      return;
    }
    const text = bytes.toString('utf8');
    for (let start = 0; start <= text.length;) {
      const end = text.indexOf('\n', start);
      const stop = end < 0 ? text.length : end;
      this.readLine(text.slice(start, stop));
      start = stop + 1;
    }
  }

  /** Line by line, so that those which are not in UTF-8 are counted alone. */
  private readForeignLines(bytes: Buffer): void {
    for (let start = 0; start <= bytes.length;) {
      const end = bytes.indexOf(NEW_LINE, start);
      const stop = end < 0 ? bytes.length : end;
      const line = bytes.subarray(start, stop);
      if (!isUtf8(line)) this.sink.note('notUtf8', NOT_UTF8, this.place(1));
      this.readLine(line.toString('utf8'));
      start = stop + 1;
    }
  }

  private readLine(line: string): void {
    this.line++;
    let event: unknown;
    try {
      event = JSON.parse(line);
    } catch {
      // An empty line, or a mark of the order of bytes before the first, is no event and no trouble.
      const bare = line.trim();
      if (bare === '') return;
      if (this.line === 1 && line.startsWith('\uFEFF')) this.readMarkedLine(line.slice(1));
      else this.sink.note('notJson', '{0} lines are not JSON, and were left out.', this.place());
      return;
    }
    readEvent(event, this.sink);
  }

  private readMarkedLine(line: string): void {
    this.line--;
    this.readLine(line);
  }

  private place(ahead = 0): string {
    return `${this.name}:${String(this.line + ahead)}`;
  }
}
