import { smallEntity } from './smallEntity.js';
import { DEFAULT_NAMESPACE, formatEntityRef, parseEntityRef } from './entityRef.js';

/** A link of an entity. Source: Backstage, "Descriptor Format of Catalog Entities", `metadata.links`. */
export interface EntityLink {
  readonly url: string;
  readonly title?: string;
  readonly icon?: string;
  readonly type?: string;
}

/** A relation as the catalogue computes it: `{type: 'ownedBy', targetRef: 'group:default/payments'}`. */
export interface EntityRelation {
  readonly type: string;
  readonly targetRef: string;
}

/** Where the descriptor of an entity of the open folder stands. */
export interface DescriptorPlace {
  /** URI of the file. */
  readonly uri: string;
  /** Zero-based line of the document's first key. */
  readonly line: number;
}

/** An entity of the catalogue, as far as lists and cards need it. Every text in it is data of a server or a file. */
export interface Entity {
  /** Full reference in lower case: `component:default/tracking-api`. */
  readonly ref: string;
  /** As written: `Component`. */
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly title?: string;
  readonly description?: string;
  /** `spec.type` */
  readonly type?: string;
  /** `spec.lifecycle` */
  readonly lifecycle?: string;
  /** Full reference of the owner. */
  readonly owner?: string;
  /** Full reference of the system. */
  readonly system?: string;
  readonly tags: readonly string[];
  readonly annotations: ReadonlyMap<string, string>;
  readonly links: readonly EntityLink[];
  readonly relations: readonly EntityRelation[];
  /** Changes with each change of the entity, where the source keeps one (`metadata.etag`). */
  readonly etag?: string;
  /** Set for entities that come from a file of the open folder. */
  readonly local?: DescriptorPlace;
}

/** The fields of an entity that `entityFromJson` reads, as the catalogue's `fields` parameter wants them. */
export const ENTITY_FIELDS = [
  'kind',
  'metadata.name',
  'metadata.namespace',
  'metadata.etag',
  'metadata.title',
  'metadata.description',
  'metadata.tags',
  'metadata.annotations',
  'metadata.links',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.system',
  'spec.profile.displayName',
  'spec.scaffoldedFrom',
  'relations',
] as const;

const SCAFFOLDED_FROM = 'scaffoldedFrom';

type Json = Readonly<Record<string, unknown>>;

/** Whether a value is an object whose properties may be read by name. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property that belongs to the object itself: `__proto__` and `constructor` of a hostile document are only names. */
export function ownProperty(object: unknown, name: string): unknown {
  return isRecord(object) && Object.hasOwn(object, name) ? object[name] : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/**
 * Reads an entity out of JSON, which may come from any server or file. What is not of the expected type is left out.
 * @param json an entity in Backstage's JSON form
 * @param local where it stands, for an entity of the open folder
 * @returns undefined where kind or name is missing: that is no entity
 */
export function entityFromJson(json: unknown, local?: DescriptorPlace): Entity | undefined {
  const metadata = ownProperty(json, 'metadata');
  const spec = ownProperty(json, 'spec');
  const kind = text(ownProperty(json, 'kind'));
  const name = text(ownProperty(metadata, 'name'));
  if (!kind || !name) return undefined;
  const namespace = text(ownProperty(metadata, 'namespace')) ?? DEFAULT_NAMESPACE;
  const template = reference(ownProperty(spec, 'scaffoldedFrom'), 'template', namespace);
  const relations = withTemplate(readRelations(ownProperty(json, 'relations')), template);
  return smallEntity({
    ref: formatEntityRef({ kind, namespace, name }),
    kind,
    namespace,
    name,
    title: text(ownProperty(metadata, 'title')) ?? text(ownProperty(ownProperty(spec, 'profile'), 'displayName')),
    description: text(ownProperty(metadata, 'description')),
    etag: text(ownProperty(metadata, 'etag')),
    type: text(ownProperty(spec, 'type')),
    lifecycle: text(ownProperty(spec, 'lifecycle')),
    owner: target(relations, 'ownedBy') ?? reference(ownProperty(spec, 'owner'), 'group', namespace),
    system: reference(ownProperty(spec, 'system'), 'system', namespace),
    local,
    tags: list(ownProperty(metadata, 'tags')).filter(tag => typeof tag === 'string'),
    annotations: readAnnotations(ownProperty(metadata, 'annotations')),
    links: list(ownProperty(metadata, 'links')).flatMap(readLink),
    relations,
  });
}

/** The name to show: the title where there is one. */
export function displayName(entity: Entity): string {
  return entity.title ?? entity.name;
}

function target(relations: readonly EntityRelation[], type: string): string | undefined {
  return relations.find(relation => relation.type === type)?.targetRef;
}

function reference(value: unknown, kind: string, namespace: string): string | undefined {
  const ref = typeof value === 'string' ? parseEntityRef(value, { kind, namespace }) : undefined;
  return ref && formatEntityRef(ref);
}

function readRelations(value: unknown): readonly EntityRelation[] {
  return list(value).flatMap(item => {
    const type = text(ownProperty(item, 'type'));
    const targetRef = text(ownProperty(item, 'targetRef'));
    return type && targetRef ? [{ type, targetRef: targetRef.toLowerCase() }] : [];
  });
}

/**
 * The template that `spec.scaffoldedFrom` names, as the relation that the community's scaffolder module makes of it: a catalogue
 * without that module, and a file, have only the field.
 */
function withTemplate(relations: readonly EntityRelation[], targetRef: string | undefined): readonly EntityRelation[] {
  if (targetRef === undefined || relations.some(({ type }) => type === SCAFFOLDED_FROM)) return relations;
  return [...relations, { type: SCAFFOLDED_FROM, targetRef }];
}

function readAnnotations(value: unknown): ReadonlyMap<string, string> {
  if (!isRecord(value)) return new Map();
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function readLink(value: unknown): EntityLink[] {
  const url = text(ownProperty(value, 'url'));
  if (!url) return [];
  const optional = {
    title: text(ownProperty(value, 'title')),
    icon: text(ownProperty(value, 'icon')),
    type: text(ownProperty(value, 'type')),
  };
  return [{ url, ...withoutUndefined(optional) }];
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
