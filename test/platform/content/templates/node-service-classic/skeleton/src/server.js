// The service: what it answers, and how many times it did.
import { createServer } from 'node:http';

/**
 * Makes a server that does not listen yet.
 * @param {string} name of the service
 * @returns {import('node:http').Server}
 */
export function createService(name) {
  let answered = 0;
  return createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0];
    if (path === '/healthz') return send(response, 200, 'ok');
    if (path === '/metrics')
      return send(
        response,
        200,
        `# HELP http_requests_total Requests that were answered.\n# TYPE http_requests_total counter\nhttp_requests_total{service="${name}"} ${answered}\n`,
      );
    answered++;
    if (path === '/') return send(response, 200, name);
    send(response, 404, 'There is nothing at this path.');
  });
}

/** @param {import('node:http').ServerResponse} response @param {number} status @param {string} text */
function send(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
