import type { Entity } from './entity.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Those of every entity that has none. */
export const NO_ANNOTATIONS: ReadonlyMap<string, string> = new Map();
/** The list of every entity that has nothing to list. */
export const NOTHING: readonly never[] = [];

/** All fields of an entity, those that it may lack as undefined. */
export type EntityFields = {
  readonly [K in keyof Entity]-?: undefined extends Entity[K] ? Entity[K] | undefined : Entity[K];
};

/**
 * An entity of these fields, without those that are undefined. Written out, so that all entities get the same few layouts in
 * memory; empty lists are the same for all.
 */
export function smallEntity(fields: EntityFields): Entity {
  const made: Mutable<Entity> = {
    ref: fields.ref,
    kind: fields.kind,
    namespace: fields.namespace,
    name: fields.name,
    tags: fields.tags.length > 0 ? fields.tags : NOTHING,
    annotations: fields.annotations.size > 0 ? fields.annotations : NO_ANNOTATIONS,
    links: fields.links.length > 0 ? fields.links : NOTHING,
    relations: fields.relations.length > 0 ? fields.relations : NOTHING,
  };
  if (fields.etag !== undefined) made.etag = fields.etag;
  if (fields.type !== undefined) made.type = fields.type;
  if (fields.owner !== undefined) made.owner = fields.owner;
  if (fields.lifecycle !== undefined) made.lifecycle = fields.lifecycle;
  if (fields.system !== undefined) made.system = fields.system;
  if (fields.description !== undefined) made.description = fields.description;
  if (fields.title !== undefined) made.title = fields.title;
  if (fields.local !== undefined) made.local = fields.local;
  return made;
}
