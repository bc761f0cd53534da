// Gives the catalogue the entities of environments at once, as they change: reading their files again would take minutes.

/** @typedef {import('../backstageApi.mjs').BackstageApi} BackstageApi */
/** @typedef {import('../loadEntities.mjs').ProviderConnection} ProviderConnection */
/** @typedef {import('./provisioner.mjs').Provisioner} Provisioner */

const name = 'environments';

/**
 * A catalogue module whose provider gives the entities of a provisioner.
 * @param {BackstageApi} api
 * @param {unknown} extensionPoint `catalogProcessingExtensionPoint` of `@backstage/plugin-catalog-node`
 * @param {Provisioner} provisioner
 * @returns {unknown} a feature for `backend.add`
 */
export function environmentEntities({ createBackendModule }, extensionPoint, provisioner) {
  return createBackendModule({
    pluginId: 'catalog',
    moduleId: name,
    register(registration) {
      registration.registerInit({
        deps: { catalogue: extensionPoint },
        async init({ catalogue }) {
          catalogue.addEntityProvider({
            getProviderName: () => name,
            connect: async connection => {
              provisioner.onChange(inTheEnd(() => give(connection, provisioner)));
              await give(connection, provisioner);
              provisioner.start();
            },
          });
        },
      });
    },
  });
}

/** @param {ProviderConnection} connection @param {Provisioner} provisioner */
function give(connection, provisioner) {
  const entities = provisioner.entities().map(entity => ({ entity, locationKey: name }));
  return connection.applyMutation({ type: 'full', entities });
}

/**
 * Does something once more after each call, never twice at a time; of calls meanwhile, the last is enough.
 * @param {() => Promise<void>} work
 * @returns {() => void}
 */
function inTheEnd(work) {
  let isWorking = false;
  let isWanted = false;
  return async () => {
    isWanted = true;
    if (isWorking) return;
    isWorking = true;
    while (isWanted) {
      isWanted = false;
      await work().catch(() => {});
    }
    isWorking = false;
  };
}
