// Clone, fetch and push: git's own CGI program does the work, this carries the request to it and the answer back.
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { gitEnvironment } from './repositories.mjs';

/**
 * @typedef {import('node:http').IncomingMessage} IncomingMessage
 * @typedef {import('node:http').ServerResponse} ServerResponse
 */

/** Where git keeps its CGI program. @throws when git is missing */
export function findGitBackend() {
  return join(execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim(), 'git-http-backend');
}

/**
 * Whether a git client asks, which may leave the `.git` of a repository's address out, as people do who copy that of its page.
 * @param {readonly string[]} rest what the address has after the name of the repository
 */
export function isOfGitClient(rest) {
  return ['info/refs', 'git-upload-pack', 'git-receive-pack'].includes(rest.join('/'));
}

/** Whether a request wants to push. @param {URL} url */
export function isPush(url) {
  return url.pathname.endsWith('/git-receive-pack') || url.searchParams.get('service') === 'git-receive-pack';
}

/**
 * Answers one request of a git client.
 * @param {object} exchange
 * @param {IncomingMessage} exchange.request
 * @param {ServerResponse} exchange.response
 * @param {URL} exchange.url
 * @param {string} exchange.backend path of git-http-backend
 * @param {string} exchange.root absolute path of the folder with all repositories
 * @param {string} exchange.path of what is wanted below it, from checked names: `/organisation/name.git/info/refs`
 * @param {string | undefined} exchange.user who pushes, checked; undefined for reading
 * @returns {void}
 */
export function answerGitClient({ request, response, url, backend, root, path, user }) {
  const header = (/** @type {string} */ name) => String(request.headers[name] ?? '');
  const length = header('content-length');
  const cgi = spawn(backend, [], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...gitEnvironment,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: path,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: header('content-type'),
      ...(length && { CONTENT_LENGTH: length }),
      HTTP_CONTENT_ENCODING: header('content-encoding'),
      GIT_PROTOCOL: header('git-protocol'),
      REMOTE_ADDR: '127.0.0.1',
      ...(user && { REMOTE_USER: user }),
    },
  });
  // A client that goes away takes its git along; one that git does not listen to must not bring the host down.
  response.on('close', () => cgi.kill());
  cgi.stdin.on('error', () => {});
  cgi.on('error', () => response.destroy());
  request.pipe(cgi.stdin);
  let head = Buffer.alloc(0);
  cgi.stdout.on('data', chunk => {
    if (response.headersSent) return void response.write(chunk);
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) return;
    const { status, headers } = parseCgiHead(head.toString('latin1', 0, end));
    response.writeHead(status, headers);
    response.write(head.subarray(end + 4));
  });
  cgi.stdout.on('end', () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
}

/**
 * @param {string} head
 * @returns {{ status: number, headers: Record<string, string> }}
 */
function parseCgiHead(head) {
  let status = 200;
  /** @type {Record<string, string>} */
  const headers = {};
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'status') status = Number.parseInt(value, 10);
    else headers[name] = value;
  }
  return { status, headers };
}
