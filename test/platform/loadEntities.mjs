// Puts entities into the catalogue that stand in no file: as many as a benchmark wants.

/** @typedef {import('./backstageApi.mjs').BackstageApi} BackstageApi */
/** @typedef {{ entity: unknown, locationKey: string }} DeferredEntity */
/** @typedef {{ applyMutation(mutation: { type: 'full', entities: DeferredEntity[] }): Promise<void> }} ProviderConnection */
/**
 * @typedef {object} EntityProvider
 * @property {() => string} getProviderName
 * @property {(connection: ProviderConnection) => Promise<void>} connect
 */

const name = 'load';

/**
 * A catalogue module whose provider gives these entities.
 * @param {BackstageApi} api
 * @param {unknown} extensionPoint `catalogProcessingExtensionPoint` of `@backstage/plugin-catalog-node`
 * @param {readonly unknown[]} entities
 * @returns {unknown} a feature for `backend.add`
 */
export function loadEntities({ createBackendModule }, extensionPoint, entities) {
  /** @type {EntityProvider} */
  const provider = {
    getProviderName: () => name,
    connect: connection =>
      connection.applyMutation({
        type: 'full',
        entities: entities.map(entity => ({ entity, locationKey: name })),
      }),
  };
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: name,
    register(registration) {
      registration.registerInit({
        deps: { catalogue: extensionPoint },
        async init({ catalogue }) {
          catalogue.addEntityProvider(provider);
        },
      });
    },
  });
}
