// A git host for the demo: real repositories over git's smart HTTP, with the part of Gitea's interface that Backstage uses.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { GitHostError, Repositories } from './gitHost/repositories.mjs';
import { answerRest, jsonReply } from './gitHost/restApi.mjs';
import { answerGitClient, findGitBackend, isOfGitClient, isPush } from './gitHost/smartHttp.mjs';
import { foldersIn } from './platformConfig.mjs';

/** @typedef {import('./gitHost/restApi.mjs').Reply} Reply */
/**
 * @typedef {object} GitHostSettings
 * @property {string} root absolute path of the folder for the repositories; those in it are kept
 * @property {string} seeds absolute path of a folder with one folder for each repository that must be there
 * @property {Readonly<Record<string, string>>} [more] absolute paths of further folders, by the names of their repositories
 * @property {number} port on 127.0.0.1
 * @property {string} organisation owner of all repositories
 * @property {{ username: string, password: string }} account who may push and make repositories
 */

const largestBody = 1024 * 1024;

/**
 * Makes the repositories that are missing and listens.
 * @param {GitHostSettings} settings
 * @returns {Promise<void>} when it can be asked; it then runs until the process ends
 * @throws when git is missing, a repository cannot be made, or the port is taken
 */
export async function startGitHost({ root, seeds, more = {}, port, organisation, account }) {
  const repositories = new Repositories(root, organisation);
  for (const name of foldersIn(seeds)) await repositories.seed(name, join(seeds, name));
  for (const [name, folder] of Object.entries(more)) await repositories.seed(name, folder);
  const host = { repositories, account, url: `http://localhost:${port}`, backend: findGitBackend() };
  const server = createServer((request, response) => {
    answer(host, request, response).catch(error => {
      if (response.headersSent) response.destroy();
      else send(response, errorReply(error));
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
}

/**
 * @param {{ repositories: Repositories, account: GitHostSettings['account'], url: string, backend: string }} host
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @returns {Promise<void>}
 */
async function answer(host, request, response) {
  const { repositories } = host;
  const url = new URL(request.url ?? '/', host.url);
  const path = url.pathname.split('/').filter(Boolean).map(decode);
  const authorised = isAuthorised(request.headers.authorization, host.account);

  if (path[0] === 'api' && path[1] === 'v1') {
    const call = { method: request.method ?? 'GET', path: path.slice(2), query: url.searchParams, authorised };
    return send(response, await answerRest(repositories, { ...call, json: () => readJson(request) }, host.url));
  }
  const [organisation = '', name = '', ...rest] = path;
  if (name.endsWith('.git') || isOfGitClient(rest)) {
    const repository = name.replace(/\.git$/, '');
    if (!repositories.exists(organisation, repository)) throw new GitHostError(404, 'There is no such repository.');
    const pushes = isPush(url);
    if (pushes && !authorised) throw new GitHostError(401, 'Pushing needs the account of the host.');
    const { root } = repositories;
    const pathInfo = `/${organisation}/${repository}.git/${rest.join('/')}`;
    const user = pushes ? host.account.username : undefined;
    return answerGitClient({ request, response, url, backend: host.backend, root, path: pathInfo, user });
  }
  send(response, await answerReader(repositories, path));
}

/**
 * What a person sees who follows a link of the catalogue: lists and files as plain text.
 * @param {Repositories} repositories
 * @param {string[]} path
 * @returns {Promise<Reply>}
 */
async function answerReader(repositories, [organisation, name, ...rest]) {
  if (organisation === undefined || (organisation === repositories.organisation && name === undefined))
    return textReply(
      repositories
        .names()
        .map(repository => `${repositories.organisation}/${repository}`)
        .join('\n'),
    );
  const [source, kind, ref = 'main', ...file] = rest;
  if (source !== undefined && (source !== 'src' || kind !== 'branch'))
    throw new GitHostError(404, 'There is no such page.');
  if (file.length === 0) return textReply((await repositories.paths(organisation, name ?? '', ref)).join('\n'));
  return textReply((await repositories.file(organisation, name ?? '', ref, file.join('/'))).bytes);
}

/** @param {Buffer | string} body @returns {Reply} */
function textReply(body) {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  return { status: 200, headers, body };
}

/** @param {unknown} error @returns {Reply} */
function errorReply(error) {
  const status = error instanceof GitHostError ? error.status : 500;
  const message = error instanceof Error ? error.message : String(error);
  return jsonReply(status, { message }, status === 401 ? { 'www-authenticate': 'Basic realm="git"' } : {});
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {Reply} reply
 */
function send(response, { status, headers, body }) {
  response.writeHead(status, headers);
  response.end(body);
}

/**
 * @param {string | undefined} header
 * @param {{ username: string, password: string }} account
 */
function isAuthorised(header, { username, password }) {
  const given = /^basic (.+)$/i.exec(header ?? '')?.[1];
  return given !== undefined && Buffer.from(given, 'base64').toString() === `${username}:${password}`;
}

/** @param {string} part */
function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new GitHostError(400, 'The address is not well formed.');
  }
}

/** @param {import('node:http').IncomingMessage} request @returns {Promise<unknown>} */
async function readJson(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > largestBody) throw new GitHostError(413, 'The request is too large.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new GitHostError(400, 'The request holds no JSON.');
  }
}
