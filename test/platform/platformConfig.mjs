// What Backstage's configuration cannot know beforehand: where this platform listens, keeps its data and finds its content.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The organisation that owns every seeded repository. */
export const gitOrganisation = 'parcelwise';

/** The repository of all golden-path templates, one folder each. */
export const templatesRepository = 'golden-paths';

/** Who may push to the git host. Good for nothing but the local demo. */
export const gitAccount = { username: 'demo', password: 'local-demo-only-git-password' };

/** Bearer tokens that Backstage accepts besides those of signed-in people. Good for nothing but the local demo. */
export const tokens = {
  admin: 'local-demo-only-admin-token',
  catalogueReader: 'local-demo-only-catalogue-reader-token',
};

/**
 * The variables that `app-config.yaml` refers to.
 * @param {{ backstage: number, git: number }} ports
 * @returns {Record<string, string>}
 */
export function configVariables(ports) {
  return {
    PLATFORM_PORT: String(ports.backstage),
    PLATFORM_URL: `http://localhost:${ports.backstage}`,
    PLATFORM_ADMIN_TOKEN: tokens.admin,
    PLATFORM_CATALOGUE_READER_TOKEN: tokens.catalogueReader,
    PLATFORM_GIT_HOST: `localhost:${ports.git}`,
    PLATFORM_GIT_USERNAME: gitAccount.username,
    PLATFORM_GIT_PASSWORD: gitAccount.password,
  };
}

/**
 * The variables by which more configuration can lead to the telemetry in ways of its own.
 * @param {import('./telemetry.mjs').TelemetryPorts | undefined} ports
 * @returns {Record<string, string>}
 */
export function telemetryVariables(ports) {
  if (!ports) return {};
  return {
    PLATFORM_PROMETHEUS_URL: localUrl(ports.prometheus),
    PLATFORM_ALERTMANAGER_URL: localUrl(ports.alertmanager),
  };
}

/** @param {number} port */
function localUrl(port) {
  return `http://127.0.0.1:${port}`;
}

/**
 * Writes the configuration that depends on the data folder and the content.
 * @param {{ dataDir: string, contentDir: string, gitUrl: string, keepsData: boolean, buildsTechDocs: boolean, telemetry: import('./telemetry.mjs').TelemetryPorts | undefined }} platform
 *   folders as absolute paths; `gitUrl` is the address of the git host; `telemetry` where there is some
 * @returns {string} absolute path of the written file
 * @throws when the data folder cannot be written
 */
export function writePlatformConfig({ dataDir, contentDir, gitUrl, keepsData, buildsTechDocs, telemetry }) {
  const folders = { database: join(dataDir, 'db'), work: join(dataDir, 'work'), techdocs: join(dataDir, 'techdocs') };
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  const config = {
    backend: {
      workingDirectory: folders.work,
      database: {
        client: 'better-sqlite3',
        connection: keepsData ? { directory: folders.database } : ':memory:',
      },
    },
    catalog: { locations: catalogueLocations(contentDir, gitUrl) },
    techdocs: {
      builder: buildsTechDocs ? 'local' : 'external',
      publisher: { type: 'local', local: { publishDirectory: folders.techdocs } },
    },
    ...(telemetry && telemetryConfig(telemetry)),
  };
  const file = join(dataDir, 'app-config.platform.yaml');
  // JSON is YAML too, and needs no library to be written safely.
  writeFileSync(file, `${JSON.stringify(config, undefined, 2)}\n`);
  return file;
}

/**
 * The ways to the telemetry: through the proxy for those who are signed in, and to the cluster that the services run in.
 * @param {import('./telemetry.mjs').TelemetryPorts} ports
 */
function telemetryConfig({ prometheus, alertmanager, services }) {
  /** @param {number} port @param {string[]} allowedMethods */
  const endpoint = (port, allowedMethods) => ({
    target: localUrl(port),
    credentials: 'require',
    allowedMethods,
  });
  const cluster = {
    name: 'production',
    url: localUrl(services),
    authProvider: 'serviceAccount',
    serviceAccountToken: 'local-demo-only-cluster-token',
    skipMetricsLookup: true,
  };
  return {
    proxy: {
      endpoints: {
        // Queries are sent by POST because they are long; nothing of Prometheus is changed by one.
        '/prometheus': endpoint(prometheus, ['GET', 'POST']),
        '/alertmanager': endpoint(alertmanager, ['GET', 'POST', 'DELETE']),
      },
    },
    kubernetes: { clusterLocatorMethods: [{ type: 'config', clusters: [cluster] }] },
  };
}

/**
 * Everything the catalogue reads: the catalogue's files, every template, and the descriptor of every repository.
 * @param {string} contentDir
 * @param {string} gitUrl
 * @returns {{ type: 'file' | 'url', target: string }[]}
 */
function catalogueLocations(contentDir, gitUrl) {
  /** @type {{ type: 'file' | 'url', target: string }[]} */
  const locations = [];
  /** @param {string} repository @param {string} path */
  const descriptor = (repository, path) => `${gitUrl}/${gitOrganisation}/${repository}/src/branch/main/${path}`;
  const all = join(contentDir, 'catalogue', 'all.yaml');
  if (existsSync(all)) locations.push({ type: 'file', target: all });
  for (const name of foldersIn(join(contentDir, 'templates'))) {
    const template = join(contentDir, 'templates', name, 'template.yaml');
    if (existsSync(template))
      locations.push({ type: 'url', target: descriptor(templatesRepository, `${name}/template.yaml`) });
  }
  for (const name of foldersIn(join(contentDir, 'repos')))
    if (existsSync(join(contentDir, 'repos', name, 'catalog-info.yaml')))
      locations.push({ type: 'url', target: descriptor(name, 'catalog-info.yaml') });
  return locations;
}

/** The names of the folders in a folder that may be missing, sorted. @param {string} folder */
export function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort();
}
