// One backend as a child process.
import { join } from 'node:path';
import { startGroupProcess } from './groupProcess.mjs';

/** @typedef {import('./catalogueProgress.mjs').CatalogueProgress} CatalogueProgress */
/** @typedef {import('./groupProcess.mjs').ProcessExit} BackendExit */
/**
 * @typedef {import('./groupProcess.mjs').GroupProcess & { progress: () => Promise<CatalogueProgress>, endEnvironments: () => Promise<void> }} BackendProcess
 *   both reject when the process has ended
 */

/**
 * Starts a backend in a process group of its own. It ends with this process, however this process ends.
 * @param {object} start
 * @param {string} start.node path of the Node that runs it
 * @param {string} start.folder absolute path of the folder with backend.mjs
 * @param {string[]} start.configFiles absolute paths; later ones win
 * @param {Record<string, string>} start.variables for its environment
 * @param {string} start.temporaryFolder absolute path, for what it writes and throws away
 * @param {string} start.logFile absolute path, appended to
 * @param {((line: string) => void) | undefined} start.onLog told every line it writes
 * @returns {BackendProcess}
 */
export function startBackendProcess({ node, folder, configFiles, variables, temporaryFolder, logFile, onLog }) {
  const backend = startGroupProcess({
    what: 'The platform',
    node,
    cwd: folder,
    args: [join(folder, 'backend.mjs'), ...configFiles.flatMap(file => ['--config', file])],
    variables: { NODE_ENV: 'development', LOG_LEVEL: 'warn', NO_COLOR: '1', TMPDIR: temporaryFolder, ...variables },
    logFile,
    onLog,
  });
  return {
    ...backend,
    progress: async () => /** @type {CatalogueProgress} */ (await backend.ask('progress')),
    endEnvironments: async () => void (await backend.ask('endEnvironments')),
  };
}
