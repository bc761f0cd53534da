/**
 * A small map from text to text that cannot change. It takes next to no memory, as long as many have the same names in the same
 * order and share one list of them, and the texts are kept elsewhere.
 */
export class PackedTexts implements ReadonlyMap<string, string> {
  /**
   * @param names each once
   * @param text gives the text of each name by its place
   */
  constructor(
    private readonly names: readonly string[],
    private readonly text: (place: number) => string,
  ) {}

  get size(): number {
    return this.names.length;
  }

  get(name: string): string | undefined {
    const place = this.names.indexOf(name);
    return place < 0 ? undefined : this.text(place);
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  forEach(call: (text: string, name: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [name, text] of this) call(text, name, this);
  }

  *entries(): MapIterator<[string, string]> {
    for (const [place, name] of this.names.entries()) yield [name, this.text(place)];
  }

  keys(): MapIterator<string> {
    return this.names.values();
  }

  *values(): MapIterator<string> {
    for (const place of this.names.keys()) yield this.text(place);
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }
}
