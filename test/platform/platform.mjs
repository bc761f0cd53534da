// A real Backstage with a git host and a demo organisation, as a library: start it, use its address, stop it.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startBackendProcess } from './backendProcess.mjs';
import { platformFolder, techDocsCanBuild } from './install.mjs';
import { nodeForPlatform } from './node.mjs';
import {
  configVariables,
  gitAccount,
  gitOrganisation,
  telemetryVariables,
  tokens,
  writePlatformConfig,
} from './platformConfig.mjs';
import { choosePorts } from './ports.mjs';
import { stageContent } from './stageContent.mjs';
import { freeTelemetryPorts, startTelemetry } from './telemetry.mjs';
import { findTelemetryPrograms } from './telemetry/programs.mjs';

/** @typedef {import('./backendProcess.mjs').BackendExit} PlatformExit */
/** @typedef {import('./catalogueProgress.mjs').CatalogueProgress} CatalogueProgress */
/**
 * @typedef {object} PlatformOptions
 * @property {number} [port] of Backstage on 127.0.0.1; 0, the default, for any free one. The git host always takes a free one.
 * @property {string} [data] a folder that keeps the databases, repositories and documentation for the next start; made when
 *   needed. Without it, everything lives in memory and in a temporary folder that goes away at the end.
 * @property {string} [content] the folder with `catalogue`, `templates` and `repos`; by default the demo organisation
 * @property {number} [entities] how many made-up entities there are besides those of the content; none by default
 * @property {boolean | Pick<import('./telemetry.mjs').TelemetryOptions, 'days' | 'fleet'>} [telemetry] whether Prometheus and
 *   Alertmanager watch the services of the demo; Backstage's proxy leads to them. Without their programs there are none.
 * @property {(line: string) => void} [onLog] told every warning and error of the backend
 * @property {string[]} [configFiles] more configuration of Backstage; wins over the platform's own. It may refer to
 *   `${PLATFORM_PROMETHEUS_URL}` and `${PLATFORM_ALERTMANAGER_URL}` where there is telemetry.
 */
/**
 * @typedef {object} Platform
 * @property {string} url of Backstage, without a slash at the end
 * @property {string} gitUrl of the git host, without a slash at the end
 * @property {string} gitHost host and port of the git host, as in a `repoUrl`
 * @property {string} gitOrganisation the owner of all repositories
 * @property {{ username: string, password: string }} gitAccount who may push
 * @property {string} dataDir absolute path; holds `backend.log`
 * @property {string} environmentsDir absolute path of the folder with all that there is of environments, which need not exist
 * @property {string} contentDir absolute path of this platform's own copy of the content
 * @property {number} pid
 * @property {{ admin: string, catalogueReader: string }} tokens for the `Authorization: Bearer` header
 * @property {number} startMs how long it took to be ready
 * @property {boolean} buildsTechDocs
 * @property {import('./telemetry.mjs').Telemetry | undefined} telemetry undefined where none was asked for or its programs are missing
 * @property {() => Promise<PlatformExit>} exited resolves when the process is gone, for whatever reason
 * @property {(timeoutMs?: number) => Promise<CatalogueProgress>} catalogueSettled resolves when everything the catalogue knows of
 *   is read and linked; rejects when that takes longer than the time given, one minute by default
 * @property {() => Promise<void>} stop resolves when all its processes are gone; may be called more than once
 */

const patienceMs = 60_000;
const pollMs = 100;

/**
 * Starts a platform and waits until it answers. What it needs must be installed: see `ensurePlatform`.
 * @param {PlatformOptions} [options]
 * @returns {Promise<Platform>}
 * @throws when a port is taken, or the backend ends or is not ready within a minute; the message holds its last words
 */
export async function startPlatform({
  port = 0,
  data,
  content,
  entities = 0,
  telemetry = false,
  onLog,
  configFiles = [],
} = {}) {
  const started = performance.now();
  if (!existsSync(join(platformFolder, 'node_modules', '@backstage', 'backend-defaults')))
    throw new Error('The npm packages of the demo platform are not installed.');
  const node = nodeForPlatform(platformFolder);
  const dataDir = data === undefined ? mkdtempSync(join(tmpdir(), 'golden-path-platform-')) : resolve(data);
  const removeData = () => {
    if (data === undefined) rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const temporaryFolder = join(dataDir, 'tmp');
    mkdirSync(temporaryFolder, { recursive: true });
    const ports = await choosePorts(dataDir, port);
    const url = `http://localhost:${ports.backstage}`;
    const gitHost = `localhost:${ports.git}`;
    const gitUrl = `http://${gitHost}`;
    const contentDir = join(dataDir, 'content');
    stageContent(resolve(content ?? join(platformFolder, 'content')), contentDir, {
      gitHost,
      gitUrl: `${gitUrl}/${gitOrganisation}`,
      backstageUrl: url,
    });
    const buildsTechDocs = techDocsCanBuild();
    const keepsData = data !== undefined;
    const telemetryPorts = telemetry && findTelemetryPrograms() ? await freeTelemetryPorts() : undefined;
    const ownConfig = writePlatformConfig({
      ...{ dataDir, contentDir, gitUrl, keepsData, buildsTechDocs },
      telemetry: telemetryPorts,
    });
    // Beside data that goes away: what runs in environments is ended by what is written here, when the rest may be gone.
    const environmentsDir = keepsData ? join(dataDir, 'environments') : `${dataDir}-environments`;
    const targetsDir = telemetryPorts && join(dataDir, 'targets');
    const settings = {
      ...{ dataDir, contentDir, gitPort: ports.git, entities, environmentsDir, removesData: !keepsData },
      ...(targetsDir !== undefined && { targetsDir }),
    };
    const backend = startBackendProcess({
      node,
      folder: platformFolder,
      configFiles: [join(platformFolder, 'app-config.yaml'), ownConfig, ...configFiles.map(file => resolve(file))],
      variables: {
        ...configVariables(ports),
        ...telemetryVariables(telemetryPorts),
        PLATFORM_SETTINGS: JSON.stringify(settings),
      },
      temporaryFolder,
      logFile: join(dataDir, 'backend.log'),
      onLog,
    });
    process.once('exit', removeData);
    void backend.exited.then(() => {
      process.off('exit', removeData);
      removeData();
    });
    const watching =
      telemetryPorts &&
      startTelemetry({
        ...(telemetry === true ? {} : telemetry || {}),
        ports: telemetryPorts,
        data: join(dataDir, 'telemetry'),
        ...(targetsDir !== undefined && { targets: targetsDir }),
      });
    const [isReady, watched] = await Promise.allSettled([readyInTime(backend), watching]);
    const running = watched.status === 'fulfilled' ? watched.value : undefined;
    if (isReady.status === 'rejected' || watched.status === 'rejected') {
      await Promise.all([backend.stop(), running?.stop()]);
      throw isReady.status === 'rejected' ? isReady.reason : watched.status === 'rejected' && watched.reason;
    }
    /** @type {Promise<void> | undefined} */
    let stopping;
    return {
      url,
      gitUrl,
      gitHost,
      gitOrganisation,
      gitAccount,
      dataDir,
      environmentsDir,
      contentDir,
      pid: backend.pid,
      tokens,
      startMs: Math.round(performance.now() - started),
      buildsTechDocs,
      telemetry: running,
      exited: () => backend.exited,
      catalogueSettled: timeoutMs => waitUntilSettled(backend, timeoutMs ?? patienceMs),
      stop: () =>
        (stopping ??= (async () => {
          await backend.endEnvironments().catch(() => {});
          await Promise.all([running?.stop(), backend.stop()]);
        })()),
    };
  } catch (error) {
    removeData();
    throw error;
  }
}

/** @param {import('./backendProcess.mjs').BackendProcess} backend */
async function readyInTime(backend) {
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => {
      const words = backend.lastWords();
      reject(new Error(`The platform was not ready within ${patienceMs / 1000} s:\n${words}`));
    }, patienceMs);
  });
  try {
    await Promise.race([backend.ready, late]);
  } catch (error) {
    await backend.stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {import('./backendProcess.mjs').BackendProcess} backend
 * @param {number} timeoutMs
 * @returns {Promise<CatalogueProgress>}
 */
async function waitUntilSettled(backend, timeoutMs) {
  const end = performance.now() + timeoutMs;
  let quiet = 0;
  for (;;) {
    const progress = await backend.progress();
    // Twice, because an entity that is being read again at this moment is in no queue.
    quiet = progress.entities > 0 && progress.pending === 0 ? quiet + 1 : 0;
    if (quiet === 2) return progress;
    if (performance.now() > end)
      throw new Error(
        `The catalogue has not settled in ${timeoutMs / 1000} s: ${progress.pending} entities are pending.`,
      );
    await sleep(pollMs);
  }
}
