import { displayName, type DescriptorPlace, type Entity, type EntityRelation } from './entity.js';
import { compareNames } from './nameOrder.js';
import { RelationTable, STATED_BY_THE_ENTITY } from './relationTable.js';

/** Entities in the order in which people look for them: by the name shown, then by reference. */
export function compareEntities(a: Entity, b: Entity): number {
  return compareNames(displayName(a), displayName(b)) || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0);
}

/** An entity that comes from a file of the open folder. */
export type LocalEntity = Entity & { readonly local: DescriptorPlace };

/** An immutable snapshot of a catalogue, for look-ups. Relations are worked out when they are first asked for. */
export class EntityIndex {
  static readonly EMPTY = EntityIndex.of([], []);

  private table: RelationTable | undefined;
  private described: readonly LocalEntity[] | undefined;

  private constructor(
    /** Where each reference stands in `entities`. */
    private readonly places: ReadonlyMap<string, number>,
    /** All entities, sorted by `compareEntities`. */
    readonly entities: readonly Entity[],
    /** Whether what is not among them is known not to be there; else it may only not have come yet. */
    readonly isComplete: boolean,
  ) {}

  /**
   * @param server entities of the platform
   * @param local entities of the open folder, laid over the server's: same reference, the local one wins
   * @param isComplete whether these are all that the platform has
   */
  static of(server: readonly Entity[], local: readonly Entity[], isComplete = true): EntityIndex {
    const byRef = new Map(server.map(entity => [entity.ref, entity]));
    for (const entity of local) byRef.set(entity.ref, overlay(byRef.get(entity.ref), entity));
    const entities = [...byRef.values()].sort(compareEntities);
    return new EntityIndex(new Map(entities.map(({ ref }, place) => [ref, place])), entities, isComplete);
  }

  get size(): number {
    return this.entities.length;
  }

  /** The entities that come from files of the open folder, in the same order. Few among many: looked for once. */
  get local(): readonly LocalEntity[] {
    return (this.described ??= this.entities.filter(entity => entity.local !== undefined) as LocalEntity[]);
  }

  /** The entities that a file of the open folder describes. @param uri of the file */
  describedIn(uri: string): readonly LocalEntity[] {
    return this.local.filter(({ local }) => local.uri === uri);
  }

  /** @param ref full reference, in any letter case */
  get(ref: string): Entity | undefined {
    return this.find(ref.toLowerCase());
  }

  /**
   * References that an entity has by one type of relation, in both directions of stating: also what only the other side says.
   * @returns full references, sorted by the name shown; entities that are not in the catalogue come last
   */
  related(ref: string, type: string): readonly string[] {
    return [...this.relations.targets(ref, type)].sort((a, b) => {
      const left = this.find(a);
      const right = this.find(b);
      if (left && right) return compareEntities(left, right);
      return left ? -1 : right ? 1 : compareNames(a, b);
    });
  }

  hasRelations(ref: string): boolean {
    return this.relations.has(ref);
  }

  /** The types of relation that an entity has, with the number of entities at the other end. */
  relationTypes(ref: string): readonly { readonly type: string; readonly count: number }[] {
    return this.relations.counts(ref);
  }

  /**
   * The groups that a person's references stand for: those given and all groups below them.
   * @param refs full references of the person and of the groups the person is in
   */
  withChildGroups(refs: Iterable<string>): ReadonlySet<string> {
    const all = new Set<string>();
    const queue = [...refs].map(ref => ref.toLowerCase());
    for (let ref = queue.pop(); ref !== undefined; ref = queue.pop()) {
      if (all.has(ref)) continue;
      all.add(ref);
      queue.push(...this.relations.targets(ref, 'parentOf'));
    }
    return all;
  }

  private get relations(): RelationTable {
    return (this.table ??= RelationTable.of(this.entities, this.places));
  }

  private find(ref: string): Entity | undefined {
    const place = this.places.get(ref);
    return place === undefined ? undefined : this.entities[place];
  }
}

function overlay(server: Entity | undefined, local: Entity): Entity {
  if (!server) return local;
  const kept = server.relations.filter(relation => !STATED_BY_THE_ENTITY.has(relation.type));
  const relations: readonly EntityRelation[] = [...local.relations, ...kept];
  // The catalogue adds annotations of its own, such as the address of the source.
  return { ...local, annotations: new Map([...server.annotations, ...local.annotations]), relations };
}
