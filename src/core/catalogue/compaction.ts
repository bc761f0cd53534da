import type { Entity, EntityLink, EntityRelation } from './entity.js';
import { PackedTexts } from './packedTexts.js';
import { smallEntity } from './smallEntity.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The lists that begin alike: one text further, or here at their end. */
interface ListBranch {
  readonly next: Map<string, ListBranch>;
  list?: readonly string[];
}

/**
 * Makes entities small: texts and relations that many of them have are kept once. A catalogue of 50,000 entities repeats the
 * same owners, systems, tags and references hundreds of thousands of times.
 *
 * One pool serves one reading; it holds on to every text that it has seen, so it must not outlive the reading.
 */
export class EntityPool {
  private readonly texts = new Map<string, string>();
  private readonly relations = new Map<string, Map<string, EntityRelation>>();
  private readonly lists: ListBranch = { next: new Map() };

  /** @returns an equal entity that shares with those before it what it has in common with them */
  compact(entity: Entity): Entity {
    return smallEntity({
      ref: this.text(entity.ref),
      kind: this.text(entity.kind),
      namespace: this.text(entity.namespace),
      name: this.text(entity.name),
      etag: entity.etag,
      title: entity.title,
      description: entity.description,
      type: this.optional(entity.type),
      lifecycle: this.optional(entity.lifecycle),
      owner: this.optional(entity.owner),
      system: this.optional(entity.system),
      tags: this.list(entity.tags),
      annotations: this.annotations(entity.annotations),
      links: entity.links.map(link => this.link(link)),
      relations: entity.relations.map(({ type, targetRef }) => this.relation(type, targetRef)),
      local: entity.local,
    });
  }

  private optional(text: string | undefined): string | undefined {
    return text === undefined ? undefined : this.text(text);
  }

  private text(text: string): string {
    const known = this.texts.get(text);
    if (known !== undefined) return known;
    this.texts.set(text, text);
    return text;
  }

  private list(texts: readonly string[]): readonly string[] {
    let branch = this.lists;
    for (const text of texts) {
      let next = branch.next.get(text);
      if (!next) branch.next.set(this.text(text), (next = { next: new Map() }));
      branch = next;
    }
    return (branch.list ??= texts.map(text => this.text(text)));
  }

  private annotations(annotations: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
    // `map` makes a list without room to grow.
    return new PackedTexts(
      this.list([...annotations.keys()]),
      [...annotations.values()].map(text => this.text(text)),
    );
  }

  private link(link: EntityLink): EntityLink {
    const made: Mutable<EntityLink> = { url: link.url };
    if (link.title !== undefined) made.title = this.text(link.title);
    if (link.icon !== undefined) made.icon = this.text(link.icon);
    if (link.type !== undefined) made.type = this.text(link.type);
    return made;
  }

  private relation(type: string, targetRef: string): EntityRelation {
    let ofType = this.relations.get(type);
    if (!ofType) this.relations.set(this.text(type), (ofType = new Map<string, EntityRelation>()));
    let known = ofType.get(targetRef);
    if (!known) {
      known = { type: this.text(type), targetRef: this.text(targetRef) };
      ofType.set(known.targetRef, known);
    }
    return known;
  }
}
