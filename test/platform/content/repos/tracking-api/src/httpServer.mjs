// From a request to its route and back, with the log line and the measurement that belong to it.
import { createServer } from 'node:http';
import { log } from './log.mjs';
import { problem } from './routes.mjs';

/**
 * Makes a server that does not listen yet.
 * @param {{ routes: import('./routes.mjs').Route[], metrics: import('./metrics.mjs').Metrics }} parts
 * @returns {import('node:http').Server}
 */
export function createHttpServer({ routes, metrics }) {
  return createServer({ requestTimeout: 10_000 }, (request, response) => {
    const started = performance.now();
    // Not `new URL`, which throws at what some scanners send.
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const route = routes.find(candidate => candidate.path.test(path));
    const answer = answerTo(request.method, route, path, query);

    const isText = typeof answer.body === 'string';
    response.writeHead(answer.status, {
      'content-type': answer.type ?? 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    response.end(isText ? answer.body : JSON.stringify(answer.body));

    if (route?.quiet) return;
    const seconds = (performance.now() - started) / 1000;
    // Made-up paths and methods must not become label values of their own.
    const method = request.method === 'GET' ? 'GET' : '_OTHER';
    metrics.record({ method, route: route?.name ?? '', status: answer.status, seconds });
    log('info', 'Request', { method: request.method, path, status: answer.status, seconds });
  });
}

/**
 * @param {string | undefined} method
 * @param {import('./routes.mjs').Route | undefined} route
 * @param {string} path
 * @param {string} query
 */
function answerTo(method, route, path, query) {
  if (!route) return problem(404, 'There is nothing at this path');
  if (method !== 'GET') return problem(405, 'This path answers GET alone');
  try {
    const number = route.path.exec(path)?.groups?.['number'] ?? '';
    return route.answer({ number, query: new URLSearchParams(query) });
  } catch (error) {
    log('error', 'A route failed', { path, error: String(error) });
    return problem(500, 'The service could not answer');
  }
}
