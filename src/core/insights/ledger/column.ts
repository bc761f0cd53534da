const CHUNK_BITS = 14;
const CHUNK = 1 << CHUNK_BITS;
const MASK = CHUNK - 1;

type TypedArray = Float64Array | Uint32Array | Uint8Array;

/** A list of numbers that grows without being copied and without an object for each. */
export class Column {
  private readonly chunks: TypedArray[] = [];
  private length = 0;

  /** @param kind the typed array that the numbers fit into */
  constructor(private readonly kind: new (length: number) => TypedArray) {}

  get size(): number {
    return this.length;
  }

  /** @returns the row that it now stands in */
  push(value: number): number {
    const row = this.length++;
    let chunk = this.chunks[row >> CHUNK_BITS];
    if (!chunk) this.chunks.push((chunk = new this.kind(CHUNK)));
    chunk[row & MASK] = value;
    return row;
  }

  /** The number of a row; `NaN` for a row that is not there. */
  at(row: number): number {
    return this.chunks[row >> CHUNK_BITS]?.[row & MASK] ?? NaN;
  }

  set(row: number, value: number): void {
    const chunk = this.chunks[row >> CHUNK_BITS];
    if (chunk) chunk[row & MASK] = value;
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
