// A block of Prometheus' storage: its chunks, its index, what it says of itself (Prometheus, tsdb/docs/format/chunks.md and
// index.md). Written here because promtool takes twenty times as long, by way of a text of a gigabyte.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SeriesSamples } from './samples.mjs';

/** @typedef {Readonly<Record<string, string>>} Labels the name of the metric as `__name__` among them */

const chunksMagic = 0x85bd40dd;
const indexMagic = 0xbaaad700;
const xorEncoding = 1;
const seriesAlignment = 16;
const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Collects series and writes them as one block. */
export class BlockWriter {
  /** @type {{ labels: [string, string][], samples: SeriesSamples }[]} */
  #series = [];

  /** A new series. @param {Labels} labels @returns {SeriesSamples} to add samples to */
  series(labels) {
    const samples = new SeriesSamples();
    this.#series.push({ labels: Object.entries(labels).sort(([one], [other]) => compare(one, other)), samples });
    return samples;
  }

  /**
   * Writes all series that have samples.
   * @param {string} storage folder of the storage
   * @returns {number} how many samples there are
   */
  write(storage) {
    const all = this.#series
      .filter(({ samples }) => samples.count > 0)
      .sort((one, other) => compareLabels(one.labels, other.labels))
      .map(({ labels, samples }) => ({ labels, count: samples.count, chunks: samples.finish() }));
    if (all.length === 0) return 0;
    const minTime = Math.min(...all.map(({ chunks }) => chunks[0]?.from ?? Infinity));
    const maxTime = Math.max(...all.map(({ chunks }) => chunks.at(-1)?.to ?? 0)) + 1;
    const ulid = ulidOf(minTime);
    const folder = join(storage, ulid);
    mkdirSync(join(folder, 'chunks'), { recursive: true });
    const { bytes, references } = chunkFile(all.map(({ chunks }) => chunks));
    writeFileSync(join(folder, 'chunks', '000001'), bytes);
    writeFileSync(join(folder, 'index'), indexFile(all, references));
    const numSamples = all.reduce((sum, { count }) => sum + count, 0);
    const meta = {
      ...{ ulid, minTime, maxTime, version: 1, compaction: { level: 1, sources: [ulid] } },
      stats: { numSamples, numSeries: all.length, numChunks: all.reduce((sum, { chunks }) => sum + chunks.length, 0) },
    };
    writeFileSync(join(folder, 'meta.json'), JSON.stringify(meta));
    return numSamples;
  }
}

/**
 * @param {readonly (readonly import('./samples.mjs').Chunk[])[]} all the chunks of each series
 * @returns {{ bytes: Uint8Array, references: number[][] }} the place of each chunk in the file
 */
function chunkFile(all) {
  const out = new Bytes();
  out.uint32(chunksMagic);
  out.uint32(0x01000000);
  const references = all.map(chunks =>
    chunks.map(({ data }) => {
      const reference = out.length;
      out.varint(data.length);
      out.checked(() => {
        out.byte(xorEncoding);
        out.bytes(data);
      });
      return reference;
    }),
  );
  return { bytes: out.all(), references };
}

/**
 * @param {readonly { labels: readonly [string, string][], chunks: readonly import('./samples.mjs').Chunk[] }[]} all sorted
 * @param {readonly (readonly number[])[]} references
 */
function indexFile(all, references) {
  const out = new Bytes();
  out.uint32(indexMagic);
  out.byte(2);
  const symbols = [...new Set(all.flatMap(({ labels }) => labels.flat()))].sort(compare);
  const numberOf = new Map(symbols.map((symbol, at) => [symbol, at]));
  const symbolsAt = out.length;
  out.section(() => {
    out.uint32(symbols.length);
    for (const symbol of symbols) out.text(symbol);
  });

  out.align(seriesAlignment);
  const seriesAt = out.length;
  /** @type {Map<string, Map<string, number[]>>} */
  const postings = new Map([['', new Map([['', []]])]]);
  for (const [at, { labels, chunks }] of all.entries()) {
    out.align(seriesAlignment);
    const id = out.length / seriesAlignment;
    for (const [name, value] of [/** @type {[string, string]} */ (['', '']), ...labels]) {
      const values = postings.get(name) ?? new Map();
      postings.set(name, values);
      const ids = values.get(value);
      if (ids) ids.push(id);
      else values.set(value, [id]);
    }
    const entry = new Bytes();
    entry.varint(labels.length);
    for (const label of labels) for (const symbol of label) entry.varint(numberOf.get(symbol) ?? 0);
    writeChunkReferences(entry, chunks, references[at] ?? []);
    const bytes = entry.all();
    out.varint(bytes.length);
    out.checked(() => out.bytes(bytes));
  }

  const sorted = [...postings]
    .sort(([one], [other]) => compare(one, other))
    .flatMap(([name, values]) =>
      [...values].sort(([one], [other]) => compare(one, other)).map(([value, ids]) => ({ name, value, ids })),
    );
  out.align(4);
  const postingsAt = out.length;
  const table = sorted.map(({ name, value, ids }) => {
    out.align(4);
    const offset = out.length;
    out.section(() => {
      out.uint32(ids.length);
      for (const id of ids) out.uint32(id);
    });
    return { name, value, offset };
  });
  const tableAt = out.length;
  out.section(() => {
    out.uint32(table.length);
    for (const { name, value, offset } of table) {
      out.byte(2);
      out.text(name);
      out.text(value);
      out.varint(offset);
    }
  });
  // The third and the fourth are the indices of labels, which nobody reads any more.
  out.checked(() => [symbolsAt, seriesAt, 0, 0, postingsAt, tableAt].forEach(at => out.uint64(at)));
  return out.all();
}

/**
 * @param {Bytes} out
 * @param {readonly import('./samples.mjs').Chunk[]} chunks
 * @param {readonly number[]} references
 */
function writeChunkReferences(out, chunks, references) {
  out.varint(chunks.length);
  // References have the number of the file in their upper half: the first one is 0.
  let lastTo = 0;
  let lastReference = 0;
  for (const [at, { from, to }] of chunks.entries()) {
    const reference = references[at] ?? 0;
    // The first time and all differences of references but the first are signed.
    out.varint(at === 0 ? 2 * from : from - lastTo);
    out.varint(to - from);
    out.varint(at === 0 ? reference : 2 * (reference - lastReference));
    lastTo = to;
    lastReference = reference;
  }
}

/** By code units; names and values here are plain ASCII. @param {string} one @param {string} other */
function compare(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** @param {readonly [string, string][]} one @param {readonly [string, string][]} other */
function compareLabels(one, other) {
  for (const [at, [name, value]] of one.entries()) {
    const theirs = other[at];
    if (!theirs) return 1;
    const order = compare(name, theirs[0]) || compare(value, theirs[1]);
    if (order !== 0) return order;
  }
  return one.length - other.length;
}

/** A name in the form of a ULID: a time in milliseconds and no chance. @param {number} time */
function ulidOf(time) {
  let name = '';
  for (let left = Math.floor(time), place = 0; place < 10; place++, left = Math.floor(left / 32))
    name = (base32[left % 32] ?? '0') + name;
  return name.padEnd(26, '0');
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  // The polynomial of Castagnoli, reversed (RFC 3720, appendix B.4).
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** Bytes that grow; whole numbers are written with the highest byte first. */
class Bytes {
  #buffer = Buffer.alloc(64 * 1024);
  length = 0;

  /** @param {number} more */
  #make(more) {
    if (this.length + more <= this.#buffer.length) return;
    const larger = Buffer.alloc(2 * (this.length + more));
    this.#buffer.copy(larger, 0, 0, this.length);
    this.#buffer = larger;
  }

  all() {
    return this.#buffer.subarray(0, this.length);
  }

  /** @param {number} value */
  byte(value) {
    this.#make(1);
    this.#buffer[this.length++] = value;
  }

  /** @param {Uint8Array} values */
  bytes(values) {
    this.#make(values.length);
    this.#buffer.set(values, this.length);
    this.length += values.length;
  }

  /** @param {number} value */
  uint32(value) {
    this.#make(4);
    this.length = this.#buffer.writeUInt32BE(value, this.length);
  }

  /** @param {number} value */
  uint64(value) {
    this.#make(8);
    this.length = this.#buffer.writeBigUInt64BE(BigInt(value), this.length);
  }

  /** Seven bits a byte, the lowest first. @param {number} value not negative */
  varint(value) {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.byte((left % 128) | 128);
    this.byte(left);
  }

  /** @param {string} value */
  text(value) {
    const bytes = Buffer.from(value);
    this.varint(bytes.length);
    this.bytes(bytes);
  }

  /** @param {number} size */
  align(size) {
    while (this.length % size !== 0) this.byte(0);
  }

  /** What `write` writes, and its checksum. @param {() => void} write */
  checked(write) {
    const start = this.length;
    write();
    let crc = 0xffffffff;
    for (let at = start; at < this.length; at++)
      crc = (crcTable[(crc ^ (this.#buffer[at] ?? 0)) & 0xff] ?? 0) ^ (crc >>> 8);
    this.uint32((crc ^ 0xffffffff) >>> 0);
  }

  /** As `checked`, with the length before. @param {() => void} write */
  section(write) {
    const start = this.length;
    this.uint32(0);
    this.checked(write);
    this.#buffer.writeUInt32BE(this.length - start - 8, start);
  }
}
