// From a request to its route and back, with the log line, the measurement and the span that belong to it.
import { createServer } from 'node:http';

/**
 * Makes an HTTP server that does not listen yet.
 * @param {object} parts
 * @param {import('./routes.js').Routes} parts.routes
 * @param {import('./log.js').Log} parts.log
 * @param {import('./metrics.js').Metrics} parts.metrics
 * @param {import('./tracer.js').Tracer} parts.tracer
 * @returns {import('node:http').Server}
 */
export function createHttpServer({ routes, log, metrics, tracer }) {
  for (const [path, route] of routes) if (!route.operational) metrics.expectRoute(path);

  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000 }, (request, response) => {
    // While the server closes, a connection that is kept alive would only delay the end.
    if (!server.listening) response.setHeader('connection', 'close');
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const route = routes.get(path);
    if (!route?.operational) observe(request, response, path, route ? path : '');
    void respond(request, response, route);
  });
  return server;

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {string} path
   * @param {string} routeName '' when no route matched: made-up paths must not become label values
   */
  function observe(request, response, path, routeName) {
    const method = request.method ?? 'GET';
    const started = process.hrtime.bigint();
    const span = tracer.startSpan(request.headers.traceparent);
    metrics.requestStarted();
    response.once('close', () => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const status = response.statusCode;
      metrics.requestEnded({ method, route: routeName, status, seconds });
      span.end({ method, path, route: routeName, status });
      log.info('Request', { method, path, status, durationMs: round(seconds * 1000), trace_id: span.traceId });
    });
  }

  /**
   * @param {import('node:http').IncomingMessage} request
   * @param {import('node:http').ServerResponse} response
   * @param {import('./routes.js').Route | undefined} route
   */
  async function respond(request, response, route) {
    try {
      if (!route) return send(request, response, problem(404, 'There is nothing at this path.'));
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('allow', 'GET, HEAD');
        return send(request, response, problem(405, 'This path answers GET and HEAD.'));
      }
      send(request, response, await route.answer(request));
    } catch (error) {
      log.error('A route failed', { path: request.url, error });
      // The reason stays in the log: it may hold what the caller should not see.
      if (!response.headersSent) send(request, response, problem(500, 'The service could not answer.'));
      else response.destroy();
    }
  }
}

/**
 * An error in the form of RFC 9457.
 * @param {number} status
 * @param {string} detail
 * @returns {import('./routes.js').Answer}
 */
function problem(status, detail) {
  return { status, body: JSON.stringify({ status, detail }), contentType: 'application/problem+json' };
}

/**
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {import('./routes.js').Answer} answer
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

/** @param {number} value */
function round(value) {
  return Math.round(value * 1000) / 1000;
}
