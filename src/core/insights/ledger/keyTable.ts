import { Column } from './column.js';

const FIRST_SLOTS = 64;

/**
 * Numbers keys in the order in which they come: 0, 1, 2 …, in about 20 bytes a key however long it is.
 * A key is a number and a text. Only 64 bits of their hash are kept, so two keys among a million are taken for one
 * with a chance of about 1 in 40 million.
 */
export class KeyTable {
  private readonly high = new Column(Int32Array);
  // Two places a slot, next to each other as they are read together: one half of the hash, and the row plus one, or 0.
  private slots = new Int32Array(FIRST_SLOTS * 2);
  private hashHigh = 0;
  private hashLow = 0;

  get size(): number {
    return this.high.size;
  }

  /** The number of a key, or -1. */
  find(scope: number, text: string): number {
    this.hash(scope, text);
    return (this.slots[this.slot() + 1] ?? 0) - 1;
  }

  /** The number of a key, which is the former `size` where it is new. */
  add(scope: number, text: string): number {
    this.hash(scope, text);
    const slot = this.slot();
    const found = this.slots[slot + 1] ?? 0;
    if (found > 0) return found - 1;
    const row = this.high.push(this.hashHigh);
    this.slots[slot] = this.hashLow;
    this.slots[slot + 1] = row + 1;
    if (row * 3 > this.slots.length) this.grow();
    return row;
  }

  /** Where the key of the last hash stands, or would. */
  private slot(): number {
    const { slots, hashLow } = this;
    const last = slots.length - 2;
    let slot = (hashLow << 1) & last;
    for (;;) {
      const row = slots[slot + 1] ?? 0;
      if (row === 0 || (slots[slot] === hashLow && this.high.at(row - 1) === this.hashHigh)) return slot;
      slot = (slot + 2) & last;
    }
  }

  private grow(): void {
    const before = this.slots;
    const slots = new Int32Array(before.length * 2);
    const last = slots.length - 2;
    for (let from = 0; from < before.length; from += 2) {
      const row = before[from + 1] ?? 0;
      if (row === 0) continue;
      const low = before[from] ?? 0;
      let slot = (low << 1) & last;
      while ((slots[slot + 1] ?? 0) > 0) slot = (slot + 2) & last;
      slots[slot] = low;
      slots[slot + 1] = row;
    }
    this.slots = slots;
  }

  /**
   * Two multiplicative hashes side by side, of two characters at a time, turned and mixed at the end as MurmurHash3 does (Appleby, public
   * domain).
   */
  private hash(scope: number, text: string): void {
    const { length } = text;
    let a = Math.imul(scope + 0x9e37_79b9, 0x85eb_ca6b) ^ length;
    let b = Math.imul(scope + 0x7f4a_7c15, 0xc2b2_ae35) ^ length;
    for (let index = 0; index < length; index += 2) {
      const second = index + 1 < length ? text.charCodeAt(index + 1) << 16 : 0;
      const codes = text.charCodeAt(index) | second;
      a = Math.imul(a ^ codes, 0x9e37_79b1);
      b = Math.imul(b ^ codes, 0x5f35_6495);
      a = (a << 13) | (a >>> 19);
      b = (b << 17) | (b >>> 15);
    }
    a = Math.imul(a ^ (a >>> 16), 0x85eb_ca6b) ^ Math.imul(b ^ (b >>> 13), 0xc2b2_ae35);
    b = Math.imul(b ^ (b >>> 16), 0x85eb_ca6b) ^ Math.imul(a ^ (a >>> 13), 0xc2b2_ae35);
    this.hashHigh = a;
    this.hashLow = b;
  }
}
