// The facts about an entity that are worth a line of their own.
import { element, link } from './elements.js';
import { entityAddress, parseReference, referenceText } from './entityReference.js';

/** @typedef {import('./elements.js').Content} Content */
/** @typedef {import('./platformApi.js').Entity} Entity */
/** @typedef {import('./relations.js').Names} Names */

/** Fields of the specification that are plain text. @type {[field: string, term: string][]} */
const textFields = [
  ['type', 'Type'],
  ['lifecycle', 'Lifecycle'],
  ['category', 'Category'],
  ['target', 'Target'],
  ['rationale', 'Rationale'],
];

/** Fields that name another entity, with the kind that is meant when they name none. @type {[string, string, string][]} */
const referenceFields = [
  ['owner', 'Owner', 'group'],
  ['system', 'System', 'system'],
  ['domain', 'Domain', 'domain'],
  ['subcomponentOf', 'Part of', 'component'],
];

/**
 * @param {Entity} entity
 * @param {Names} names of the entities it is related to
 * @returns {{ term: string, values: Content[] }[]}
 */
export function aboutEntity({ kind, metadata, spec = {} }, names) {
  /** @type {{ term: string, values: Content[] }[]} */
  const rows = [{ term: 'Kind', values: [kind] }];
  for (const [field, term] of textFields) {
    const value = spec[field];
    if (typeof value === 'string') rows.push({ term, values: [value] });
  }
  for (const [field, term, defaultKind] of referenceFields) {
    const value = spec[field];
    if (typeof value !== 'string') continue;
    const reference = parseReference(value, defaultKind);
    const name = names.get(referenceText(reference));
    rows.push({ term, values: [name === undefined ? value : link(entityAddress(reference), name)] });
  }
  const email = emailIn(spec['profile']);
  if (email !== undefined) rows.push({ term: 'Email', values: [link(`mailto:${email}`, email)] });
  if (metadata.namespace && metadata.namespace !== 'default')
    rows.push({ term: 'Namespace', values: [metadata.namespace] });
  if (metadata.tags?.length) rows.push({ term: 'Tags', values: [chips(metadata.tags)] });
  const labels = Object.entries(metadata.labels ?? {}).map(([name, value]) => `${name}: ${value}`);
  if (labels.length > 0) rows.push({ term: 'Labels', values: [chips(labels)] });
  return rows;
}

/** @param {unknown} profile */
function emailIn(profile) {
  const email = profile && typeof profile === 'object' && 'email' in profile ? profile.email : undefined;
  return typeof email === 'string' ? email : undefined;
}

/** @param {string[]} texts */
function chips(texts) {
  return element('ul', { class: 'chips' }, ...texts.map(text => element('li', {}, text)));
}
