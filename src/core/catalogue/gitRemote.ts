import { webAddress } from './addresses.js';

/** The kinds of git host whose file addresses Backstage reads. */
export type GitHostKind = 'github' | 'gitlab' | 'bitbucketCloud' | 'bitbucketServer' | 'azure' | 'gitea';

/** What a checked-out repository says about itself. */
export interface RepositoryFacts {
  /** Path of the folder in question below the root of the repository, in parts. */
  readonly below: readonly string[];
  /** Address of the remote as it is configured. May hold a secret: never shown, only given to `parseRemote`. */
  readonly remote?: string;
  /** The branch that others see: the remote's default one where that is known, else the one that is checked out. */
  readonly branch?: string;
}

/** Where a repository can be looked at, without any name or password. */
export interface RemoteRepository {
  /** `https://git.example.com`, with the port where one is named. */
  readonly origin: string;
  /** Parts of the path below the origin, without `.git`. */
  readonly path: readonly string[];
}

/** Reads the remotes and the branches out of a `.git/config` (git-config(1), "Syntax"). */
export function parseGitConfig(text: string): {
  readonly remotes: ReadonlyMap<string, string>;
  readonly upstreams: ReadonlyMap<string, string>;
} {
  const remotes = new Map<string, string>();
  const upstreams = new Map<string, string>();
  let section: readonly [kind: string, name: string] | undefined;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[([\w.-]+)(?:\s+"((?:[^"\\]|\\.)*)")?\]/.exec(line);
    if (heading) {
      section = [(heading[1] ?? '').toLowerCase(), (heading[2] ?? '').replace(/\\(.)/g, '$1')];
      continue;
    }
    const [, key, value] = /^\s*([a-zA-Z][\w-]*)\s*=\s*(.*)$/.exec(line) ?? [];
    if (!section || !key || value === undefined) continue;
    const plain = value.trim().replace(/^"(.*)"$/, '$1');
    if (section[0] === 'remote' && key.toLowerCase() === 'url' && !remotes.has(section[1]))
      remotes.set(section[1], plain);
    if (section[0] === 'branch' && key.toLowerCase() === 'remote') upstreams.set(section[1], plain);
  }
  return { remotes, upstreams };
}

/** The branch that a `HEAD` file names; undefined where a commit is checked out instead. */
export function headBranch(text: string): string | undefined {
  return /^ref: refs\/(?:heads|remotes\/[^/\s]+)\/(\S+)\s*$/.exec(text)?.[1];
}

/**
 * Reads the address of a remote: `https://…`, `ssh://…` or `git@host:owner/name.git`.
 * @returns undefined for a folder of the machine and other schemes
 */
export function parseRemote(remote: string): RemoteRepository | undefined {
  const short = /^(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\/\/)([^\s]+)$/.exec(remote);
  let url: URL;
  try {
    url = short ? new URL(`ssh://${short[1]}/${short[2]}`) : new URL(remote);
  } catch {
    return undefined;
  }
  const overWeb = url.protocol === 'https:' || url.protocol === 'http:';
  if (!overWeb && url.protocol !== 'ssh:' && url.protocol !== 'git:') return undefined;
  const path = url.pathname.split('/').filter(Boolean).map(decoded);
  const last = path.pop()?.replace(/\.git$/, '');
  if (!last || path.length === 0) return undefined;
  // The port of ssh says nothing about the pages.
  return { origin: overWeb ? url.origin : `https://${url.hostname}`, path: [...path, last] };
}

/** The kind of host by its well-known name; undefined where the name tells nothing. */
export function hostKindByName(repository: RemoteRepository): GitHostKind | undefined {
  const host = hostOf(repository.origin);
  if (host === 'bitbucket.org') return 'bitbucketCloud';
  if (host === 'dev.azure.com' || host === 'ssh.dev.azure.com' || host.endsWith('.visualstudio.com')) return 'azure';
  const labels = host.split('.');
  const among = (...names: readonly string[]): boolean => labels.some(label => names.includes(label));
  if (among('github')) return 'github';
  if (among('gitlab')) return 'gitlab';
  if (among('bitbucket')) return 'bitbucketServer';
  if (among('gitea', 'codeberg', 'forgejo')) return 'gitea';
  return undefined;
}

/**
 * The kind of host by the form of an address on it, as the catalogue has them of other repositories.
 * @param address of a file or folder, as in `backstage.io/source-location`
 */
export function hostKindByAddress(repository: RemoteRepository, address: string): GitHostKind | undefined {
  const web = webAddress(address.replace(/^url:/, ''));
  if (!web || new URL(web).origin !== repository.origin) return undefined;
  const { pathname } = new URL(web);
  if (/\/-\/(?:blob|tree|raw)\//.test(pathname)) return 'gitlab';
  if (/\/src\/(?:branch|commit|tag)\//.test(pathname)) return 'gitea';
  if (/^\/(?:projects|users)\/[^/]+\/repos\//.test(pathname)) return 'bitbucketServer';
  if (pathname.includes('/_git/')) return 'azure';
  if (/^\/[^/]+\/[^/]+\/(?:blob|tree)\//.test(pathname)) return 'github';
  if (/^\/[^/]+\/[^/]+\/src\//.test(pathname)) return 'bitbucketCloud';
  return undefined;
}

/**
 * The address of a file in a repository, in the form in which Backstage reads it from such a host.
 * @param path of the file below the root of the repository, in parts
 * @returns undefined where the remote's path is not one of such a host
 */
export function fileAddress(
  repository: RemoteRepository,
  kind: GitHostKind,
  branch: string,
  path: readonly string[],
): string | undefined {
  const { origin } = repository;
  const name = repository.path.map(encodeURIComponent).join('/');
  const file = path.map(encodeURIComponent).join('/');
  const ref = branch.split('/').map(encodeURIComponent).join('/');
  switch (kind) {
    case 'github':
      return `${origin}/${name}/blob/${ref}/${file}`;
    case 'gitlab':
      return `${origin}/${name}/-/blob/${ref}/${file}`;
    case 'gitea':
      return `${origin}/${name}/src/branch/${ref}/${file}`;
    case 'bitbucketCloud':
      return `${origin}/${name}/src/${ref}/${file}`;
    case 'bitbucketServer': {
      const [project, slug] = repository.path.filter((part, index) => index > 0 || part !== 'scm').slice(-2);
      if (project === undefined || slug === undefined) return undefined;
      const owner = project.startsWith('~')
        ? `users/${encodeURIComponent(project.slice(1))}`
        : `projects/${encodeURIComponent(project)}`;
      return `${origin}/${owner}/repos/${encodeURIComponent(slug)}/browse/${file}?at=${encodeURIComponent(branch)}`;
    }
    case 'azure': {
      const place = azurePlace(repository);
      return place && `${place}?path=/${file}&version=GB${encodeURIComponent(branch)}`;
    }
  }
}

/** `https://dev.azure.com/<organisation>/<project>/_git/<repository>`, out of any of the forms of its remotes. */
function azurePlace({ origin, path }: RemoteRepository): string | undefined {
  const host = hostOf(origin);
  if (host === 'ssh.dev.azure.com' || host === 'vs-ssh.visualstudio.com') {
    const [version, organisation, project, name] = path;
    if (version !== 'v3' || !organisation || !project || !name) return undefined;
    return `https://dev.azure.com/${[organisation, project, '_git', name].map(encodeURIComponent).join('/')}`;
  }
  return path.includes('_git') ? `${origin}/${path.map(encodeURIComponent).join('/')}` : undefined;
}

function hostOf(origin: string): string {
  return new URL(origin).hostname.toLowerCase();
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
