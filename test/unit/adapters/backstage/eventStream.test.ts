import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventStreamReader } from '../../../../src/adapters/backstage/eventStream.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('reading an event stream', () => {
  it('gives the same events wherever the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 8 }),
        fc.constantFrom('\n', '\r\n'),
        fc.array(fc.nat(200), { maxLength: 8 }),
        (messages, lineEnd, cuts) => {
          const events = messages.map(message => JSON.stringify({ message }));
          const all = bytes(events.map(data => `event: log${lineEnd}data: ${data}${lineEnd}${lineEnd}`).join(''));
          const reader = new EventStreamReader();
          const read: string[] = [];
          const places = [...new Set(cuts.map(cut => cut % (all.length + 1)))].sort((a, b) => a - b);
          for (const [position, start] of [0, ...places].entries())
            read.push(...reader.read(all.subarray(start, places[position] ?? all.length)));
          assert.deepEqual(read, events);
        },
      ),
    );
  });

  it('leaves out comments, and an event that is not finished', () => {
    const reader = new EventStreamReader();
    assert.deepEqual(reader.read(bytes(': keep-alive\n\ndata: {"a":1}\n\nevent: log\ndata: {"b"')), ['{"a":1}']);
    assert.deepEqual(reader.read(bytes(':2}\n\n')), ['{"b":2}']);
  });

  it('stops at an event that never ends', () => {
    const reader = new EventStreamReader();
    const much = bytes('x'.repeat(1024 * 1024));
    assert.deepEqual(reader.read(bytes('data: ')), []);
    for (let piece = 0; piece < 20 && !reader.isBroken; piece++) reader.read(much);
    assert.ok(reader.isBroken);
    assert.deepEqual(reader.read(bytes('\n\ndata: 1\n\n')), []);
  });
});
