// What the pages ask of Backstage, as the guest.
/* global URLSearchParams, fetch */

/** The parts of a catalogue entity that the pages show. Nothing of it is trusted: whoever registers an entity writes it.
 * @typedef {object} Entity
 * @property {string} kind
 * @property {{
 *   name: string, namespace?: string, title?: string, description?: string, tags?: string[],
 *   labels?: Record<string, string>, annotations?: Record<string, string>,
 *   links?: { url: string, title?: string, type?: string }[],
 * }} metadata
 * @property {Record<string, unknown>} [spec]
 * @property {{ type: string, targetRef: string }[]} [relations]
 */
/** @typedef {import('./entityReference.js').EntityReference} EntityReference */
/**
 * @typedef {object} PlatformApi
 * @property {(reference: EntityReference) => Promise<Entity>} entity rejects with a `PlatformError` 404 when there is none
 * @property {(references: string[], fields: string[]) => Promise<(Entity | null)[]>} entitiesByReference in the same order; null
 *   for what is not in the catalogue
 * @property {(fields: string[]) => Promise<Entity[]>} allEntities
 * @property {(reference: EntityReference) => Promise<void>} buildDocs rejects with the reason when they cannot be built
 * @property {(address: string) => Promise<Response>} file rejects when the answer is not a success
 */

/** An answer of the platform that is not a success. */
export class PlatformError extends Error {
  /** @param {number} status of HTTP @param {string} message */
  constructor(status, message) {
    super(message);
    this.name = 'PlatformError';
    this.status = status;
  }
}

const pageSize = 500;

/**
 * Gets a token for the guest, which lives as long as the page.
 * @returns {Promise<PlatformApi>}
 * @throws {PlatformError} when the platform does not let the guest in
 */
export async function signInAsGuest() {
  const { backstageIdentity } = await (await request('/api/auth/guest/refresh', {})).json();
  const authorization = `Bearer ${backstageIdentity.token}`;
  /** @param {string} address */
  const file = address => request(address, { headers: { authorization } });
  return {
    file,
    entity: async ({ kind, namespace, name }) =>
      (await file(`/api/catalog/entities/by-name/${[kind, namespace, name].map(encodeURIComponent).join('/')}`)).json(),
    entitiesByReference: async (references, fields) => {
      const answer = await request('/api/catalog/entities/by-refs', {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ entityRefs: references, fields }),
      });
      return (await answer.json()).items;
    },
    allEntities: async fields => {
      /** @type {Entity[]} */
      const all = [];
      let query = new URLSearchParams({ limit: String(pageSize), fields: fields.join(',') });
      for (;;) {
        const { items, pageInfo } = await (await file(`/api/catalog/entities/by-query?${query}`)).json();
        all.push(...items);
        if (!pageInfo.nextCursor) return all;
        query = new URLSearchParams({ limit: String(pageSize), fields: fields.join(','), cursor: pageInfo.nextCursor });
      }
    },
    buildDocs: async ({ kind, namespace, name }) => {
      const path = [namespace, kind, name].map(encodeURIComponent).join('/');
      const reason = failureIn(await (await file(`/api/techdocs/sync/${path}`)).text());
      if (reason !== undefined) throw new Error(reason);
    },
  };
}

/**
 * @param {string} address
 * @param {RequestInit} options
 * @returns {Promise<Response>}
 */
async function request(address, options) {
  const response = await fetch(address, options);
  if (response.ok) return response;
  const body = await response.json().catch(() => ({}));
  throw new PlatformError(response.status, body.error?.message ?? `The platform answered ${response.status}.`);
}

/**
 * The reason in a finished stream of server-sent events; undefined when all went well.
 * @param {string} stream
 * @returns {string | undefined}
 */
function failureIn(stream) {
  const event = stream.split('\n\n').find(text => text.startsWith('event: error\n'));
  const data = event?.slice(event.indexOf('\ndata: ') + '\ndata: '.length);
  return data === undefined ? undefined : String(JSON.parse(data));
}
