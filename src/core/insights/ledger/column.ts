const CHUNK_BITS = 14;
const CHUNK = 1 << CHUNK_BITS;
const MASK = CHUNK - 1;
const FIRST_CHUNK = 32;

type TypedArray = Float64Array | Int32Array | Uint32Array | Uint8Array;

/**
 * A list of numbers that grows without being copied and without an object for each. Where a stretch of it holds nothing but the usual
 * number it takes no room.
 */
export class Column {
  private readonly chunks: (TypedArray | undefined)[] = [];
  private length = 0;

  /**
   * @param kind the typed array that the numbers fit into
   * @param usual the number that most rows hold
   */
  constructor(
    private readonly kind: new (length: number) => TypedArray,
    private readonly usual = 0,
  ) {}

  get size(): number {
    return this.length;
  }

  /** @returns the row that it now stands in */
  push(value: number): number {
    const row = this.length++;
    if (this.chunks[row >> CHUNK_BITS] || !Object.is(value, this.usual)) this.chunkFor(row)[row & MASK] = value;
    return row;
  }

  /** The number of a row; `NaN` for a row that is not there. */
  at(row: number): number {
    if (!(row >= 0 && row < this.length)) return NaN;
    const chunk = this.chunks[row >> CHUNK_BITS];
    return chunk ? (chunk[row & MASK] ?? NaN) : this.usual;
  }

  set(row: number, value: number): void {
    if (row < 0 || row >= this.length) return;
    if (this.chunks[row >> CHUNK_BITS] || !Object.is(value, this.usual)) this.chunkFor(row)[row & MASK] = value;
  }

  /** The first chunk grows with what is in it, as most lists are short; every other has its whole size at once. */
  private chunkFor(row: number): TypedArray {
    const number = row >> CHUNK_BITS;
    const known = this.chunks[number];
    if (known && (row & MASK) < known.length) return known;
    let size = Math.max(FIRST_CHUNK, (known?.length ?? 0) * 2);
    while (size < Math.min(CHUNK, this.length)) size *= 2;
    const chunk = new this.kind(number > 0 ? CHUNK : Math.min(CHUNK, size));
    if (this.usual !== 0) chunk.fill(this.usual);
    if (known) chunk.set(known);
    this.chunks[number] = chunk;
    return chunk;
  }
}

/** Texts that come again and again, each kept once and known by a number. */
export class Names {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];

  get all(): readonly string[] {
    return this.names;
  }

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.names.length);
    return this.names.push(name) - 1;
  }

  find(name: string): number | undefined {
    return this.numbers.get(name);
  }

  at(number: number): string {
    return this.names[number] ?? '';
  }
}
