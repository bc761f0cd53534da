// What the platform asks of a process over HTTP: whether it lives, whether it is ready, how it fares. One path may be added.
import { createServer } from 'node:http';
import { METRICS_CONTENT_TYPE } from './metrics.js';

const LARGEST_BODY = 1024 * 1024;

/** @typedef {{ status: number, body: unknown, contentType?: string }} Answer text is sent as it is, anything else as JSON */
/** @typedef {{ headers: import('node:http').IncomingHttpHeaders, body: Buffer }} Post */
/** @typedef {(post: Post) => Promise<Answer>} Receiver */

/**
 * Makes a server that does not listen yet.
 * @param {object} parts
 * @param {import('./metrics.js').Metrics} parts.metrics
 * @param {import('./log.js').Log} parts.log
 * @param {() => boolean} parts.ready
 * @param {{ path: string, receive: Receiver }} [parts.receiver] takes what is posted to the path
 * @returns {import('node:http').Server}
 */
export function createOperationsServer({ metrics, log, ready, receiver }) {
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    // While the server closes, a connection that is kept alive would only delay the end.
    if (!server.listening) response.setHeader('connection', 'close');
    answer(request).then(
      reply => send(request, response, reply),
      error => {
        log.error('A request failed', { path: request.url, error });
        if (!response.headersSent) send(request, response, problem(500, 'The request could not be answered.'));
        else response.destroy();
      },
    );
  });
  return server;

  /** @param {import('node:http').IncomingMessage} request @returns {Promise<Answer>} */
  async function answer(request) {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (receiver && path === receiver.path) {
      if (request.method !== 'POST') return problem(405, 'This path takes POST.');
      const body = await readBody(request);
      return body ? receiver.receive({ headers: request.headers, body }) : problem(413, 'The body is too large.');
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') return problem(405, 'This path answers GET and HEAD.');
    // Liveness says nothing of dependencies: a restart does not mend a database.
    if (path === '/healthz') return { status: 200, body: { status: 'ok' } };
    if (path === '/readyz')
      return ready() ? { status: 200, body: { status: 'ready' } } : { status: 503, body: { status: 'not ready' } };
    if (path === '/metrics') return { status: 200, body: metrics.render(), contentType: METRICS_CONTENT_TYPE };
    return problem(404, 'There is nothing at this path.');
  }
}

/**
 * An error in the form of RFC 9457.
 * @param {number} status
 * @param {string} detail
 * @returns {Answer}
 */
export function problem(status, detail) {
  return { status, body: JSON.stringify({ status, detail }), contentType: 'application/problem+json' };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @returns {Promise<Buffer | undefined>} undefined when there is more than is taken
 */
async function readBody(request) {
  /** @type {Buffer[]} */
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    // The rest is read and thrown away: an answer to a request that is still being sent may never be read.
    if (length <= LARGEST_BODY) parts.push(part);
  }
  return length <= LARGEST_BODY ? Buffer.concat(parts) : undefined;
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {Answer} answer
 */
function send(request, response, { status, body, contentType }) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': contentType ?? (typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : text);
}
