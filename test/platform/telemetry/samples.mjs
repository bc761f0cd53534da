// The samples of one series as chunks of Prometheus' storage, by the compression of Facebook's Gorilla (Pelkonen et al., VLDB 2015;
// Prometheus, tsdb/docs/format/chunks.md, "XOR chunk data").

/** @typedef {{ from: number, to: number, data: Uint8Array }} Chunk times in milliseconds */

const samplesPerChunk = 120;
// A sample takes 20 bytes at most; most take three.
const largestChunk = samplesPerChunk * 20 + 32;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
const [low, high] = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0];

/** Takes samples in the order of time and packs them. */
export class SeriesSamples {
  /** @type {Chunk[]} */
  #chunks = [];
  #bytes = new Uint8Array(largestChunk);
  #bits = 0;
  #count = 0;
  #from = 0;
  #at = 0;
  #delta = 0;
  #valueHigh = 0;
  #valueLow = 0;
  /** Zero bits at both ends of the last difference; none at the beginning. */
  #leading = -1;
  #trailing = 0;
  count = 0;

  /** @param {number} at in milliseconds, later than the one before @param {number} value */
  add(at, value) {
    float[0] = value;
    const valueHigh = words[high] ?? 0;
    const valueLow = words[low] ?? 0;
    if (this.#count === 0) {
      this.#from = at;
      this.#leading = -1;
      // The number of samples, filled in at the end.
      this.#bits = 16;
      this.#writeVarint(2 * at);
      this.#write(valueHigh, 32);
      this.#write(valueLow, 32);
    } else {
      const delta = at - this.#at;
      if (this.#count === 1) this.#writeVarint(delta);
      else this.#writeTime(delta - this.#delta);
      this.#delta = delta;
      this.#writeValue((valueHigh ^ this.#valueHigh) >>> 0, (valueLow ^ this.#valueLow) >>> 0);
    }
    this.#at = at;
    this.#valueHigh = valueHigh;
    this.#valueLow = valueLow;
    this.count++;
    if (++this.#count === samplesPerChunk) this.#close();
  }

  /** All chunks; nothing can be added afterwards. @returns {readonly Chunk[]} */
  finish() {
    if (this.#count > 0) this.#close();
    return this.#chunks;
  }

  #close() {
    const bytes = this.#bytes;
    bytes[0] = this.#count >> 8;
    bytes[1] = this.#count & 0xff;
    this.#chunks.push({ from: this.#from, to: this.#at, data: bytes.slice(0, Math.ceil(this.#bits / 8)) });
    bytes.fill(0);
    this.#count = 0;
  }

  /** @param {number} change how much longer than the last one a distance is, in milliseconds */
  #writeTime(change) {
    if (change === 0) this.#write(0b0, 1);
    else if (change >= -8191 && change <= 8192) {
      this.#write(0b10, 2);
      this.#write(change & 0x3fff, 14);
    } else if (change >= -65_535 && change <= 65_536) {
      this.#write(0b110, 3);
      this.#write(change & 0x1ffff, 17);
    } else if (change >= -524_287 && change <= 524_288) {
      this.#write(0b1110, 4);
      this.#write(change & 0xfffff, 20);
    } else {
      this.#write(0b1111, 4);
      this.#write(change < 0 ? 0xffffffff : 0, 32);
      this.#write(change >>> 0, 32);
    }
  }

  /** @param {number} differenceHigh @param {number} differenceLow the bits in which a value differs from the last one */
  #writeValue(differenceHigh, differenceLow) {
    if (differenceHigh === 0 && differenceLow === 0) return this.#write(0, 1);
    const leading = Math.min(31, Math.clz32(differenceHigh));
    const trailing =
      differenceLow === 0
        ? 32 + 31 - Math.clz32(differenceHigh & -differenceHigh)
        : 31 - Math.clz32(differenceLow & -differenceLow);
    if (this.#leading >= 0 && leading >= this.#leading && trailing >= this.#trailing) this.#write(0b10, 2);
    else {
      this.#leading = leading;
      this.#trailing = trailing;
      this.#write(0b11, 2);
      this.#write(leading, 5);
      // 64 does not fit into six bits and is written as 0.
      this.#write((64 - leading - trailing) & 0x3f, 6);
    }
    const significant = 64 - this.#leading - this.#trailing;
    const shift = this.#trailing;
    if (shift >= 32) return this.#write(differenceHigh >>> (shift - 32), significant);
    if (significant > 32) this.#write(differenceHigh >>> shift, significant - 32);
    const shifted = shift === 0 ? differenceLow : (differenceLow >>> shift) | (differenceHigh << (32 - shift));
    this.#write(shifted, Math.min(32, significant));
  }

  /** Seven bits a byte, the lowest first. @param {number} value a whole number, not negative */
  #writeVarint(value) {
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) this.#write((left % 128) | 128, 8);
    this.#write(left, 8);
  }

  /** @param {number} value @param {number} count how many of its lowest bits, 32 at most */
  #write(value, count) {
    let left = count;
    while (left > 0) {
      const free = 8 - (this.#bits & 7);
      const taken = Math.min(free, left);
      left -= taken;
      const part = (value >>> left) & ((1 << taken) - 1);
      const at = this.#bits >> 3;
      this.#bytes[at] = (this.#bytes[at] ?? 0) | (part << (free - taken));
      this.#bits += taken;
    }
  }
}
