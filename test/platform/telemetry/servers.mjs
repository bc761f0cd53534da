// Prometheus and Alertmanager as child processes of this one, in its process group.
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 30_000;
const pollMs = 50;

/** One server that can be stopped and started again. */
export class ServerProcess {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;

  /**
   * @param {object} server
   * @param {string} server.name for messages
   * @param {string} server.command path of the program
   * @param {readonly string[]} server.args
   * @param {number} server.port on 127.0.0.1
   * @param {string} server.logFile absolute path, appended to
   */
  constructor(server) {
    this.server = server;
  }

  /**
   * Starts it, unless it runs, and waits until it answers.
   * @returns {Promise<void>}
   * @throws when it ends or is not ready in time; the message holds its last words
   */
  async start() {
    if (this.#child) return;
    const { name, command, args, port, logFile } = this.server;
    const log = openSync(logFile, 'a');
    const child = spawn(command, args, { stdio: ['ignore', log, log] });
    closeSync(log);
    this.#child = child;
    /** @type {string | undefined} */
    let ended;
    child.once('error', error => (ended = error.message));
    child.once('exit', (code, signal) => {
      ended = `exit ${signal ?? code}`;
      if (this.#child === child) this.#child = undefined;
    });
    const end = performance.now() + patienceMs;
    while (!(await isReady(port))) {
      if (this.#child !== child) throw new Error(`${name} ended: ${ended}\n${lastWords(logFile)}`);
      if (performance.now() > end) throw new Error(`${name} was not ready in time.\n${lastWords(logFile)}`);
      await sleep(pollMs);
    }
  }

  /** Ends it at once, as a crash does; resolves when it is gone. @returns {Promise<void>} */
  async stop() {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    const gone = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

/** @param {number} port */
async function isReady(port) {
  try {
    return (await fetch(`http://127.0.0.1:${port}/-/ready`)).ok;
  } catch {
    return false;
  }
}

/** @param {string} logFile */
function lastWords(logFile) {
  return readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n');
}
