// Serves the page and its files, and passes questions on to the Tracking API so that the browser talks to one host only.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const FILES = new Map([
  ['/', { type: 'text/html; charset=utf-8', body: read('index.html') }],
  ['/page.mjs', { type: 'text/javascript; charset=utf-8', body: read('page.mjs') }],
  ['/styles.css', { type: 'text/css; charset=utf-8', body: read('styles.css') }],
]);

const PARCEL = /^\/api(\/v1\/parcels\/PW\d{10}(?:\/events)?)$/;

/**
 * Makes a server that does not listen yet.
 * @param {{ trackingApi: string }} settings the base address of the Tracking API, without a slash at the end
 * @returns {import('node:http').Server}
 */
export function createWebServer({ trackingApi }) {
  return createServer(async (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (request.method !== 'GET') return send(response, 405, 'text/plain', 'GET only');
    if (path === '/healthz') return send(response, 200, 'application/json', '{"status":"ok"}');

    const file = FILES.get(path);
    if (file) return send(response, 200, file.type, file.body);

    const question = PARCEL.exec(path)?.[1];
    if (!question) return send(response, 404, 'text/plain', 'There is nothing at this path');
    try {
      const answer = await fetch(trackingApi + question, { signal: AbortSignal.timeout(3_000) });
      send(response, answer.status, answer.headers.get('content-type') ?? 'application/json', await answer.text());
    } catch {
      send(response, 502, 'application/problem+json', '{"title":"Tracking does not answer right now","status":502}');
    }
  });
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {string} type
 * @param {string | Buffer} body
 */
function send(response, status, type, body) {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}

/** @param {string} file */
function read(file) {
  return readFileSync(new URL(`../public/${file}`, import.meta.url));
}
