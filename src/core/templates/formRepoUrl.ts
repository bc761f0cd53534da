/** What the value of a `RepoUrlPicker` says of a repository. */
export interface RepoUrl {
  readonly host: string;
  readonly owner?: string;
  readonly repo?: string;
  readonly organization?: string;
  readonly workspace?: string;
  readonly project?: string;
}

/** The parts of a repository's address, as Backstage calls them. */
export type RepoPart = Exclude<keyof RepoUrl, 'host'>;

// In this order Backstage writes them.
const PARTS: readonly RepoPart[] = ['owner', 'repo', 'organization', 'workspace', 'project'];

/** The value: `host?owner=o&repo=r`. Source: Backstage, scaffolder plugin, `serializeRepoPickerUrl`. */
export function formatRepoUrl(url: RepoUrl): string {
  const parameters = new URLSearchParams();
  for (const part of PARTS) if (url[part]) parameters.set(part, url[part]);
  return `${url.host}?${parameters.toString()}`;
}

/** Reads the value; undefined for what has no host. */
export function parseRepoUrl(value: unknown): RepoUrl | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  try {
    const { host, searchParams } = new URL(`https://${value}`);
    const parts = PARTS.flatMap(part => {
      const text = searchParams.get(part);
      return text ? [[part, text] as const] : [];
    });
    return { host, ...Object.fromEntries(parts) };
  } catch {
    return undefined;
  }
}

export type RepoHostType = 'github' | 'gitlab' | 'gitea' | 'gerrit' | 'bitbucketCloud' | 'bitbucketServer' | 'azure';

/**
 * What kind of git host it is, by its name: which integrations the server has, it does not tell.
 * @returns undefined for a host that could be anything
 */
export function repoHostType(host: string): RepoHostType | undefined {
  const name = host.toLowerCase();
  if (name === 'bitbucket.org') return 'bitbucketCloud';
  if (name === 'dev.azure.com' || name.endsWith('.visualstudio.com')) return 'azure';
  for (const type of ['github', 'gitlab', 'gitea', 'gerrit', 'azure'] as const) if (name.includes(type)) return type;
  return name.includes('bitbucket') ? 'bitbucketServer' : undefined;
}

/** The parts that name a repository on such a host, in the order of asking. Source: Backstage, `RepoUrlPicker`'s validation. */
export function repoParts(
  type: RepoHostType | undefined,
): readonly { readonly part: RepoPart; readonly needed: boolean }[] {
  const needed = (...parts: readonly RepoPart[]): readonly { readonly part: RepoPart; readonly needed: boolean }[] =>
    parts.map(part => ({ part, needed: true }));
  switch (type) {
    case 'azure':
      return needed('organization', 'project', 'repo');
    case 'bitbucketCloud':
      return needed('workspace', 'project', 'repo');
    case 'bitbucketServer':
      return needed('project', 'repo');
    case 'gerrit':
      return [{ part: 'owner', needed: false }, { part: 'workspace', needed: false }, ...needed('repo')];
    default:
      return needed('owner', 'repo');
  }
}

/** Whether the value names a repository to the end. */
export function isWholeRepoUrl(value: unknown): boolean {
  const url = parseRepoUrl(value);
  if (!url || url.host === '') return false;
  return repoParts(repoHostType(url.host)).every(({ part, needed }) => !needed || url[part] !== undefined);
}
