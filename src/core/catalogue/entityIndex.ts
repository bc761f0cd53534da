import { displayName, type Entity, type EntityRelation } from './entity.js';
import { inverseRelation } from './relations.js';

// What the descriptor of an entity alone decides. A local descriptor replaces these relations of the server's entity; the
// others (who depends on me, who consumes my API) are stated by other entities and stay.
const STATED_BY_THE_ENTITY: ReadonlySet<string> = new Set([
  'ownedBy',
  'partOf',
  'dependsOn',
  'providesApi',
  'consumesApi',
]);

const COLLATOR = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Entities in the order in which people look for them: by the name shown, then by reference. */
export function compareEntities(a: Entity, b: Entity): number {
  return COLLATOR.compare(displayName(a), displayName(b)) || (a.ref < b.ref ? -1 : a.ref > b.ref ? 1 : 0);
}

/** An immutable snapshot of a catalogue, for look-ups. */
export class EntityIndex {
  static readonly EMPTY = EntityIndex.of([], []);

  private constructor(
    private readonly byRef: ReadonlyMap<string, Entity>,
    private readonly relations: ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<string>>>,
    /** All entities, sorted by `compareEntities`. */
    readonly entities: readonly Entity[],
  ) {}

  /**
   * @param server entities of the platform
   * @param local entities of the open folder, laid over the server's: same reference, the local one wins
   */
  static of(server: readonly Entity[], local: readonly Entity[]): EntityIndex {
    const byRef = new Map(server.map(entity => [entity.ref, entity]));
    for (const entity of local) byRef.set(entity.ref, overlay(byRef.get(entity.ref), entity));
    const relations = new Map<string, Map<string, Set<string>>>();
    const add = (from: string, type: string, to: string): void => {
      const ofEntity = getOrAdd(relations, from, () => new Map<string, Set<string>>());
      getOrAdd(ofEntity, type, () => new Set<string>()).add(to);
    };
    for (const entity of byRef.values())
      for (const { type, targetRef } of entity.relations) {
        const inverse = inverseRelation(type);
        const target = byRef.get(targetRef);
        if (!entity.local && target?.local && inverse && STATED_BY_THE_ENTITY.has(inverse)) continue;
        add(entity.ref, type, targetRef);
        if (inverse) add(targetRef, inverse, entity.ref);
      }
    return new EntityIndex(byRef, relations, [...byRef.values()].sort(compareEntities));
  }

  get size(): number {
    return this.byRef.size;
  }

  /** @param ref full reference, in any letter case */
  get(ref: string): Entity | undefined {
    return this.byRef.get(ref.toLowerCase());
  }

  /**
   * References that an entity has by one type of relation, in both directions of stating: also what only the other side says.
   * @returns full references, sorted by the name shown; entities that are not in the catalogue come last
   */
  related(ref: string, type: string): readonly string[] {
    const targets = [...(this.relations.get(ref)?.get(type) ?? [])];
    return targets.sort((a, b) => {
      const left = this.byRef.get(a);
      const right = this.byRef.get(b);
      if (left && right) return compareEntities(left, right);
      return left ? -1 : right ? 1 : COLLATOR.compare(a, b);
    });
  }

  hasRelations(ref: string): boolean {
    return this.relations.has(ref);
  }

  /** The types of relation that an entity has, with the number of entities at the other end. */
  relationTypes(ref: string): readonly { readonly type: string; readonly count: number }[] {
    return [...(this.relations.get(ref) ?? [])].map(([type, targets]) => ({ type, count: targets.size }));
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
      queue.push(...(this.relations.get(ref)?.get('parentOf') ?? []));
    }
    return all;
  }
}

function overlay(server: Entity | undefined, local: Entity): Entity {
  if (!server) return local;
  const kept = server.relations.filter(relation => !STATED_BY_THE_ENTITY.has(relation.type));
  const relations: readonly EntityRelation[] = [...local.relations, ...kept];
  // The catalogue adds annotations of its own, such as the address of the source.
  return { ...local, annotations: new Map([...server.annotations, ...local.annotations]), relations };
}

function getOrAdd<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const present = map.get(key);
  if (present !== undefined) return present;
  const made = make();
  map.set(key, made);
  return made;
}
