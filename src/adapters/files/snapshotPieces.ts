import type { Entity, EntityLink, EntityRelation } from '../../core/catalogue/entity.js';
import { PackedTexts } from '../../core/catalogue/packedTexts.js';
import { smallEntity } from '../../core/catalogue/smallEntity.js';

type Optional<T> = T | null;

/** An entity in numbers: each stands for a text, a list of texts or a relation that an earlier piece or this one brings. */
type StoredEntity = readonly [
  ref: number,
  kind: number,
  namespace: number,
  name: number,
  etag: Optional<string>,
  title: Optional<string>,
  description: Optional<string>,
  type: Optional<number>,
  lifecycle: Optional<number>,
  owner: Optional<number>,
  system: Optional<number>,
  tags: number,
  annotationNames: number,
  annotationTexts: readonly number[],
  links: readonly EntityLink[],
  relations: readonly number[],
];

/** Some entities of a snapshot, with what they bring that none before them had. */
interface Piece {
  readonly texts: string[];
  /** Each as the numbers of its texts. */
  readonly lists: (readonly number[])[];
  /** Two numbers of texts each: type and target. */
  readonly relations: number[];
  readonly entities: StoredEntity[];
}

/**
 * Turns entities into JSON, piece by piece. What many of them have in common is written once, which makes a file of a large
 * catalogue half as long and twice as fast to read.
 */
export class PieceWriter {
  private readonly texts = new Map<string, number>();
  private readonly lists = new Map<string, number>();
  private readonly relations = new Map<string, number>();
  private piece: Piece = emptyPiece();

  /** One line of JSON; the reader needs all pieces before it. */
  write(entities: readonly Entity[]): string {
    this.piece = emptyPiece();
    for (const entity of entities) this.piece.entities.push(this.stored(entity));
    return JSON.stringify(this.piece);
  }

  private stored(entity: Entity): StoredEntity {
    return [
      this.text(entity.ref),
      this.text(entity.kind),
      this.text(entity.namespace),
      this.text(entity.name),
      entity.etag ?? null,
      entity.title ?? null,
      entity.description ?? null,
      this.optional(entity.type),
      this.optional(entity.lifecycle),
      this.optional(entity.owner),
      this.optional(entity.system),
      this.list(entity.tags),
      this.list([...entity.annotations.keys()]),
      [...entity.annotations.values()].map(text => this.text(text)),
      entity.links,
      entity.relations.map(relation => this.relation(relation)),
    ];
  }

  private optional(text: string | undefined): Optional<number> {
    return text === undefined ? null : this.text(text);
  }

  private text(text: string): number {
    return numbered(this.texts, text, () => this.piece.texts.push(text));
  }

  private list(texts: readonly string[]): number {
    const numbers = texts.map(text => this.text(text));
    return numbered(this.lists, numbers.join(), () => this.piece.lists.push(numbers));
  }

  private relation({ type, targetRef }: EntityRelation): number {
    const numbers = [this.text(type), this.text(targetRef)] as const;
    return numbered(this.relations, numbers.join(), () => this.piece.relations.push(...numbers));
  }
}

/** Reads what a `PieceWriter` has written, in the same order. */
export class PieceReader {
  private readonly texts: string[] = [];
  private readonly lists: (readonly string[])[] = [];
  private readonly relations: EntityRelation[] = [];

  /** @throws where the line is none that was written so */
  read(line: string): readonly Entity[] {
    // Whoever calls this knows by a checksum that this version has written the line.
    const { texts, lists, relations, entities } = JSON.parse(line) as Piece;
    for (const text of texts) this.texts.push(text);
    for (const list of lists) this.lists.push(list.map(number => this.text(number)));
    for (let at = 0; at + 1 < relations.length; at += 2)
      this.relations.push({ type: this.text(relations[at]), targetRef: this.text(relations[at + 1]) });
    return entities.map(entity => this.entity(entity));
  }

  private entity(stored: StoredEntity): Entity {
    const [ref, kind, namespace, name, etag, title, description, type, lifecycle, owner, system, ...lists] = stored;
    const [tags, names, texts, links, relations] = lists;
    return smallEntity({
      ref: this.text(ref),
      kind: this.text(kind),
      namespace: this.text(namespace),
      name: this.text(name),
      etag: etag ?? undefined,
      title: title ?? undefined,
      description: description ?? undefined,
      type: this.optional(type),
      lifecycle: this.optional(lifecycle),
      owner: this.optional(owner),
      system: this.optional(system),
      tags: known(this.lists, tags),
      annotations: new PackedTexts(
        known(this.lists, names),
        texts.map(number => this.text(number)),
      ),
      links,
      relations: relations.map(number => known(this.relations, number)),
      // Only entities of the open folder have a place.
      local: undefined,
    });
  }

  private text(number: number | undefined): string {
    return known(this.texts, number);
  }

  private optional(number: Optional<number>): string | undefined {
    return number === null ? undefined : this.text(number);
  }
}

function emptyPiece(): Piece {
  return { texts: [], lists: [], relations: [], entities: [] };
}

function numbered(numbers: Map<string, number>, key: string, add: () => unknown): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  add();
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

function known<T>(things: readonly T[], number: number | undefined): T {
  const thing = number === undefined ? undefined : things[number];
  if (thing === undefined) throw new Error('The kept catalogue refers to what it does not hold.');
  return thing;
}
