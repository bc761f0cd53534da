// Where the code of a component is, as far as it is on the platform's own git host.
import { formatRef } from './reference.mjs';

/** @typedef {import('../gitHost/repositories.mjs').Repositories} Repositories */
/** @typedef {{ component: string, repository: string, folder: string, branch: string, commit: string }} ComponentSource */

const locationAnnotations = ['backstage.io/source-location', 'backstage.io/managed-by-location'];

/**
 * Finds the repository of a component, and the commit that is meant, whose whole SHA it gives.
 * @param {object} wanted
 * @param {any} wanted.entity of the component, as the catalogue has it
 * @param {string} wanted.branch
 * @param {string} wanted.commit a whole or shortened SHA; empty for the newest of the branch
 * @param {Repositories} repositories
 * @param {string} gitUrl address of the git host, without a slash at the end
 * @returns {Promise<ComponentSource>}
 * @throws {Error} whose message says what of it is not there, and what to do
 */
export async function findSource({ entity, branch, commit }, repositories, gitUrl) {
  const { name, namespace = 'default', annotations = {} } = entity?.metadata ?? {};
  const component = formatRef({ kind: String(entity?.kind).toLowerCase(), namespace, name });
  const { organisation } = repositories;
  const place = locationAnnotations
    .map(annotation => placeIn(String(annotations[annotation] ?? ''), `${gitUrl}/${organisation}/`))
    .find(found => found !== undefined && repositories.exists(organisation, found.repository));
  if (!place)
    throw new Error(
      `The code of ${component} is not on ${gitUrl}, so nothing of it can run here. An environment can be made of a component whose repository is there, such as one that a golden path has made.`,
    );
  const full = `${organisation}/${place.repository}`;
  const newest = await commitOf(repositories, place.repository, branch);
  if (newest === undefined) throw new Error(`There is no branch “${branch}” in ${full}. Push it, then try again.`);
  const found = commit === '' ? newest : await commitOf(repositories, place.repository, commit);
  if (found === undefined)
    throw new Error(`There is no commit “${commit}” in ${full}. Push the branch that has it, then try again.`);
  return { component, ...place, branch, commit: found };
}

/**
 * @param {string} location such as `url:http://localhost:1234/parcelwise/tracking-api/src/branch/main/`
 * @param {string} prefix
 * @returns {{ repository: string, folder: string } | undefined}
 */
function placeIn(location, prefix) {
  const address = location.replace(/^url:/, '');
  if (!address.startsWith(prefix)) return undefined;
  const [repository = '', , , , ...path] = address.slice(prefix.length).split('/').filter(Boolean);
  const folder = location.endsWith('/') ? path : path.slice(0, -1);
  if (folder.includes('..') || repository === '') return undefined;
  return { repository: repository.replace(/\.git$/, ''), folder: folder.join('/') };
}

/**
 * @param {Repositories} repositories
 * @param {string} repository
 * @param {string} ref
 */
async function commitOf(repositories, repository, ref) {
  try {
    return await repositories.commit(repositories.organisation, repository, ref);
  } catch (error) {
    const { status } = /** @type {{ status?: number }} */ (error);
    if (status === 400 || status === 404) return undefined;
    throw error;
  }
}
