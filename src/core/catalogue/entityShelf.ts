import type { Entity, EntityLink, EntityRelation } from './entity.js';
import { NumberPages } from './numberPages.js';
import { PackedTexts } from './packedTexts.js';
import { NO_ANNOTATIONS, NOTHING, type EntityFields } from './smallEntity.js';
import { TextShelf } from './textShelf.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What lists and searches ask each entity for: it stands in the entity itself. */
export type NearFields = Omit<EntityFields, 'etag' | 'description' | 'annotations' | 'links' | 'relations'>;

const SHELF = Symbol('shelf');
const PLACE = Symbol('place');

interface Shelved extends Entity {
  readonly [SHELF]: EntityShelf;
  readonly [PLACE]: number;
}

/**
 * Keeps what many entities say beside their names, as numbers and long strings: objects for every relation, link and annotation
 * of 50,000 entities would take three times the memory. An entity of a shelf has all its properties, as any other; those that
 * are on the shelf are put together when they are read.
 *
 * At the place of an entity stand, one after the other: etag and description; the list of the names of its annotations, and
 * the text of each; how many links, and for each address, title, icon and type; how many relations, and for each type and
 * target. What may be missing is 0 or a number one too high.
 */
export class EntityShelf {
  /** @param words texts that many entities share: kept apart, so that each is one and the same string for all of them */
  constructor(
    readonly words: string[] = [],
    /** Lists of words that many entities share. */
    readonly lists: (readonly string[])[] = [],
    readonly texts: TextShelf = new TextShelf(),
    readonly numbers: NumberPages = new NumberPages(),
  ) {}

  /**
   * The entity at a place. @param near what stands in it itself
   * @param place where the rest of it begins in `numbers`
   */
  entity(near: NearFields, place: number): Entity {
    const made = {
      ref: near.ref,
      kind: near.kind,
      namespace: near.namespace,
      name: near.name,
      tags: near.tags.length > 0 ? near.tags : NOTHING,
    } as unknown as Mutable<Shelved>;
    // Hidden from those who list or compare what an entity has.
    Object.defineProperty(made, SHELF, { value: this });
    Object.defineProperty(made, PLACE, { value: place });
    const annotations = placeOfAnnotations(place);
    const links = this.placeOfLinks(place);
    const relations = this.placeOfRelations(place);
    if (links > annotations + 1) Object.defineProperty(made, 'annotations', ANNOTATIONS);
    else made.annotations = NO_ANNOTATIONS;
    if (this.numbers.at(links) > 0) Object.defineProperty(made, 'links', LINKS);
    else made.links = NOTHING;
    if (this.numbers.at(relations) > 0) Object.defineProperty(made, 'relations', RELATIONS);
    else made.relations = NOTHING;
    if (this.numbers.at(place) > 0) Object.defineProperty(made, 'etag', ETAG);
    if (this.numbers.at(place + 1) > 0) Object.defineProperty(made, 'description', DESCRIPTION);
    if (near.type !== undefined) made.type = near.type;
    if (near.owner !== undefined) made.owner = near.owner;
    if (near.lifecycle !== undefined) made.lifecycle = near.lifecycle;
    if (near.system !== undefined) made.system = near.system;
    if (near.title !== undefined) made.title = near.title;
    if (near.local !== undefined) made.local = near.local;
    return made;
  }

  /** A text that may be missing. @param number one too high, or 0 */
  optional(number: number): string | undefined {
    return number === 0 ? undefined : this.texts.get(number - 1);
  }

  annotations(place: number): ReadonlyMap<string, string> {
    const at = placeOfAnnotations(place);
    return new PackedTexts(this.list(this.numbers.at(at)), name => this.texts.get(this.numbers.at(at + 1 + name)));
  }

  links(place: number): readonly EntityLink[] {
    const at = this.placeOfLinks(place);
    return Array.from({ length: this.numbers.at(at) }, (_, number) => this.link(at + 1 + 4 * number));
  }

  relations(place: number): readonly EntityRelation[] {
    const at = this.placeOfRelations(place);
    const relations: EntityRelation[] = [];
    const end = at + 2 * this.numbers.at(at);
    for (let one = at + 1; one < end; one += 2)
      relations.push({ type: this.word(this.numbers.at(one)), targetRef: this.word(this.numbers.at(one + 1)) });
    return relations;
  }

  private link(at: number): EntityLink {
    const [title, icon, type] = [1, 2, 3].map(part => this.optional(this.numbers.at(at + part)));
    return {
      url: this.texts.get(this.numbers.at(at)),
      ...(title === undefined ? {} : { title }),
      ...(icon === undefined ? {} : { icon }),
      ...(type === undefined ? {} : { type }),
    };
  }

  private placeOfLinks(place: number): number {
    const at = placeOfAnnotations(place);
    return at + 1 + this.list(this.numbers.at(at)).length;
  }

  private placeOfRelations(place: number): number {
    const at = this.placeOfLinks(place);
    return at + 1 + 4 * this.numbers.at(at);
  }

  private list(number: number): readonly string[] {
    return this.lists[number] ?? NOTHING;
  }

  private word(number: number): string {
    return this.words[number] ?? '';
  }
}

function placeOfAnnotations(place: number): number {
  return place + 2;
}

// The same functions for all entities: those are then of the same few layouts, whatever shelf they are of.
const ETAG = read(entity => entity[SHELF].optional(entity[SHELF].numbers.at(entity[PLACE])));
const DESCRIPTION = read(entity => entity[SHELF].optional(entity[SHELF].numbers.at(entity[PLACE] + 1)));
const ANNOTATIONS = read(entity => entity[SHELF].annotations(entity[PLACE]));
const LINKS = read(entity => entity[SHELF].links(entity[PLACE]));
const RELATIONS = read(entity => entity[SHELF].relations(entity[PLACE]));

function read(what: (entity: Shelved) => unknown): PropertyDescriptor {
  return {
    get(this: Shelved) {
      return what(this);
    },
    enumerable: true,
  };
}
