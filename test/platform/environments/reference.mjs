// References of entities, as answers of a form hold them.

/**
 * The parts of a reference, full or shortened. Source: Backstage, "String References".
 * @param {string} text such as `resource:default/tracking-api-pr-42` or `tracking-api-pr-42`
 * @param {string} [kind] where the text says none
 * @returns {{ kind: string, namespace: string, name: string }} in lower case
 * @throws {RangeError} when it is none
 */
export function parseRef(text, kind = 'component') {
  const match = /^(?:([a-z][a-z0-9]*):)?(?:([a-z0-9-]+)\/)?([a-z0-9._-]+)$/.exec(text.trim().toLowerCase());
  if (!match) throw new RangeError(`“${text}” is no reference of an entity.`);
  return { kind: match[1] ?? kind, namespace: match[2] ?? 'default', name: match[3] ?? '' };
}

/** @param {{ kind: string, namespace: string, name: string }} parts */
export function formatRef({ kind, namespace, name }) {
  return `${kind}:${namespace}/${name}`;
}
