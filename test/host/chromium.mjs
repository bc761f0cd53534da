// The browser that shows the workbench: the system's own Chromium, quiet, with no look-up outside this machine.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { findCommand } from '../run/packages.mjs';

/** Commands that are a usable browser, best first. */
export const CHROMIUM_COMMANDS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

const QUIET = [
  // Chromium's sandbox cannot be set up by root or in most containers; only pages of our own server are shown.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
];

/** @returns {string | undefined} the browser named by CHROMIUM_PATH, else the first one installed */
export function findChromium() {
  return (
    process.env['CHROMIUM_PATH'] || findCommand(CHROMIUM_COMMANDS) || (existsSync(MAC_CHROME) ? MAC_CHROME : undefined)
  );
}

/**
 * Starts a browser; it is headless unless the environment has HEADED.
 * @param {import('playwright-core').LaunchOptions} [options] over the defaults; `args` are added to ours
 * @returns {Promise<import('playwright-core').Browser>}
 * @throws when there is no browser
 */
export function launchChromium(options = {}) {
  const executablePath = options.executablePath ?? findChromium();
  if (!executablePath) {
    throw new Error('No Chromium found: install it (apt-get install chromium) or set CHROMIUM_PATH.');
  }
  const args = [...QUIET, ...(options.args ?? [])];
  // Signals are left to the program: it ends, and the browser with it.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ headless: !process.env['HEADED'], ...signals, ...options, executablePath, args });
}

/**
 * A context of its own is a window of its own: fresh layout, secrets and sign-ins, unless `storageState` brings them.
 * @param {import('playwright-core').Browser} browser
 * @param {import('playwright-core').BrowserContextOptions} [options] over a 1280×800 window with access to the clipboard
 */
export function openContext(browser, options = {}) {
  return browser.newContext({
    viewport: { width: 1280, height: 800 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...options,
  });
}
