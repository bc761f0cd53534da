// Reads CloudEvents 1.0 in both forms in which HTTP carries them: structured (all in the body) and binary (attributes as headers).

/**
 * @typedef {object} CloudEvent
 * @property {string} id
 * @property {string} source
 * @property {string} type
 * @property {string} [subject]
 * @property {string} [time]
 * @property {string} [traceparent] of the distributed tracing extension
 * @property {unknown} [data]
 */

/** Something that is no event. What is wrong with it may be told to the sender. */
export class NoCloudEvent extends Error {}

/**
 * @param {unknown} value as parsed from JSON
 * @returns {CloudEvent}
 * @throws {NoCloudEvent}
 */
export function requireEvent(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NoCloudEvent('An event is an object.');
  const event = /** @type {Record<string, unknown>} */ (value);
  if (event.specversion !== '1.0') throw new NoCloudEvent('specversion must be 1.0.');
  for (const name of ['id', 'source', 'type'])
    if (typeof event[name] !== 'string' || event[name] === '') throw new NoCloudEvent(`${name} must be a text.`);
  return /** @type {CloudEvent} */ (/** @type {unknown} */ (event));
}

/**
 * @param {import('node:http').IncomingHttpHeaders} headers
 * @param {Buffer} body
 * @returns {CloudEvent}
 * @throws {NoCloudEvent}
 */
export function readEvent(headers, body) {
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/cloudevents+json') return requireEvent(parse(body));
  if (headers['ce-specversion'] === undefined)
    throw new NoCloudEvent('Send application/cloudevents+json, or the attributes as ce- headers.');
  const attributes = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('ce-') ? [[name.slice('ce-'.length), String(value)]] : [],
  );
  // JSON is read as data; anything else is kept as it came.
  const data = body.length === 0 ? {} : type?.endsWith('json') ? { data: parse(body) } : { data_base64: body.toString('base64') };
  return requireEvent({ ...Object.fromEntries(attributes), ...data });
}

/** @param {Buffer} body @returns {unknown} */
function parse(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new NoCloudEvent('The body is no JSON.');
  }
}
