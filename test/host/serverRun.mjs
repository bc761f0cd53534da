// Runs a test module in the extension host of the VS Code server, with a headless browser as its window.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium, openContext } from './chromium.mjs';
import { startHost } from './server.mjs';

/**
 * @typedef {object} HostRunOptions
 * @property {string} extension folder of the extension under test
 * @property {string} workspace
 * @property {string} testModule what `extensionTestsPath` names
 * @property {Record<string, string>} env of the extension host alone, so that coverage leaves the server out
 * @property {import('./settings.mjs').Settings | undefined} [settings]
 * @property {readonly string[] | undefined} [vsix]
 * @property {(step: string) => void} onStep
 */

/**
 * @typedef {object} HostRun
 * @property {Promise<import('./testResult.mjs').Ending>} ended never rejects
 * @property {(folder: string) => Promise<void>} saveArtifacts picture and logs, for looking into a failure
 * @property {() => Promise<void>} stop
 */

const HOST_GONE = /Extension host \(Remote\) terminated unexpectedly|Remote Extension host terminated unexpectedly/i;

/**
 * Starts the server and the window. VS Code reads the test module from the window's address.
 * @param {HostRunOptions} options
 * @returns {Promise<HostRun>}
 */
export async function runOnServer(options) {
  const host = await startHost({ smokeDriver: true, settings: options.settings, vsix: options.vsix });
  options.onStep('server');
  const browser = await launchChromium().catch(async error => {
    await host.stop();
    throw error;
  });
  options.onStep('browser');
  const stop = async () => {
    await browser.close();
    await host.stop();
  };
  try {
    const page = await (await openContext(browser)).newPage();
    const { ended, log } = await watch(page, host);
    await page.goto(testAddress(host, options));
    options.onStep('page');
    return { ended, stop, saveArtifacts: folder => saveArtifacts(folder, page, host, log) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Follows the window: its own report of the end, and every way in which that report can fail to come.
 * @param {import('playwright-core').Page} page
 * @param {import('./server.mjs').VsCodeHost} host
 */
async function watch(page, host) {
  /** @type {string[]} */
  const log = [];
  /** @type {(ending: import('./testResult.mjs').Ending) => void} */
  let end = () => {};
  /** @type {Promise<import('./testResult.mjs').Ending>} */
  const ended = new Promise(resolve => (end = resolve));
  page.on('crash', () => end({ kind: 'lost', reason: 'the browser page crashed' }));
  page.on('console', message => {
    log.push(`[${message.type()}] ${message.text()}`);
    if (HOST_GONE.test(message.text())) end({ kind: 'lost', reason: message.text() });
  });
  // VS Code calls these two where it finds them.
  await page.exposeFunction('codeAutomationLog', (/** @type {string} */ level, /** @type {unknown[]} */ values) => {
    log.push(
      `[${level}] ${values.map(value => (typeof value === 'string' ? value : JSON.stringify(value))).join(' ')}`,
    );
  });
  await page.exposeFunction('codeAutomationExit', (/** @type {number} */ code) => end({ kind: 'exit', code }));
  host.onExit(exit => end({ kind: 'lost', reason: `the VS Code server ended with ${exit}` }));
  return { ended, log };
}

/**
 * @param {import('./server.mjs').VsCodeHost} host
 * @param {HostRunOptions} options
 */
function testAddress(host, options) {
  return host.url(options.workspace, [
    ['extensionDevelopmentPath', host.remoteUri(options.extension)],
    ['extensionTestsPath', host.remoteUri(options.testModule)],
    ['extensionEnvironment', JSON.stringify(options.env)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ]);
}

/**
 * @param {string} folder
 * @param {import('playwright-core').Page} page
 * @param {import('./server.mjs').VsCodeHost} host
 * @param {readonly string[]} log
 */
async function saveArtifacts(folder, page, host, log) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'browser-console.log'), `${log.join('\n')}\n`);
  host.saveLogs(folder);
  // The page may be gone: then there is no picture, and the logs are what is left.
  await page.screenshot({ path: join(folder, 'workbench.png'), timeout: 5000 }).catch(() => undefined);
}
