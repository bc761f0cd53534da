import { ownProperty, type Entity } from '../../core/catalogue/entity.js';
import { EntityPool } from '../../core/catalogue/compaction.js';
import { EntityShelf } from '../../core/catalogue/entityShelf.js';
import { NumberPages } from '../../core/catalogue/numberPages.js';
import { TextShelf, type TextChunk } from '../../core/catalogue/textShelf.js';

// Of each entity, in the section `near`: words (ref, kind, namespace), optional texts (name where the reference does not end
// with it, title), optional words (type, lifecycle, owner, system), the list of its tags, and its place on the shelf.
const NUMBERS_PER_ENTITY = 11;
const BYTES_PER_NUMBER = 4;

/** How long the sections are that follow, in this order; all but the texts in numbers of 32 bits. */
interface Contents {
  readonly near: number;
  /** Each list of words: how many, and their numbers. */
  readonly lists: number;
  readonly shelf: number;
  readonly words: readonly StoredChunk[];
  readonly texts: readonly StoredChunk[];
}

/** A chunk of texts: where each of them ends, then all of them, in one or two bytes for a sign. */
interface StoredChunk {
  readonly texts: number;
  readonly signs: number;
  readonly wide: boolean;
}

/**
 * Turns entities into sections of bytes that are read without looking at each entity's details: the shelf of the entities lies
 * in the file as it does in memory. Numbers have the byte order of the machine, which the file never leaves.
 */
export class SectionWriter {
  private readonly pool = new EntityPool();
  private readonly near = new NumberPages();

  add(entity: Entity): void {
    const { pool, near } = this;
    const optionalWord = (text: string | undefined): number => (text === undefined ? 0 : pool.word(text) + 1);
    for (const text of [entity.ref, entity.kind, entity.namespace]) near.push(pool.word(text));
    near.push(entity.name === nameIn(entity.ref) ? 0 : pool.text(entity.name) + 1);
    near.push(pool.optionalText(entity.title));
    for (const text of [entity.type, entity.lifecycle, entity.owner, entity.system]) near.push(optionalWord(text));
    near.push(pool.list(entity.tags));
    near.push(pool.put(entity));
  }

  /** What tells the reader how to take the sections apart, and the sections. */
  finish(): { readonly contents: Contents; readonly sections: Iterable<Uint8Array> } {
    const { shelf } = this.pool;
    const words = chunksOf(shelf.words);
    const texts = shelf.texts.chunks();
    const lists = listNumbers(shelf.lists, text => this.pool.word(text));
    const numbers = [this.near, lists, shelf.numbers];
    const contents = {
      near: this.near.length,
      lists: lists.length,
      shelf: shelf.numbers.length,
      words: words.map(stored),
      texts: texts.map(stored),
    };
    return { contents, sections: sections(numbers, [...words, ...texts]) };
  }
}

/** Reads what a `SectionWriter` has written. */
export class SectionReader {
  private readonly shelf: EntityShelf;
  private readonly near: Uint32Array;
  private read = 0;

  /**
   * @param contents as the writer has told them
   * @param bytes all sections
   * @throws where the contents are none, or other sections than these have
   */
  constructor(contents: unknown, bytes: Buffer) {
    const input = new Input(bytes);
    this.near = input.numbers(size(contents, 'near'));
    const lists = input.numbers(size(contents, 'lists'));
    const numbers = input.numbers(size(contents, 'shelf'));
    const words = new TextShelf(chunks(contents, 'words').map(chunk => input.chunk(chunk)));
    const texts = new TextShelf(chunks(contents, 'texts').map(chunk => input.chunk(chunk)));
    input.end();
    const count = chunks(contents, 'words').reduce((sum, chunk) => sum + chunk.texts, 0);
    const allWords = Array.from({ length: count }, (_, number) => words.get(number));
    this.shelf = new EntityShelf(allWords, listsOf(lists, allWords), texts, NumberPages.of(numbers));
  }

  /** The next entities, in the order in which they were added; fewer than wanted at the end. */
  next(count: number): readonly Entity[] {
    const made: Entity[] = [];
    for (; made.length < count && this.read < this.near.length; this.read += NUMBERS_PER_ENTITY)
      made.push(this.entity(this.read));
    return made;
  }

  private entity(at: number): Entity {
    const { near, shelf } = this;
    const number = (field: number): number => near[at + field] ?? NaN;
    const word = (field: number): string => known(shelf.words, number(field));
    const optional = (field: number): string | undefined =>
      number(field) === 0 ? undefined : known(shelf.words, number(field) - 1);
    const ref = word(0);
    return shelf.entity(
      {
        ref,
        kind: word(1),
        namespace: word(2),
        name: shelf.optional(number(3)) ?? nameIn(ref),
        title: shelf.optional(number(4)),
        type: optional(5),
        lifecycle: optional(6),
        owner: optional(7),
        system: optional(8),
        tags: known(shelf.lists, number(9)),
        // Only entities of the open folder have a place in a file.
        local: undefined,
      },
      number(10),
    );
  }
}

function nameIn(ref: string): string {
  return ref.slice(ref.lastIndexOf('/') + 1);
}

function chunksOf(texts: readonly string[]): readonly TextChunk[] {
  const shelf = new TextShelf();
  for (const text of texts) shelf.add(text);
  return shelf.chunks();
}

function listNumbers(lists: readonly (readonly string[])[], number: (word: string) => number): NumberPages {
  const numbers = new NumberPages();
  for (const list of lists) {
    numbers.push(list.length);
    for (const word of list) numbers.push(number(word));
  }
  return numbers;
}

function listsOf(numbers: Uint32Array, words: readonly string[]): (readonly string[])[] {
  const lists: (readonly string[])[] = [];
  for (let at = 0; at < numbers.length;) {
    const start = at + 1;
    at = start + (numbers[at] ?? 0);
    lists.push(Array.from(numbers.subarray(start, at), number => known(words, number)));
  }
  return lists;
}

function stored({ text, ends }: TextChunk): StoredChunk {
  return { texts: ends.length, signs: text.length, wide: /[\u0100-\uffff]/.test(text) };
}

function* sections(numbers: readonly NumberPages[], texts: readonly TextChunk[]): Iterable<Uint8Array> {
  for (const each of numbers) for (const page of each.filled()) yield bytesOf(page);
  for (const chunk of texts) {
    yield bytesOf(chunk.ends);
    yield Buffer.from(chunk.text, encodingOf(stored(chunk)));
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Both keep every sign as it is, halves of pairs included. */
function encodingOf({ wide }: StoredChunk): 'utf16le' | 'latin1' {
  return wide ? 'utf16le' : 'latin1';
}

/** Takes sections off bytes, one after the other. */
class Input {
  private position = 0;

  constructor(private readonly bytes: Buffer) {}

  numbers(count: number): Uint32Array {
    const { buffer, byteOffset } = this.take(count * BYTES_PER_NUMBER);
    // A copy: numbers must be aligned, and the file must not stay in memory for them.
    return new Uint32Array(buffer.slice(byteOffset, byteOffset + count * BYTES_PER_NUMBER));
  }

  chunk(chunk: StoredChunk): TextChunk {
    const ends = this.numbers(chunk.texts);
    const text = this.take(chunk.wide ? 2 * chunk.signs : chunk.signs).toString(encodingOf(chunk));
    return { text, ends };
  }

  end(): void {
    if (this.position !== this.bytes.length) throw unfit();
  }

  private take(length: number): Buffer {
    const start = this.position;
    this.position += length;
    if (this.position > this.bytes.length) throw unfit();
    return this.bytes.subarray(start, this.position);
  }
}

function size(contents: unknown, section: keyof Contents): number {
  return wholeNumber(ownProperty(contents, section));
}

function chunks(contents: unknown, section: 'words' | 'texts'): readonly StoredChunk[] {
  const value = ownProperty(contents, section);
  if (!Array.isArray(value)) throw unfit();
  return value.map((chunk: unknown) => ({
    texts: wholeNumber(ownProperty(chunk, 'texts')),
    signs: wholeNumber(ownProperty(chunk, 'signs')),
    wide: ownProperty(chunk, 'wide') === true,
  }));
}

function wholeNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw unfit();
  return value;
}

function known<T>(things: readonly T[], number: number): T {
  const thing = things[number];
  if (thing === undefined) throw unfit();
  return thing;
}

function unfit(): Error {
  return new Error('The kept catalogue refers to what it does not hold.');
}
