// One backend as a child process: its start, its words, its questions, its end.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** @typedef {import('./catalogueProgress.mjs').CatalogueProgress} CatalogueProgress */
/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} BackendExit */
/**
 * @typedef {object} BackendProcess
 * @property {number} pid also the number of its process group
 * @property {Promise<void>} ready rejects, with its last words, when the process ends first
 * @property {Promise<BackendExit>} exited
 * @property {() => Promise<CatalogueProgress>} progress rejects when the process has ended
 * @property {() => string} lastWords the last lines it wrote
 * @property {() => Promise<void>} stop asks it to end, makes it end where that does not help; resolves when its group is gone
 */

const linesRemembered = 30;
const patienceMs = 5000;
/** What the backend needs to know of this machine; anything else in the environment would make one start unlike another. */
const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'APPDATA', 'USERPROFILE'];

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
  /** @type {NodeJS.ProcessEnv} */
  const env = { NODE_ENV: 'development', LOG_LEVEL: 'warn', NO_COLOR: '1', TMPDIR: temporaryFolder, ...variables };
  for (const name of inherited) if (process.env[name] !== undefined) env[name] = process.env[name];
  const args = [join(folder, 'backend.mjs'), ...configFiles.flatMap(file => ['--config', file])];
  const child = spawn(node, args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const lines = rememberLines(child, logFile, onLog);
  const pid = child.pid ?? 0;
  const killGroup = () => killProcessGroup(pid);
  process.once('exit', killGroup);

  /** @type {Promise<BackendExit>} */
  const exited = new Promise(resolve => {
    child.once('exit', () => {
      process.off('exit', killGroup);
      killGroup();
    });
    // Not `exit`: what it wrote last may still be on its way then.
    child.once('close', (code, signal) => resolve({ code, signal }));
    child.once('error', error => void lines.push(String(error)));
  });
  const lastWords = () => lines.slice(-linesRemembered).join('\n');
  return {
    pid,
    exited,
    lastWords,
    ready: waitForReady(child, exited, lastWords),
    progress: askForProgress(child, exited),
    stop: async () => {
      child.kill('SIGTERM');
      const timer = setTimeout(killGroup, patienceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** @param {number} pid 0 for none */
function killProcessGroup(pid) {
  if (pid === 0) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} logFile
 * @param {((line: string) => void) | undefined} onLog
 * @returns {string[]} the last lines, kept up to date
 */
function rememberLines(child, logFile, onLog) {
  /** @type {string[]} */
  const lines = [];
  const log = createWriteStream(logFile, { flags: 'a' });
  log.on('error', () => {});
  child.once('close', () => log.end());
  for (const stream of [child.stdout, child.stderr])
    if (stream)
      createInterface({ input: stream }).on('line', coloured => {
        const line = stripVTControlCharacters(coloured);
        log.write(`${line}\n`);
        lines.push(line);
        if (lines.length > 2 * linesRemembered) lines.splice(0, linesRemembered);
        onLog?.(line);
      });
  return lines;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<BackendExit>} exited
 * @param {() => string} lastWords
 * @returns {Promise<void>}
 */
function waitForReady(child, exited, lastWords) {
  return new Promise((resolve, reject) => {
    child.on('message', (/** @type {import('./backend.mjs').FromBackend} */ message) => {
      if ('ready' in message) resolve();
    });
    void exited.then(({ code, signal }) =>
      reject(new Error(`The platform ended before it was ready (${signal ?? `exit ${code}`}):\n${lastWords()}`)),
    );
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<BackendExit>} exited
 * @returns {() => Promise<CatalogueProgress>}
 */
function askForProgress(child, exited) {
  let lastId = 0;
  return () =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      const answer = (/** @type {import('./backend.mjs').FromBackend} */ message) => {
        if (!('id' in message) || message.id !== id) return;
        child.off('message', answer);
        if ('progress' in message) resolve(message.progress);
        else reject(new Error(message.error));
      };
      child.on('message', answer);
      void exited.then(() => reject(new Error('The platform has ended.')));
      if (child.connected) child.send({ id });
    });
}
