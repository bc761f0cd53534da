// The few calls of Gitea's REST interface that Backstage makes: reading files and archives, and making a repository.
import { GitHostError } from './repositories.mjs';

/** @typedef {import('./repositories.mjs').Repositories} Repositories */
/** @typedef {{ status: number, headers?: Record<string, string>, body: Buffer | string }} Reply */
/**
 * @typedef {object} RestRequest
 * @property {string} method
 * @property {string[]} path decoded, without `api/v1`
 * @property {URLSearchParams} query
 * @property {boolean} authorised whether the request carries the host's account
 * @property {() => Promise<unknown>} json reads the body
 */

/**
 * @param {number} status
 * @param {unknown} value
 * @param {Record<string, string>} [headers]
 * @returns {Reply}
 */
export function jsonReply(status, value, headers = {}) {
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/**
 * Answers one call below `/api/v1`.
 * @param {Repositories} repositories
 * @param {RestRequest} request
 * @param {string} url address of the git host
 * @returns {Promise<Reply>}
 * @throws {GitHostError} what is not there or not allowed
 */
export async function answerRest(repositories, request, url) {
  const [area, ...rest] = request.path;
  if (area === 'version') return jsonReply(200, { version: '1.22.0' });
  if (area === 'orgs') return answerOrganisation(repositories, request, rest, url);
  if (area === 'repos' && request.method === 'GET') return answerRepository(repositories, request, rest);
  throw new GitHostError(404, 'There is no such call.');
}

/**
 * @param {Repositories} repositories
 * @param {RestRequest} request
 * @param {string[]} path `[organisation, 'repos'?]`
 * @param {string} url
 */
async function answerOrganisation(repositories, request, [organisation = '', what], url) {
  if (organisation !== repositories.organisation) throw new GitHostError(404, 'There is no such organisation.');
  if (what === undefined) return jsonReply(200, { username: organisation, full_name: organisation });
  if (what !== 'repos') throw new GitHostError(404, 'There is no such call.');
  if (request.method === 'GET')
    return jsonReply(
      200,
      repositories.names().map(name => describe(url, organisation, name)),
    );
  if (!request.authorised) throw new GitHostError(401, 'Only the account of the host may make repositories.');
  const name = /** @type {{ name?: unknown } | null} */ (await request.json())?.name;
  if (typeof name !== 'string') throw new GitHostError(422, 'A repository needs a name.');
  await repositories.create(organisation, name);
  return jsonReply(201, describe(url, organisation, name));
}

/**
 * @param {Repositories} repositories
 * @param {RestRequest} request
 * @param {string[]} path `[organisation, name, call, ...]`
 */
async function answerRepository(repositories, request, [organisation = '', name = '', call, ...rest]) {
  if (call === 'contents') {
    const path = rest.join('/');
    const file = await repositories.file(organisation, name, request.query.get('ref') ?? 'main', path);
    const body = { type: 'file', path, sha: file.sha, encoding: 'base64', content: file.bytes.toString('base64') };
    return jsonReply(200, body, { etag: `"${file.sha}"` });
  }
  if (call === 'git' && rest[0] === 'commits')
    return jsonReply(200, { sha: await repositories.commit(organisation, name, rest.slice(1).join('/')) });
  if (call === 'archive') {
    const ref = rest.join('/').replace(/\.tar\.gz$/, '');
    const body = await repositories.archive(organisation, name, ref);
    return { status: 200, headers: { 'content-type': 'application/gzip' }, body };
  }
  throw new GitHostError(404, 'There is no such call.');
}

/**
 * @param {string} url
 * @param {string} organisation
 * @param {string} name
 */
function describe(url, organisation, name) {
  const full = `${organisation}/${name}`;
  return { name, full_name: full, html_url: `${url}/${full}`, clone_url: `${url}/${full}.git`, default_branch: 'main' };
}
