// Tells how far the catalogue is: no call of Backstage says when it has read and linked everything, but its tables do.

/** @typedef {import('./backstageApi.mjs').BackstageApi} BackstageApi */
/** @typedef {{ [column: string]: unknown }} Row */
/** @typedef {{ raw(sql: string, values?: unknown[]): Promise<Row[]> }} Query */
/** @typedef {{ entityRef: string, source: string, message: string }} CatalogueError `source` is where it was read, or what it reads */
/**
 * @typedef {object} CatalogueProgress
 * @property {number} entities how many the catalogue knows of
 * @property {number} pending how many of them wait to be read, read again, or linked with others
 * @property {CatalogueError[]} errors what went wrong with them, the last time they were read
 */

/**
 * A catalogue module that hands out a way to look at the progress.
 * @param {BackstageApi} api
 * @param {(look: () => Promise<CatalogueProgress>) => void} offer called once, before the backend is ready
 * @returns {unknown} a feature for `backend.add`
 */
export function catalogueProgress({ createBackendModule, coreServices }, offer) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: 'progress',
    register(registration) {
      registration.registerInit({
        deps: { database: coreServices['database'] },
        async init({ database }) {
          const query = await database.getClient();
          offer(() => lookAt(query));
        },
      });
    },
  });
}

/** @param {Query} query @returns {Promise<CatalogueProgress>} */
async function lookAt(query) {
  const counts = await query.raw(`
    select count(*) as entities,
           count(case when result_hash is null or next_update_at <= current_timestamp then 1 end) as unread,
           (select count(*) from stitch_queue) as unlinked
    from refresh_state`);
  const failed = await query.raw(`
    select entity_ref, unprocessed_entity, errors
    from refresh_state where errors is not null and errors not in ('', '[]') order by entity_ref`);
  const { entities, unread, unlinked } = counts[0] ?? {};
  return {
    entities: Number(entities),
    pending: Number(unread) + Number(unlinked),
    errors: failed.flatMap(errorsOf),
  };
}

/** @param {Row} row @returns {CatalogueError[]} */
function errorsOf(row) {
  /** @type {{ message?: string }[]} */
  const errors = JSON.parse(String(row['errors']));
  /** @type {{ metadata?: { annotations?: Record<string, string> }, spec?: { target?: string } }} */
  const { metadata, spec } = JSON.parse(String(row['unprocessed_entity']));
  const source = spec?.target ?? metadata?.annotations?.['backstage.io/managed-by-location'] ?? '';
  return errors.map(error => ({ entityRef: String(row['entity_ref']), source, message: error.message ?? '' }));
}
