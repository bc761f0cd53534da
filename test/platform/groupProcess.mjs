// A Node process in a group of its own as a child of this one: its start, its words, its questions, its end.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';

/** @typedef {{ code: number | null, signal: NodeJS.Signals | null }} ProcessExit */
/** @typedef {{ ready: true } | { id: number, answer: unknown } | { id: number, error: string }} FromGroup what it tells by its channel */
/** @typedef {{ id: number, question: unknown }} ToGroup */
/**
 * @typedef {object} GroupProcess
 * @property {number} pid also the number of its process group
 * @property {Promise<void>} ready rejects, with its last words, when the process ends first
 * @property {Promise<ProcessExit>} exited
 * @property {(question: unknown) => Promise<unknown>} ask rejects when it cannot answer, or has ended
 * @property {() => string} lastWords the last lines it wrote
 * @property {() => Promise<void>} stop asks it to end, makes it end where that does not help; resolves when its group is gone
 */

const linesRemembered = 30;
const patienceMs = 5000;
/** What it needs to know of this machine; anything else in the environment would make one start unlike another. */
const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'SystemRoot', 'APPDATA', 'USERPROFILE'];

/**
 * Starts a process that ends with this one, however this one ends: its group is killed then, and it sees its channel close.
 * @param {object} start
 * @param {string} start.what for messages: "The platform"
 * @param {string} start.node path of the Node that runs it
 * @param {string} start.cwd absolute path
 * @param {string[]} start.args the program and its arguments
 * @param {Record<string, string>} start.variables for its environment
 * @param {string} start.logFile absolute path, appended to
 * @param {((line: string) => void) | undefined} start.onLog told every line it writes
 * @returns {GroupProcess}
 */
export function startGroupProcess({ what, node, cwd, args, variables, logFile, onLog }) {
  /** @type {NodeJS.ProcessEnv} */
  const env = { ...variables };
  for (const name of inherited) if (process.env[name] !== undefined) env[name] = process.env[name];
  const child = spawn(node, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const lines = rememberLines(child, logFile, onLog);
  const pid = child.pid ?? 0;
  const killGroup = () => killProcessGroup(pid);
  process.once('exit', killGroup);

  /** @type {Promise<ProcessExit>} */
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
    ready: waitForReady(what, child, exited, lastWords),
    ask: questions(what, child, exited),
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
 * @param {string} what
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<ProcessExit>} exited
 * @param {() => string} lastWords
 * @returns {Promise<void>}
 */
function waitForReady(what, child, exited, lastWords) {
  return new Promise((resolve, reject) => {
    child.on('message', (/** @type {FromGroup} */ message) => {
      if ('ready' in message) resolve();
    });
    void exited.then(({ code, signal }) =>
      reject(new Error(`${what} ended before it was ready (${signal ?? `exit ${code}`}):\n${lastWords()}`)),
    );
  });
}

/**
 * @param {string} what
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<ProcessExit>} exited
 * @returns {(question: unknown) => Promise<unknown>}
 */
function questions(what, child, exited) {
  let lastId = 0;
  return question =>
    new Promise((resolve, reject) => {
      const id = ++lastId;
      const take = (/** @type {FromGroup} */ message) => {
        if (!('id' in message) || message.id !== id) return;
        child.off('message', take);
        if ('error' in message) reject(new Error(message.error));
        else resolve(message.answer);
      };
      child.on('message', take);
      void exited.then(() => reject(new Error(`${what} has ended.`)));
      if (child.connected) child.send({ id, question });
    });
}
