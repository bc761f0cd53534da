/** The parts of a reference to an image. */
export interface ImageReference {
  /** The host, with its port; undefined where none is written and Docker Hub is meant. */
  readonly registry: string | undefined;
  /** The path without registry, tag and digest. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * Reads a reference to an image as the distribution project defines it: the first part is a host where it has a dot or a colon,
 * or is `localhost`.
 */
export function readImage(reference: string): ImageReference {
  const [rest = '', digest] = reference.split('@', 2);
  const slash = rest.indexOf('/');
  const first = slash < 0 ? '' : rest.slice(0, slash);
  const registry = /[.:]/.test(first) || first === 'localhost' ? first : undefined;
  const path = registry === undefined ? rest : rest.slice(slash + 1);
  const colon = path.lastIndexOf(':');
  const tagged = colon > path.lastIndexOf('/');
  return {
    registry,
    repository: tagged ? path.slice(0, colon) : path,
    tag: tagged ? path.slice(colon + 1) : undefined,
    digest,
  };
}
