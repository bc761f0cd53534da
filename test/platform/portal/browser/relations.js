// What an entity is related to. The catalogue stores every relation at both its ends, so one entity tells both directions.
import { element, link } from './elements.js';
import { displayName, entityAddress, parseReference } from './entityReference.js';

/** @typedef {import('./elements.js').Content} Content */
/** @typedef {import('./platformApi.js').Entity} Entity */
/** @typedef {import('./platformApi.js').PlatformApi} PlatformApi */
/** What people call entities, by `kind:namespace/name`; what is not in the catalogue is not in here.
 * @typedef {ReadonlyMap<string, string>} Names
 */

/** Backstage's relations as they read, in the order they are shown in. @type {Record<string, string>} */
const labels = {
  ownedBy: 'Owned by',
  partOf: 'Part of',
  hasPart: 'Has',
  dependsOn: 'Depends on',
  dependencyOf: 'Needed by',
  providesApi: 'Provides',
  apiProvidedBy: 'Provided by',
  consumesApi: 'Uses',
  apiConsumedBy: 'Used by',
  childOf: 'Belongs to',
  parentOf: 'Consists of',
  memberOf: 'Member of',
  hasMember: 'Members',
  ownerOf: 'Owns',
};

/**
 * Looks up what the entities are called that an entity is related to.
 * @param {PlatformApi} platform
 * @param {Entity} entity
 * @returns {Promise<Names>}
 */
export async function namedReferences(platform, { relations = [] }) {
  const references = [...new Set(relations.map(({ targetRef }) => targetRef))];
  /** @type {Map<string, string>} */
  const names = new Map();
  if (references.length === 0) return names;
  const fields = ['kind', 'metadata.name', 'metadata.title', 'spec.profile.displayName'];
  const found = await platform.entitiesByReference(references, fields);
  references.forEach((reference, index) => {
    const target = found[index];
    if (target) names.set(reference, displayName(target));
  });
  return names;
}

/**
 * The relations of an entity, one row for each type.
 * @param {Entity} entity
 * @param {Names} names
 * @returns {{ term: string, values: Content[] }[]}
 */
export function relationRows({ relations = [] }, names) {
  const order = Object.keys(labels);
  const types = [...new Set(relations.map(({ type }) => type))];
  types.sort((one, other) => placeOf(one, order) - placeOf(other, order) || one.localeCompare(other));
  return types.map(type => ({
    term: Object.hasOwn(labels, type) ? (labels[type] ?? type) : type,
    values: relations.filter(relation => relation.type === type).map(({ targetRef }) => target(targetRef, names)),
  }));
}

/** Unknown types come last. @param {string} type @param {string[]} order */
function placeOf(type, order) {
  const place = order.indexOf(type);
  return place < 0 ? order.length : place;
}

/** @param {string} targetRef @param {Names} names */
function target(targetRef, names) {
  const reference = parseReference(targetRef, 'component');
  const name = names.get(targetRef);
  return element(
    'span',
    {},
    name === undefined ? targetRef : link(entityAddress(reference), name),
    element('span', { class: 'quiet' }, name === undefined ? ' not in the catalogue' : ` ${reference.kind}`),
  );
}
