// npm start: the demo platform, and an editor with the extension on a demo workspace. Ctrl-C ends all of it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findCommand } from './packages.mjs';
import { ensureRoot, root, runScript } from './root.mjs';
import { say } from './say.mjs';

const USAGE = `Usage: npm start -- [--editor desktop|browser] [--data DIR]

  --editor  desktop: the \`code\` on the PATH (default where there is one); browser: VS Code in the browser
  --data    where the demo keeps its state (default: .golden-path-demo in the repository)
`;

/** @typedef {{ stop(): Promise<void>, ended: Promise<string> }} Running `ended`: why it ended by itself */

/** @returns {{ editor: 'desktop' | 'browser', data: string } | undefined} undefined, with the usage printed, for other words */
function readOptions() {
  try {
    const { values } = parseArgs({ options: { editor: { type: 'string' }, data: { type: 'string' } } });
    const editor = values.editor ?? (findCommand(['code']) ? 'desktop' : 'browser');
    if (editor !== 'desktop' && editor !== 'browser') throw new Error(`There is no editor “${editor}”.`);
    return { editor, data: values.data ?? join(root, '.golden-path-demo') };
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return undefined;
  }
}

/** @param {{ editor: 'desktop' | 'browser', data: string }} options @returns {Promise<number>} the exit code */
async function main({ editor, data }) {
  ensureRoot();
  const { ensurePlatform } = await import('../platform/install.mjs');
  const { startPlatform } = await import('../platform/platform.mjs');
  const { ensureTelemetryPrograms } = await import('../platform/telemetry/programs.mjs');
  const { ensureDemoWorkspace } = await import('./demoWorkspace.mjs');
  ensurePlatform();
  if (!ensureTelemetryPrograms()) say('The demo goes on without telemetry: the health of services is unknown in it.');
  if (editor === 'browser') await (await import('../host/install.mjs')).ensureHost({ browser: false });
  say('Building the extension …');
  if (!runScript('esbuild.mjs')) return 1;

  say('Starting Backstage, and a month of telemetry of its services …');
  const platform = await startPlatform({ data: join(data, 'platform'), telemetry: true });
  say(`Backstage: ${platform.url}`);
  if (platform.telemetry)
    say(`Prometheus: ${platform.telemetry.prometheusUrl}, Alertmanager: ${platform.telemetry.alertmanagerUrl}`);
  const stopping = new AbortController();
  void fillEnvironments(platform, stopping.signal);
  /** @type {Running | undefined} */
  let running;
  /** @type {(reason: string) => void} */
  let askToStop = () => undefined;
  const asked = new Promise(/** @param {(reason: string) => void} resolve */ resolve => (askToStop = resolve));
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => askToStop(signal));
  try {
    const workspace = join(data, 'workspace');
    ensureDemoWorkspace(platform, workspace);
    const settings = { 'goldenPath.backstage.url': platform.url, 'goldenPath.backstage.signIn': 'guest' };
    running =
      editor === 'desktop' ? openDesktop(data, workspace, settings) : await openBrowser(data, workspace, settings);
    say('Everything is running. The catalogue is behind the winding road in the activity bar. Ctrl-C stops all of it.');
    const ended = platform
      .exited()
      .then(({ code, signal }) => `Backstage ended by itself (${signal ?? `exit ${code}`})`);
    const reason = await Promise.race([asked, running.ended, ended]);
    say(`Stopping: ${reason}`);
    return 0;
  } finally {
    stopping.abort();
    await running?.stop();
    await platform.stop();
  }
}

/**
 * Makes the environments of the demo while the person looks at the rest.
 * @param {import('../platform/platform.mjs').Platform} platform
 * @param {AbortSignal} signal
 */
async function fillEnvironments(platform, signal) {
  try {
    const { makeDemoEnvironments } = await import('../platform/demoEnvironments.mjs');
    await platform.catalogueSettled();
    await makeDemoEnvironments(platform, signal);
    say('The demo has environments: one is ready, one ends soon, and one has failed.');
  } catch (error) {
    if (!signal.aborted)
      say(`The demo goes on without environments: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * The person's own VS Code, with settings and extensions of the demo alone.
 * @param {string} data
 * @param {string} workspace
 * @param {Record<string, unknown>} settings
 * @returns {Running}
 */
function openDesktop(data, workspace, settings) {
  const user = join(data, 'code', 'user');
  mkdirSync(join(user, 'User'), { recursive: true });
  writeFileSync(join(user, 'User', 'settings.json'), JSON.stringify(settings, null, 2));
  const code = findCommand(['code']);
  if (!code) throw new Error('There is no `code` on the PATH. Try: npm start -- --editor browser');
  const child = spawn(
    code,
    [
      ...['--new-window', '--wait', '--skip-welcome', '--disable-workspace-trust'],
      ...[`--extensionDevelopmentPath=${root}`, `--user-data-dir=${user}`],
      ...[`--extensions-dir=${join(data, 'code', 'extensions')}`],
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      workspace,
    ],
    { stdio: 'ignore', shell: process.platform === 'win32' },
  );
  const ended = new Promise(
    /** @param {(reason: string) => void} resolve */ resolve => {
      child.on('error', error => resolve(`VS Code could not be started (${error.message})`));
      child.on('exit', () => resolve('VS Code was closed'));
    },
  );
  return {
    ended,
    stop: async () => {
      if (child.exitCode === null) child.kill();
      await ended;
      // `code` only waits for an editor that it has started in a session of its own.
      killNamedBy(join(user, 'code.lock'));
    },
  };
}

/**
 * Ends the process whose id a file holds, as VS Code leaves one in its data folder while it runs.
 * @param {string} file
 */
function killNamedBy(file) {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : NaN;
  if (!Number.isInteger(pid) || pid <= 1) return;
  try {
    process.kill(pid);
  } catch {
    // It has ended already.
  }
}

/**
 * VS Code in the browser, out of `test/host`.
 * @param {string} data
 * @param {string} workspace
 * @param {Record<string, unknown>} settings
 * @returns {Promise<Running>}
 */
async function openBrowser(data, workspace, settings) {
  const { startHost } = await import('../host/server.mjs');
  const host = await startHost({ dataDir: join(data, 'editor'), settings: withPortal(settings), extensions: [root] });
  const address = host.url(workspace);
  say(`VS Code: ${address}`);
  const opener = { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
  const hasScreen = process.platform !== 'linux' || process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  const command = hasScreen ? findCommand([opener]) : undefined;
  if (command) spawn(command, [address], { stdio: 'ignore', detached: true }).unref();
  else say('Open this address in a browser on this machine.');
  const ended = new Promise(
    /** @param {(reason: string) => void} resolve */ resolve =>
      host.onExit(code => resolve(`the VS Code server ended by itself (exit ${code})`)),
  );
  return { ended, stop: () => host.stop() };
}

/**
 * The editor in the browser sends addresses on localhost through a proxy of its own, in which a page loses its paths. It
 * leaves names below localhost alone, and browsers know that they mean this machine (RFC 6761 section 6.3).
 * @param {Record<string, unknown>} settings
 */
function withPortal(settings) {
  const url = String(settings['goldenPath.backstage.url']);
  return { ...settings, 'goldenPath.backstage.appUrl': url.replace('//localhost', '//portal.localhost') };
}

const options = readOptions();
process.exitCode = options
  ? await main(options).catch(error => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      return 1;
    })
  : 2;
