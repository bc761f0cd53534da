// Brings in what a fresh machine lacks: npm packages of one folder, system packages by apt-get. Says what it does and why.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { say } from './say.mjs';

/**
 * The first of the given commands that is on the PATH.
 * @param {string[]} names
 * @returns {string | undefined} its absolute path
 */
export function findCommand(names) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat', ''] : [''];
  for (const name of names)
    for (const folder of folders)
      for (const ending of endings) {
        const path = join(folder, name + ending);
        try {
          accessSync(path, constants.X_OK);
          return path;
        } catch {
          continue;
        }
      }
  return undefined;
}

/** An environment for a child npm without the settings that an outer `npm run` hands down. */
export function cleanNpmEnvironment() {
  const env = { ...process.env };
  for (const key of Object.keys(env))
    if (
      /^npm_(package|lifecycle|command|execpath|node_execpath)|^npm_config_(local_prefix|prefix|ignore_scripts|global_prefix|nodedir)$/i.test(
        key,
      )
    )
      delete env[key];
  return {
    ...env,
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_update_notifier: 'false',
    npm_config_loglevel: 'error',
  };
}

/**
 * Installs the npm packages of a folder from its lock file, unless the same lock file is installed already.
 * @param {string} folder absolute path of a folder with package.json and package-lock.json
 * @param {string} what for the message: "the demo platform"
 * @returns {boolean} whether anything was installed
 * @throws when npm fails; its own output is on the terminal
 */
export function ensureNpmPackages(folder, what) {
  const modules = join(folder, 'node_modules');
  const stampFile = join(modules, '.installed-lock');
  const stamp = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;
  const started = Date.now();
  say(`Installing the npm packages of ${what} (the first time takes up to a minute or two) …`);
  const result = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: folder,
    env: cleanNpmEnvironment(),
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (result.status !== 0)
    throw new Error(
      `npm ci for ${what} failed (exit ${result.status ?? result.signal}). Is the npm registry reachable?`,
    );
  mkdirSync(modules, { recursive: true });
  writeFileSync(stampFile, stamp);
  say(`Installed ${what} in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  return true;
}

let aptUpdated = false;

// Debian asks this program before it starts the service of a package (invoke-rc.d(8), policy-rc.d); 101 is "no".
const servicePolicy = '/usr/sbin/policy-rc.d';

/**
 * Finds a system command and installs its Debian packages where it is missing and this may be done.
 * @param {{ commands: string[], packages: string[], why: string, startsServices?: boolean }} wanted any one of `commands` will do;
 *   `startsServices: false` for packages of servers that must not run by themselves
 * @returns {string | undefined} the path of the command; undefined, with a message that says what to install, where it cannot be had
 */
export function ensureSystemCommand({ commands, packages, why, startsServices = true }) {
  const found = findCommand(commands);
  if (found) return found;
  const advice = `Please install ${packages.join(', ')} (for example: apt-get install ${packages.join(' ')}).`;
  const apt = findCommand(['apt-get']);
  if (!apt || process.getuid?.() !== 0) {
    say(`Missing: ${commands[0]}, needed for ${why}. ${advice}`);
    return undefined;
  }
  say(`Installing ${packages.join(', ')} with apt-get, for ${why} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  /** @param {string[]} args */
  const run = args => spawnSync(apt, args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  if (!aptUpdated) aptUpdated = run(['update', '-qq']);
  const ownPolicy = !startsServices && !existsSync(servicePolicy);
  if (ownPolicy) writeFileSync(servicePolicy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const installed = run(['install', '-y', '-qq', '--no-install-recommends', ...packages]);
  if (ownPolicy) rmSync(servicePolicy, { force: true });
  const path = findCommand(commands);
  if (!installed || !path) say(`apt-get could not install ${packages.join(', ')}. ${advice}`);
  return path;
}
