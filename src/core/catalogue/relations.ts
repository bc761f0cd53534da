import { formatEntityRef, parseEntityRef } from './entityRef.js';
import { isRecord, ownProperty, type Entity, type EntityRelation } from './entity.js';

/** A field of `spec` that refers to other entities, and the relations that the catalogue makes of it. */
interface ReferenceField {
  readonly field: string;
  readonly forward: string;
  readonly backward: string;
  /** The kind that is meant where a reference names none; undefined: the reference must name it. */
  readonly defaultKind?: string;
}

// Source: Backstage, "Descriptor Format of Catalog Entities" and "Well-known Relations between Catalog Entities".
const OWNER = { field: 'owner', forward: 'ownedBy', backward: 'ownerOf', defaultKind: 'group' };
const SYSTEM = { field: 'system', forward: 'partOf', backward: 'hasPart', defaultKind: 'system' };
const DEPENDS_ON = { field: 'dependsOn', forward: 'dependsOn', backward: 'dependencyOf' };
const DEPENDENCY_OF = { field: 'dependencyOf', forward: 'dependencyOf', backward: 'dependsOn' };
// Source: the community's module `catalog-backend-module-scaffolder-relation-processor`.
const SCAFFOLDED_FROM = {
  field: 'scaffoldedFrom',
  forward: 'scaffoldedFrom',
  backward: 'scaffolderOf',
  defaultKind: 'template',
};
const DOMAIN = { field: 'domain', forward: 'partOf', backward: 'hasPart', defaultKind: 'domain' };

const REFERENCE_FIELDS: ReadonlyMap<string, readonly ReferenceField[]> = new Map([
  [
    'component',
    [
      OWNER,
      SYSTEM,
      { field: 'subcomponentOf', forward: 'partOf', backward: 'hasPart', defaultKind: 'component' },
      { field: 'providesApis', forward: 'providesApi', backward: 'apiProvidedBy', defaultKind: 'api' },
      { field: 'consumesApis', forward: 'consumesApi', backward: 'apiConsumedBy', defaultKind: 'api' },
      DEPENDS_ON,
      DEPENDENCY_OF,
      SCAFFOLDED_FROM,
    ],
  ],
  ['api', [OWNER, SYSTEM]],
  ['resource', [OWNER, SYSTEM, DEPENDS_ON, DEPENDENCY_OF]],
  ['system', [OWNER, DOMAIN]],
  ['domain', [OWNER, { field: 'subdomainOf', forward: 'partOf', backward: 'hasPart', defaultKind: 'domain' }]],
  ['template', [OWNER]],
  ['airesource', [OWNER, SYSTEM, DEPENDS_ON, DEPENDENCY_OF]],
  [
    'group',
    [
      { field: 'parent', forward: 'childOf', backward: 'parentOf', defaultKind: 'group' },
      { field: 'children', forward: 'parentOf', backward: 'childOf', defaultKind: 'group' },
      { field: 'members', forward: 'hasMember', backward: 'memberOf', defaultKind: 'user' },
    ],
  ],
  ['user', [{ field: 'memberOf', forward: 'memberOf', backward: 'hasMember', defaultKind: 'group' }]],
]);

/**
 * The relations that an entity's own `spec` states, as the catalogue would compute them for this side.
 * @param json the entity in Backstage's JSON form
 * @param entity the same entity, read
 */
export function statedRelations(json: unknown, entity: Entity): readonly EntityRelation[] {
  const spec = ownProperty(json, 'spec');
  if (!isRecord(spec)) return [];
  return (REFERENCE_FIELDS.get(entity.kind.toLowerCase()) ?? []).flatMap(({ field, forward, defaultKind }) =>
    [ownProperty(spec, field)].flat().flatMap(value => {
      if (typeof value !== 'string') return [];
      const ref = parseEntityRef(value, { namespace: entity.namespace, ...(defaultKind ? { kind: defaultKind } : {}) });
      return ref ? [{ type: forward, targetRef: formatEntityRef(ref) }] : [];
    }),
  );
}

const INVERSE: ReadonlyMap<string, string> = new Map(
  [...REFERENCE_FIELDS.values()].flat().flatMap(({ forward, backward }) => [
    [forward, backward],
    [backward, forward],
  ]),
);

/** The relation as seen from the other side: `ownedBy` → `ownerOf`; undefined for relations of other plugins. */
export function inverseRelation(type: string): string | undefined {
  return INVERSE.get(type);
}
