/** The name of an image in its parts. */
export interface ImageReference {
  /** Host and port as written; undefined where none is, which means Docker Hub. */
  readonly registry: string | undefined;
  /** Path in the registry, as written. */
  readonly repository: string;
  readonly tag: string | undefined;
  /** With its algorithm: `sha256:…`. */
  readonly digest: string | undefined;
}

const SHAPE =
  /^((?:[a-z0-9._-]+(?::[0-9]+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*)(?::([\w][\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9+._-]*:[0-9a-zA-Z]+))?$/;

/**
 * Reads the name of an image, by the grammar of https://pkg.go.dev/github.com/distribution/reference.
 * @returns undefined for what is no name of an image: variables, placeholders and parts of templates, which stand for one
 */
export function parseImage(text: string): ImageReference | undefined {
  if (text.length > 512) return undefined;
  const [, name, tag, digest] = SHAPE.exec(text) ?? [];
  if (name === undefined) return undefined;
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const hasRegistry = first === 'localhost' || /[.:]/.test(first);
  return {
    registry: hasRegistry ? first : undefined,
    repository: hasRegistry ? name.slice(slash + 1) : name,
    tag,
    digest,
  };
}

/** The name of an image without tag and digest, as written. */
export function nameOfImage({ registry, repository }: ImageReference): string {
  return registry === undefined ? repository : `${registry}/${repository}`;
}

/** Tags that move from one image to the next as a habit. */
export const MUTABLE_TAGS: readonly string[] = [
  'latest',
  'main',
  'master',
  'trunk',
  'head',
  'develop',
  'development',
  'dev',
  'edge',
  'nightly',
  'canary',
  'unstable',
  'stable',
  'snapshot',
];

/** Whether a tag is one of those that move; `latest-alpine` moves as `latest` does. */
export function isMutableTag(tag: string, mutable: readonly string[]): boolean {
  const lower = tag.toLowerCase();
  return mutable.includes(lower) || (lower.startsWith('latest-') && mutable.includes('latest'));
}

/** Whether images of a registry may be used: entries are hosts, hosts with a path, and hosts with a star for sub-domains. */
export function isAllowedRegistry(image: ImageReference, allowed: readonly string[]): boolean {
  const host = image.registry ?? 'docker.io';
  const repository =
    host === 'docker.io' && !image.repository.includes('/') ? `library/${image.repository}` : image.repository;
  return allowed.some(entry => {
    const [wanted = '', ...path] = entry.replace(/\/\*{0,2}$/, '').split('/');
    const isHost = wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted;
    const prefix = path.join('/');
    return isHost && (prefix === '' || repository === prefix || repository.startsWith(`${prefix}/`));
  });
}
