import type { Entity } from './entity.js';
import { inverseRelation } from './relations.js';

// What the descriptor of an entity alone decides. A local descriptor replaces these relations of the server's entity; the
// others (who depends on me, who consumes my API) are stated by other entities and stay.
export const STATED_BY_THE_ENTITY: ReadonlySet<string> = new Set([
  'ownedBy',
  'partOf',
  'dependsOn',
  'providesApi',
  'consumesApi',
  'scaffoldedFrom',
]);

/**
 * The relations of all entities, in both directions of stating, as plain numbers: the row of each entity lists types and
 * targets. Objects for every relation of 50,000 entities would take more memory than the entities themselves.
 */
export class RelationTable {
  private constructor(
    private readonly refs: References,
    private readonly types: readonly string[],
    /** Where the row of each reference begins; one more for the end of the last row. */
    private readonly starts: Uint32Array,
    private readonly typeOf: Uint16Array | Uint32Array,
    private readonly targetOf: Uint32Array,
  ) {}

  /**
   * @param entities each reference once
   * @param places where each of them stands
   */
  static of(entities: readonly Entity[], places: ReadonlyMap<string, number>): RelationTable {
    const refs = new References(entities, places);
    const types = new Map<string, number>();
    const sizes = new GrowingNumbers();
    const edges = new GrowingNumbers();
    const add = (from: number, type: string, to: number): void => {
      sizes.increment(from);
      edges.push(from, numberOf(type, types), to);
    };
    // What an entity says of itself comes before what others say of it.
    entities.forEach((entity, from) => {
      for (const { type, targetRef } of entity.relations) {
        const to = refs.number(targetRef);
        const inverse = entity.local ? undefined : inverseRelation(type);
        if (inverse && STATED_BY_THE_ENTITY.has(inverse) && entities[to]?.local) continue;
        add(from, type, to);
      }
    });
    const inverses = [...types.keys()].map(inverseRelation);
    for (let edge = 0, end = edges.length; edge < end; edge += 3) {
      const inverse = inverses[edges.at(edge + 1)];
      if (inverse) add(edges.at(edge + 2), inverse, edges.at(edge));
    }
    return RelationTable.filled(refs, [...types.keys()], sizes, edges);
  }

  private static filled(
    refs: References,
    types: readonly string[],
    sizes: GrowingNumbers,
    edges: GrowingNumbers,
  ): RelationTable {
    const starts = new Uint32Array(refs.count + 1);
    let end = 0;
    for (let row = 0; row < refs.count; row++) starts[row + 1] = end += sizes.at(row);
    const typeOf = types.length > 0xffff ? new Uint32Array(edges.length / 3) : new Uint16Array(edges.length / 3);
    const targetOf = new Uint32Array(edges.length / 3);
    const next = starts.slice();
    for (let edge = 0; edge < edges.length; edge += 3) {
      const row = edges.at(edge);
      const place = next[row] ?? 0;
      next[row] = place + 1;
      typeOf[place] = edges.at(edge + 1);
      targetOf[place] = edges.at(edge + 2);
    }
    return new RelationTable(refs, types, starts, typeOf, targetOf);
  }

  /** Whether anything is related to a reference. @param ref full reference in lower case */
  has(ref: string): boolean {
    const row = this.refs.find(ref);
    return row !== undefined && this.starts[row] !== this.starts[row + 1];
  }

  /** References that are related to one by one type, each once, in the order in which they were stated. */
  targets(ref: string, type: string): readonly string[] {
    const wanted = this.types.indexOf(type);
    const found = new Set<number>();
    this.each(ref, (ofType, target) => ofType === wanted && found.add(target));
    return [...found].map(target => this.refs.name(target));
  }

  /** The types of relation that a reference has, in the order in which they were stated, with the number of targets. */
  counts(ref: string): readonly { readonly type: string; readonly count: number }[] {
    const found = new Map<number, Set<number>>();
    this.each(ref, (type, target) => {
      const targets = found.get(type);
      if (targets) targets.add(target);
      else found.set(type, new Set([target]));
    });
    return [...found].map(([type, targets]) => ({ type: this.types[type] ?? '', count: targets.size }));
  }

  private each(ref: string, visit: (type: number, target: number) => unknown): void {
    const row = this.refs.find(ref);
    if (row === undefined) return;
    const end = this.starts[row + 1] ?? 0;
    for (let place = this.starts[row] ?? 0; place < end; place++)
      visit(this.typeOf[place] ?? 0, this.targetOf[place] ?? 0);
  }
}

/** A number for each reference: its place for one in the catalogue, numbers after those for the others. */
class References {
  private readonly missing = new Map<string, number>();
  private readonly missingNames: string[] = [];

  constructor(
    private readonly entities: readonly Entity[],
    private readonly places: ReadonlyMap<string, number>,
  ) {}

  get count(): number {
    return this.entities.length + this.missingNames.length;
  }

  find(ref: string): number | undefined {
    return this.places.get(ref) ?? this.missing.get(ref);
  }

  number(ref: string): number {
    const known = this.find(ref);
    if (known !== undefined) return known;
    this.missing.set(ref, this.count);
    this.missingNames.push(ref);
    return this.count - 1;
  }

  name(number: number): string {
    return this.entities[number]?.ref ?? this.missingNames[number - this.entities.length] ?? '';
  }
}

function numberOf(name: string, numbers: Map<string, number>): number {
  const known = numbers.get(name);
  if (known !== undefined) return known;
  numbers.set(name, numbers.size);
  return numbers.size - 1;
}

/** A list of whole numbers that are not negative. */
class GrowingNumbers {
  private numbers = new Uint32Array(1024);
  length = 0;

  at(place: number): number {
    return this.numbers[place] ?? 0;
  }

  push(...added: readonly number[]): void {
    this.reserve(this.length + added.length);
    for (const number of added) this.numbers[this.length++] = number;
  }

  increment(place: number): void {
    this.reserve(place + 1);
    this.numbers[place] = this.at(place) + 1;
  }

  private reserve(length: number): void {
    if (length <= this.numbers.length) return;
    const larger = new Uint32Array(Math.max(length, 2 * this.numbers.length));
    larger.set(this.numbers);
    this.numbers = larger;
  }
}
