// How entities are named, and where their pages are.

/** @typedef {import('./platformApi.js').Entity} Entity */
/** @typedef {{ kind: string, namespace: string, name: string }} EntityReference */

/**
 * Reads `kind:namespace/name`, of which kind and namespace may be missing.
 * @param {string} text
 * @param {string} kind that of a reference that names none
 * @returns {EntityReference}
 */
export function parseReference(text, kind) {
  const [, ownKind, namespace, name] = /^(?:([^:]+):)?(?:([^/]+)\/)?(.*)$/s.exec(text) ?? [];
  return { kind: (ownKind ?? kind).toLowerCase(), namespace: namespace ?? 'default', name: name ?? '' };
}

/** @param {Entity} entity @returns {EntityReference} */
export function referenceOf(entity) {
  const { name, namespace = 'default' } = entity.metadata;
  return { kind: entity.kind.toLowerCase(), namespace, name };
}

/** @param {EntityReference} reference @returns {string} `kind:namespace/name` */
export function referenceText({ kind, namespace, name }) {
  return `${kind}:${namespace}/${name}`;
}

/** The address of an entity's page. @param {EntityReference} reference */
export function entityAddress(reference) {
  return `/catalog/${pathOf(reference)}`;
}

/** The address of the first page of an entity's documentation. @param {EntityReference} reference */
export function docsAddress(reference) {
  return `/docs/${pathOf(reference)}`;
}

/**
 * What a page is about, from its path: `/catalog/:namespace/:kind/:name` or the same below `/docs`.
 * @param {string} path as in `location.pathname`
 * @returns {EntityReference & { rest: string }} `rest` is what follows, still encoded, without a slash in front
 * @throws {URIError} when the path is not well encoded
 */
export function referenceInPath(path) {
  const [, , namespace = '', kind = '', name = '', ...rest] = path.split('/');
  const [decodedNamespace, decodedKind, decodedName] = [namespace, kind, name].map(decodeURIComponent);
  return {
    namespace: decodedNamespace ?? '',
    kind: decodedKind ?? '',
    name: decodedName ?? '',
    rest: rest.join('/'),
  };
}

/** The name people read. @param {Entity} entity @returns {string} */
export function displayName({ metadata, spec }) {
  const profile = spec?.['profile'];
  const ofProfile =
    profile && typeof profile === 'object' && 'displayName' in profile ? profile.displayName : undefined;
  return metadata.title || (typeof ofProfile === 'string' && ofProfile) || metadata.name;
}

/**
 * Where the documentation of an entity is: its own, or that of the entity it names.
 * @param {Entity} entity
 * @returns {EntityReference | undefined} undefined where it has none
 */
export function documentedBy(entity) {
  const annotations = entity.metadata.annotations ?? {};
  if (annotations['backstage.io/techdocs-ref']) return referenceOf(entity);
  const other = annotations['backstage.io/techdocs-entity'];
  return other ? parseReference(other, 'component') : undefined;
}

/** @param {EntityReference} reference */
function pathOf({ namespace, kind, name }) {
  return [namespace, kind, name].map(encodeURIComponent).join('/');
}
