import { webAddress } from './addresses.js';
import { parseRemote } from './gitRemote.js';

/** What an address of source code means. */
export interface SourcePlace {
  /** As `repositoryName` has it. */
  readonly repository: string;
  /** Path below the root of the repository; empty for the root. */
  readonly folder: string;
}

// What stands before the branch in the path of a page: GitHub, GitLab, Gitea and Bitbucket Cloud, in the order in which they
// must be tried. Gitea before Bitbucket: `/src/branch/main` is no branch called “branch”.
const BEFORE_BRANCH = /^(.+?)\/(?:-\/)?(?:tree|blob|src\/branch|src\/tag|src\/commit|src)\/(.+)$/;
const BITBUCKET_SERVER = /^\/(projects|users)\/([^/]+)\/repos\/([^/]+)(?:\/(?:browse|raw)(?:\/(.*))?)?$/;

/**
 * Name of the repository that a remote's address means, in lower case: `host/organisation/name`, whether by https or by ssh.
 * @returns undefined where it is no address of a server
 */
export function repositoryName(remote: string): string | undefined {
  const repository = parseRemote(remote);
  if (!repository) return undefined;
  const host = new URL(repository.origin).hostname.toLowerCase();
  const path = azurePath(host, repository.path) ?? [host, ...withoutScm(repository.path)];
  return path.join('/').toLowerCase();
}

/**
 * The repository and folder that an address of source code means: of a folder's or a file's page (GitHub `/tree/main/api/`,
 * GitLab `/-/tree/main/api/`, Gitea `/src/branch/main/api/`, Bitbucket `/src/main/api/` and `/browse/api?at=main`, Azure
 * `?path=/api&version=GBmain`), or of a repository.
 * @param branches names of branches that the repository is known to have: where one holds a slash, the path alone does not
 *   tell where it ends
 */
export function sourcePlace(address: string, branches: readonly string[] = []): SourcePlace | undefined {
  const web = webAddress(address);
  if (web === undefined) return placeAt(address, '');
  const url = new URL(web);
  if (url.pathname.includes('/_git/')) return placeAt(url.origin + url.pathname, url.searchParams.get('path') ?? '');
  const [, owners, owner = '', name = '', path = ''] = BITBUCKET_SERVER.exec(url.pathname) ?? [];
  if (owners !== undefined)
    return placeAt(`${url.origin}/${owners === 'users' ? '~' : ''}${owner}/${name}`, decoded(path));
  const [, repository, rest = ''] = BEFORE_BRANCH.exec(url.pathname) ?? [];
  if (repository === undefined) return placeAt(address, '');
  return placeAt(url.origin + repository, withoutBranch(rest, branches));
}

function placeAt(repositoryAddress: string, path: string): SourcePlace | undefined {
  const repository = repositoryName(repositoryAddress);
  return repository === undefined ? undefined : { repository, folder: path.replace(/^\/+|\/+$/g, '') };
}

/** The path behind a branch. Of several branches that fit, the longest is meant: git has no `a` beside `a/b`. */
function withoutBranch(rest: string, branches: readonly string[]): string {
  const path = decoded(rest);
  const fits = branches.filter(branch => `${path}/`.startsWith(`${branch}/`));
  const longest = fits.reduce((a, b) => (b.length > a.length ? b : a), '');
  // Where nobody knows the branch, it ends at the first slash that is written as one.
  return longest === '' ? decoded(rest.split('/').slice(1).join('/')) : path.slice(longest.length);
}

/** `dev.azure.com`, organisation, project and name, out of any of the forms of remotes of Azure DevOps Services. */
function azurePath(host: string, path: readonly string[]): readonly string[] | undefined {
  if (host === 'ssh.dev.azure.com' || host === 'vs-ssh.visualstudio.com')
    return path[0] === 'v3' && path.length === 4 ? ['dev.azure.com', ...path.slice(1)] : undefined;
  const git = path.indexOf('_git');
  const name = path[git + 1];
  if (git < 0 || name === undefined) return undefined;
  const before = path.slice(0, git).filter(part => part.toLowerCase() !== 'defaultcollection');
  // The repository that a project begins with has its name, which is left out.
  const withProject = (parts: readonly string[]): readonly string[] => (parts.length > 0 ? parts : [name]);
  if (host.endsWith('.visualstudio.com'))
    return ['dev.azure.com', host.split('.')[0] ?? '', ...withProject(before), name];
  const [organisation = '', ...project] = before;
  return [host, organisation, ...withProject(project), name];
}

/** Bitbucket Server has `/scm/` in the addresses for git, and not in those of ssh. */
function withoutScm(path: readonly string[]): readonly string[] {
  return path[0] === 'scm' && path.length === 3 ? path.slice(1) : path;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
