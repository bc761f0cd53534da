import type { Entity } from './entity.js';
import { parseEntityRef, type EntityRef } from './entityRef.js';

/** A web address out of catalogue data; undefined for every scheme but http and https. */
export function webAddress(text: string | undefined): string | undefined {
  if (!text) return undefined;
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The page of an entity in the portal: `/catalog/<namespace>/<kind>/<name>`.
 * @param appUrl address of the portal without a trailing slash
 */
export function entityPageAddress(appUrl: string, entity: Entity): string {
  return `${appUrl}/catalog/${pathOf(entity)}`;
}

/**
 * The TechDocs of an entity in the portal: `/docs/<namespace>/<kind>/<name>`.
 * @returns undefined where the entity has no docs
 */
export function docsAddress(appUrl: string, entity: Entity): string | undefined {
  if (entity.annotations.get('backstage.io/techdocs-ref')) return `${appUrl}/docs/${pathOf(entity)}`;
  const ref = parseEntityRef(entity.annotations.get('backstage.io/techdocs-entity') ?? '', { kind: 'component' });
  return ref && `${appUrl}/docs/${pathOf(ref)}`;
}

/**
 * Where the source of an entity can be looked at, by the annotations that the catalogue writes.
 * @returns undefined where none of them holds a web address
 */
export function sourceAddress(entity: Entity): string | undefined {
  const names = ['backstage.io/source-location', 'backstage.io/view-url', 'backstage.io/managed-by-location'];
  for (const name of names) {
    const address = webAddress(entity.annotations.get(name)?.replace(/^url:/, ''));
    if (address) return address;
  }
  return undefined;
}

function pathOf({ namespace, kind, name }: EntityRef): string {
  return [namespace, kind.toLowerCase(), name].map(encodeURIComponent).join('/');
}
