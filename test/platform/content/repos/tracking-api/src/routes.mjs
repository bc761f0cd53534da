// What the service answers. A new route is one more entry here and one more path in openapi.yaml.
import { isParcelNumber } from './parcels.mjs';

/** @typedef {{ status: number, body: unknown, type?: string }} Answer a text body is sent as it is, another one as JSON */

/**
 * @typedef {object} Route
 * @property {string} name the pattern, for metrics and logs
 * @property {RegExp} path
 * @property {boolean} [quiet] asked by machines all the time: neither logged nor measured
 * @property {(question: { number: string, query: URLSearchParams }) => Answer} answer
 */

const MOST_NUMBERS = 50;

/**
 * @param {{ parcels: import('./parcels.mjs').Parcels, metrics: import('./metrics.mjs').Metrics }} parts
 * @returns {Route[]}
 */
export function createRoutes({ parcels, metrics }) {
  return [
    {
      name: '/v1/parcels',
      path: /^\/v1\/parcels$/,
      answer: ({ query }) => {
        const numbers = (query.get('numbers') ?? '').split(',');
        if (numbers.length > MOST_NUMBERS) return problem(400, `No more than ${MOST_NUMBERS} parcel numbers at a time`);
        if (!numbers.every(isParcelNumber)) return problem(400, 'Not a parcel number');
        return { status: 200, body: numbers.map(number => parcels.find(number)).filter(found => found !== undefined) };
      },
    },
    {
      name: '/v1/parcels/{number}',
      path: /^\/v1\/parcels\/(?<number>[^/]+)$/,
      answer: ({ number }) => answerFor(number, parcels.find(number)),
    },
    {
      name: '/v1/parcels/{number}/events',
      path: /^\/v1\/parcels\/(?<number>[^/]+)\/events$/,
      answer: ({ number }) => answerFor(number, parcels.eventsOf(number)),
    },
    // A restart does not mend a missing snapshot, so only readiness asks for one.
    { name: '/healthz', path: /^\/healthz$/, quiet: true, answer: () => ({ status: 200, body: { status: 'ok' } }) },
    {
      name: '/readyz',
      path: /^\/readyz$/,
      quiet: true,
      answer: () =>
        parcels.snapshotTime > 0
          ? { status: 200, body: { status: 'ready' } }
          : { status: 503, body: { status: 'waiting for a snapshot' } },
    },
    {
      name: '/metrics',
      path: /^\/metrics$/,
      quiet: true,
      answer: () => ({
        status: 200,
        type: 'text/plain; version=0.0.4; charset=utf-8',
        body: metrics.render({ parcels: parcels.size, snapshotTime: parcels.snapshotTime }),
      }),
    },
  ];
}

/**
 * An error in the form of RFC 9457.
 * @param {number} status
 * @param {string} title
 * @returns {Answer}
 */
export function problem(status, title) {
  return { status, type: 'application/problem+json', body: { title, status } };
}

/** @param {string} number @param {unknown} found @returns {Answer} */
function answerFor(number, found) {
  if (!isParcelNumber(number)) return problem(400, 'Not a parcel number');
  return found ? { status: 200, body: found } : problem(404, 'No parcel with this number');
}
