/**
 * A small map from text to text that cannot change. It takes far less memory than a `Map`, as long as many have the same names
 * in the same order and share one list of them.
 */
export class PackedTexts implements ReadonlyMap<string, string> {
  /**
   * @param names each once
   * @param texts one for each name
   */
  constructor(
    private readonly names: readonly string[],
    private readonly texts: readonly string[],
  ) {}

  get size(): number {
    return this.names.length;
  }

  get(name: string): string | undefined {
    return this.texts[this.names.indexOf(name)];
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  forEach(call: (text: string, name: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [name, text] of this) call(text, name, this);
  }

  *entries(): MapIterator<[string, string]> {
    for (const [place, name] of this.names.entries()) yield [name, this.texts[place] ?? ''];
  }

  keys(): MapIterator<string> {
    return this.names.values();
  }

  values(): MapIterator<string> {
    return this.texts.values();
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }
}
