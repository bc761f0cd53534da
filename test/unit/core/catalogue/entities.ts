import { entityFromJson, type Entity } from '../../../../src/core/catalogue/entity.js';
import { parseEntityRef } from '../../../../src/core/catalogue/entityRef.js';

/** What differs from an entity that has nothing but a name. */
export interface EntityParts {
  readonly title?: string;
  readonly description?: string;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  readonly links?: readonly Readonly<Record<string, string>>[];
  /** Each as `ownedBy group:default/payments`. */
  readonly relations?: readonly string[];
  /** URI of the descriptor, for an entity of the open folder. */
  readonly local?: string;
}

/** An entity as the catalogue would give it. @param text its reference with a kind, as `Component:orders` */
export function entity(text: string, parts: EntityParts = {}): Entity {
  const ref = parseEntityRef(text);
  if (!ref) throw new Error(`${text} is no reference`);
  const { spec, relations = [], local, ...metadata } = parts;
  const json = {
    kind: ref.kind,
    metadata: { name: ref.name, namespace: ref.namespace, ...metadata },
    spec,
    relations: relations.map(line => ({ type: line.split(' ')[0], targetRef: line.split(' ')[1] })),
  };
  const made = entityFromJson(json, local === undefined ? undefined : { uri: local, line: 0 });
  if (!made) throw new Error(`${text} is no entity`);
  return made;
}

/** Entities that differ in nothing but their number: `<kind>:<name>-0001` and so on. */
export function manyEntities(count: number, kind = 'Component', name = 'service'): readonly Entity[] {
  return Array.from({ length: count }, (_, number) => entity(`${kind}:${name}-${String(number).padStart(4, '0')}`));
}
