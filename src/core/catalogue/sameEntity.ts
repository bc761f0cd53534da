import type { Entity, EntityLink, EntityRelation } from './entity.js';

/**
 * Whether two readings of an entity are the same for everything that the product shows.
 * Where both have an etag, it decides: Backstage computes it over the whole entity with its relations.
 */
export function sameEntity(a: Entity, b: Entity): boolean {
  if (a === b) return true;
  if (a.ref !== b.ref) return false;
  if (a.etag !== undefined && b.etag !== undefined && !a.local && !b.local) return a.etag === b.etag;
  return (
    sameFields(a, b) &&
    sameList(a.tags, b.tags, Object.is) &&
    sameList([...a.annotations].flat(), [...b.annotations].flat(), Object.is) &&
    sameList(a.links, b.links, sameLink) &&
    sameList(a.relations, b.relations, sameRelation)
  );
}

function sameFields(a: Entity, b: Entity): boolean {
  return (
    a.kind === b.kind &&
    a.namespace === b.namespace &&
    a.name === b.name &&
    a.title === b.title &&
    a.description === b.description &&
    a.type === b.type &&
    a.lifecycle === b.lifecycle &&
    a.owner === b.owner &&
    a.system === b.system &&
    a.etag === b.etag &&
    a.local?.uri === b.local?.uri &&
    a.local?.line === b.local?.line
  );
}

function sameLink(a: EntityLink, b: EntityLink): boolean {
  return a.url === b.url && a.title === b.title && a.icon === b.icon && a.type === b.type;
}

function sameRelation(a: EntityRelation, b: EntityRelation): boolean {
  return a.type === b.type && a.targetRef === b.targetRef;
}

function sameList<T>(a: readonly T[], b: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return a.length === b.length && a.every((item, place) => same(item, b[place] as T));
}
