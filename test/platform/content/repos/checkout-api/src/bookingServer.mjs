import { createServer } from 'node:http';
import { Refusal } from './bookings.mjs';

const LARGEST_BODY = 10_000;

/**
 * Makes a server that does not listen yet.
 * @param {import('./bookings.mjs').Bookings} bookings
 * @returns {import('node:http').Server}
 */
export function createBookingServer(bookings) {
  const answered = new Map();

  return createServer(async (request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?', 1);
    if (path === '/healthz') return send(response, 200, { status: 'ok' });
    if (path === '/metrics') return send(response, 200, renderMetrics(answered), 'text/plain; version=0.0.4');

    const [status, body] = await answerTo(request, path);
    answered.set(status, (answered.get(status) ?? 0) + 1);
    send(response, status, body, status >= 400 ? 'application/problem+json' : 'application/json');
  });

  /** @param {import('node:http').IncomingMessage} request @param {string} path @returns {Promise<[number, unknown]>} */
  async function answerTo(request, path) {
    try {
      const id = /^\/v2\/bookings\/([^/]+)$/.exec(path)?.[1];
      if (request.method === 'POST' && path === '/v2/bookings') {
        const key = request.headers['idempotency-key'];
        if (typeof key !== 'string' || key.length < 8) throw new Refusal(400, 'A booking needs an Idempotency-Key');
        return [201, await bookings.book(key, await readJson(request))];
      }
      if (request.method === 'DELETE' && id && bookings.cancel(id)) return [204, undefined];
      const booking = request.method === 'GET' && id ? bookings.find(id) : undefined;
      if (booking) return [200, booking];
      throw new Refusal(404, 'There is nothing at this path');
    } catch (error) {
      const status = error instanceof Refusal ? error.status : 500;
      const title = error instanceof Refusal ? error.message : 'The service could not answer';
      return [status, { title, status }];
    }
  }
}

/** @param {import('node:http').IncomingMessage} request */
async function readJson(request) {
  let text = '';
  for await (const chunk of request) {
    text += chunk;
    if (text.length > LARGEST_BODY) throw new Refusal(400, 'Too long');
  }
  try {
    return JSON.parse(text) ?? {};
  } catch {
    throw new Refusal(400, 'Not JSON');
  }
}

/** @param {Map<number, number>} answered requests by status */
function renderMetrics(answered) {
  const name = 'http_server_request_duration_seconds_count';
  const lines = [...answered].map(([status, count]) => `${name}{http_response_status_code="${status}"} ${count}`);
  return `# TYPE ${name} counter\n${lines.join('\n')}\n`;
}

/**
 * @param {import('node:http').ServerResponse} response
 * @param {number} status
 * @param {unknown} body text is sent as it is, anything else as JSON
 * @param {string} [type]
 */
function send(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(typeof body === 'string' || body === undefined ? body : JSON.stringify(body));
}
