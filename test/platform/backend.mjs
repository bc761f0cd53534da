// The process of one platform: the git host and the Backstage backend. Started by platform.mjs, which waits for `ready`.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateDescriptors } from '../bench/generateEntities.mjs';
import { catalogueExtensionPoint, createBackend, loadBackstageApi, loadScaffolderApi } from './backstageApi.mjs';
import { catalogueProgress } from './catalogueProgress.mjs';
import { consentPage } from './consentPage.mjs';
import { environmentEntities } from './environments/entityProvider.mjs';
import { Provisioner } from './environments/provisioner.mjs';
import { watchedProvider } from './environments/watchedProvider.mjs';
import { startGitHost } from './gitHost.mjs';
import { Repositories } from './gitHost/repositories.mjs';
import { openDatabasesHastily } from './hastyDatabases.mjs';
import { loadEntities } from './loadEntities.mjs';
import { gitAccount, gitOrganisation, templatesRepository } from './platformConfig.mjs';
import { portal } from './portal/portal.mjs';
import { scaffolderActions } from './scaffolderActions.mjs';

/**
 * @typedef {object} BackendSettings
 * @property {string} dataDir absolute path
 * @property {string} contentDir absolute path
 * @property {number} gitPort
 * @property {number} entities how many made-up entities there are besides those of the content
 * @property {string} environmentsDir absolute path of the folder for environments, made when there is the first one
 * @property {string} [targetsDir] absolute path of the folder whose files tell Prometheus of them
 * @property {boolean} removesData whether the data folder goes when the starter vanishes
 */
/** @typedef {import('./groupProcess.mjs').FromGroup} FromGroup */
/** @typedef {import('./groupProcess.mjs').ToGroup} ToGroup */

const packages = [
  '@backstage/plugin-auth-backend',
  '@backstage/plugin-auth-backend-module-guest-provider',
  '@backstage/plugin-catalog-backend',
  '@backstage/plugin-catalog-backend-module-ai-model',
  '@backstage/plugin-catalog-backend-module-logs',
  '@backstage/plugin-catalog-backend-module-scaffolder-entity-model',
  '@backstage/plugin-catalog-backend-module-unprocessed',
  '@backstage/plugin-events-backend',
  '@backstage/plugin-kubernetes-backend',
  '@backstage/plugin-mcp-actions-backend',
  '@backstage/plugin-notifications-backend',
  '@backstage/plugin-proxy-backend',
  '@backstage/plugin-scaffolder-backend',
  '@backstage/plugin-scaffolder-backend-module-gitea',
  '@backstage/plugin-scaffolder-backend-module-notifications',
  '@backstage/plugin-search-backend',
  '@backstage/plugin-search-backend-module-catalog',
  '@backstage/plugin-search-backend-module-techdocs',
  '@backstage/plugin-signals-backend',
  '@backstage/plugin-techdocs-backend',
  '@backstage/plugin-user-settings-backend',
];

/** @type {BackendSettings} */
const settings = JSON.parse(process.env['PLATFORM_SETTINGS'] ?? '');

// The channel closes when the starter is gone, however it went: then nobody is left to stop this process.
process.on('disconnect', () => {
  if (settings.removesData) rmSync(settings.dataDir, { recursive: true, force: true });
  process.kill(process.platform === 'win32' ? process.pid : -process.pid, 'SIGKILL');
});

async function endEnvironments() {
  await provisioner.end();
  if (settings.removesData) rmSync(settings.environmentsDir, { recursive: true, force: true });
  return true;
}

/** @param {FromGroup} message */
const tell = message => void process.send?.(message);

const gitRoot = join(settings.dataDir, 'git');
const provisioner = new Provisioner({
  folder: settings.environmentsDir,
  repositories: new Repositories(gitRoot, gitOrganisation),
  gitUrl: `http://localhost:${settings.gitPort}`,
  targets: settings.targetsDir,
  provider: folder => watchedProvider(folder, !settings.removesData),
});
const templates = join(settings.contentDir, 'templates');
const gitHost = startGitHost({
  root: gitRoot,
  seeds: join(settings.contentDir, 'repos'),
  more: existsSync(templates) ? { [templatesRepository]: templates } : {},
  port: settings.gitPort,
  organisation: gitOrganisation,
  account: gitAccount,
});
openDatabasesHastily();
const api = await loadBackstageApi();
const backend = await createBackend(packages);
backend.add(consentPage(api));
backend.add(portal(api));
backend.add(scaffolderActions(api, await loadScaffolderApi(), provisioner));
backend.add(environmentEntities(api, await catalogueExtensionPoint(), provisioner));
backend.add(
  catalogueProgress(api, look => {
    process.on('message', async (/** @type {ToGroup} */ { id, question }) => {
      try {
        tell({ id, answer: question === 'endEnvironments' ? await endEnvironments() : await look() });
      } catch (error) {
        tell({ id, error: String(error) });
      }
    });
  }),
);
if (settings.entities > 0)
  backend.add(loadEntities(api, await catalogueExtensionPoint(), generateDescriptors(settings.entities)));
await gitHost;
await backend.start();
// The loggers of the backend have their level by now; what a template's steps say is for the person who runs it.
delete process.env['LOG_LEVEL'];
tell({ ready: true });
