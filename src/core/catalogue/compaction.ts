import type { Entity } from './entity.js';
import { EntityShelf } from './entityShelf.js';

/** The lists that begin alike: one text further, or here at their end. */
interface ListBranch {
  readonly next: Map<string, ListBranch>;
  number?: number;
}

/**
 * Makes entities small: what many of them have in common is kept once, and most of the rest on a shelf. A catalogue of 50,000
 * entities repeats the same owners, systems, tags and references hundreds of thousands of times.
 *
 * One pool serves one reading; it holds on to every text that it has seen, so it must not outlive the reading. Its shelf lives
 * as long as the entities.
 */
export class EntityPool {
  readonly shelf = new EntityShelf();
  private readonly words = new Map<string, number>();
  private readonly texts = new Map<string, number>();
  private readonly lists: ListBranch = { next: new Map() };

  /** @returns an equal entity that shares with those before it what it has in common with them */
  compact(entity: Entity): Entity {
    const place = this.put(entity);
    const { shelf } = this;
    return shelf.entity(
      {
        ref: this.same(entity.ref),
        kind: this.same(entity.kind),
        namespace: this.same(entity.namespace),
        name: entity.name,
        title: entity.title,
        type: this.sameOptional(entity.type),
        lifecycle: this.sameOptional(entity.lifecycle),
        owner: this.sameOptional(entity.owner),
        system: this.sameOptional(entity.system),
        tags: shelf.lists[this.list(entity.tags)] ?? [],
        local: entity.local,
      },
      place,
    );
  }

  /** Puts what does not stand in an entity itself on the shelf. @returns its place there */
  put(entity: Entity): number {
    const { numbers } = this.shelf;
    const place = numbers.length;
    const { etag, annotations, links, relations } = entity;
    // Hardly two entities have the same ones, and to look for them takes time.
    numbers.push(etag === undefined ? 0 : this.shelf.texts.add(etag) + 1);
    numbers.push(entity.description === undefined ? 0 : this.shelf.texts.add(entity.description) + 1);
    numbers.push(this.list([...annotations.keys()]));
    for (const text of annotations.values()) numbers.push(this.text(text));
    numbers.push(links.length);
    for (const { url, title, icon, type } of links) {
      numbers.push(this.text(url));
      for (const optional of [title, icon, type]) numbers.push(this.optionalText(optional));
    }
    numbers.push(relations.length);
    for (const { type, targetRef } of relations) {
      numbers.push(this.word(type));
      numbers.push(this.word(targetRef));
    }
    return place;
  }

  /** The number of a text that many entities may have. */
  word(text: string): number {
    const known = this.words.get(text);
    if (known !== undefined) return known;
    const number = this.shelf.words.push(text) - 1;
    this.words.set(text, number);
    return number;
  }

  /** The number of a text that few entities have. */
  text(text: string): number {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    const number = this.shelf.texts.add(text);
    this.texts.set(text, number);
    return number;
  }

  /** One more than the number of a text, or 0 where there is none. */
  optionalText(text: string | undefined): number {
    return text === undefined ? 0 : this.text(text) + 1;
  }

  /** The number of a list of words. */
  list(words: readonly string[]): number {
    let branch = this.lists;
    for (const word of words) {
      let next = branch.next.get(word);
      if (!next) branch.next.set(this.same(word), (next = { next: new Map() }));
      branch = next;
    }
    return (branch.number ??= this.shelf.lists.push(words.map(word => this.same(word))) - 1);
  }

  private same(text: string): string {
    return this.shelf.words[this.word(text)] ?? text;
  }

  private sameOptional(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.same(text);
  }
}
