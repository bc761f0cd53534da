// The part of Backstage's backend interface that the platform's own features use.

/**
 * @typedef {object} WebRequest
 * @property {string} method
 * @property {string} path
 */
/**
 * @typedef {object} WebResponse
 * @property {(code: number) => WebResponse} status
 * @property {(headers: Record<string, string>) => WebResponse} set
 * @property {(type: string) => WebResponse} type
 * @property {(body: string) => void} send
 * @property {() => void} end
 */
/**
 * The services a feature may ask for, by the names it gives them.
 * @typedef {object} Services
 * @property {{ use(path: string, handler: (request: WebRequest, response: WebResponse) => void): void }} router
 * @property {{ getString(key: string): string }} config
 * @property {{ getClient(): Promise<import('./catalogueProgress.mjs').Query> }} database
 * @property {{ addEntityProvider(provider: import('./loadEntities.mjs').EntityProvider): void }} catalogue
 * @property {{ addActions(...actions: unknown[]): void }} scaffolder
 */
/**
 * @typedef {object} Registration
 * @property {(init: { deps: Record<string, unknown>, init(services: Services): Promise<void> }) => void} registerInit
 */
/**
 * @typedef {object} BackstageApi
 * @property {(plugin: { pluginId: string, register(registration: Registration): void }) => unknown} createBackendPlugin
 * @property {(module: { pluginId: string, moduleId: string, register(registration: Registration): void }) => unknown} createBackendModule
 * @property {Record<string, unknown>} coreServices
 */
/**
 * What an action of a template is given.
 * @typedef {object} ActionContext
 * @property {Record<string, unknown>} input
 * @property {(name: string, value: unknown) => void} output
 * @property {{ info(message: string): void }} logger
 * @property {{ id: string }} task
 * @property {boolean} [isDryRun]
 */
/**
 * @typedef {object} ScaffolderApi
 * @property {(options: object) => unknown} createTemplateAction
 * @property {unknown} scaffolderActionsExtensionPoint
 */
/** @typedef {{ add(feature: unknown): void, start(): Promise<unknown> }} Backend */

/**
 * Imports a package of the platform. The name stays a variable, so that this folder can be type-checked before the platform's
 * packages are installed.
 * @param {string} name
 * @returns {Promise<any>}
 */
const load = name => import(name);

/** @returns {Promise<BackstageApi>} */
export function loadBackstageApi() {
  return load('@backstage/backend-plugin-api');
}

/** The point at which modules give the catalogue entities. @returns {Promise<unknown>} */
export async function catalogueExtensionPoint() {
  return (await load('@backstage/plugin-catalog-node')).catalogProcessingExtensionPoint;
}

/** What modules of the scaffolder are made with. @returns {Promise<ScaffolderApi>} */
export function loadScaffolderApi() {
  return load('@backstage/plugin-scaffolder-node');
}

/**
 * A backend with the named packages in it, loaded side by side.
 * @param {string[]} packages
 * @returns {Promise<Backend>}
 */
export async function createBackend(packages) {
  const { createBackend: create } = await load('@backstage/backend-defaults');
  /** @type {Backend} */
  const backend = create();
  for (const name of packages) backend.add(load(name));
  return backend;
}
