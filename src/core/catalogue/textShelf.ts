const TEXTS_PER_CHUNK = 4096;

/** Many texts in one string. */
export interface TextChunk {
  readonly text: string;
  /** Where each of them ends in it. */
  readonly ends: Uint32Array;
}

/**
 * Keeps many texts by number, some thousands of them in one string: a text of its own costs two words of memory more, and a file
 * of a few long strings is read at once.
 */
export class TextShelf {
  private open: string[] = [];

  /** @param chunks what another shelf gave by `chunks`; all full but for the last, after which nothing is added */
  constructor(private readonly closed: TextChunk[] = []) {}

  /** @returns the number by which `get` gives it back */
  add(text: string): number {
    const number = this.closed.length * TEXTS_PER_CHUNK + this.open.push(text) - 1;
    if (this.open.length === TEXTS_PER_CHUNK) {
      this.closed.push(chunkOf(this.open));
      this.open = [];
    }
    return number;
  }

  /** A text that was added; empty where there is none of this number. */
  get(number: number): string {
    const place = number % TEXTS_PER_CHUNK;
    const chunk = this.closed[(number - place) / TEXTS_PER_CHUNK];
    if (!chunk) return this.open[place] ?? '';
    return chunk.text.slice(place === 0 ? 0 : chunk.ends[place - 1], chunk.ends[place]);
  }

  /** All texts, for keeping them elsewhere. */
  chunks(): readonly TextChunk[] {
    return this.open.length > 0 ? [...this.closed, chunkOf(this.open)] : this.closed;
  }
}

function chunkOf(texts: readonly string[]): TextChunk {
  const ends = new Uint32Array(texts.length);
  let end = 0;
  texts.forEach((text, place) => (ends[place] = end += text.length));
  return { text: texts.join(''), ends };
}
