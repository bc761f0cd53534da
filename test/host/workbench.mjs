// A window of VS Code in the browser. Selectors were checked against VS Code 1.139.
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { launchChromium, openContext } from './chromium.mjs';
import { Editor } from './editor.mjs';
import { labelled } from './matching.mjs';
import { Menu } from './menu.mjs';
import { Dialog, Notifications } from './notifications.mjs';
import { Problems } from './problems.mjs';
import { QuickInput } from './quickInput.mjs';
import { setTheme } from './themes.mjs';
import { TreeView } from './treeView.mjs';
import { findWebview } from './webviews.mjs';

/**
 * @typedef {import('playwright-core').Browser} Browser
 * @typedef {import('playwright-core').BrowserContext} BrowserContext
 * @typedef {import('playwright-core').BrowserContextOptions} BrowserContextOptions
 * @typedef {import('playwright-core').Page} Page
 * @typedef {import('./server.mjs').VsCodeHost} VsCodeHost
 */

/**
 * @typedef {object} WorkbenchOptions
 * @property {string} workspace folder or .code-workspace file
 * @property {Browser} [browser] a running browser; without it one is started, and ended by `close`
 * @property {BrowserContext} [context] an open context, for a second window with the same state; without it a new one
 * @property {BrowserContextOptions} [window] of the new context: `viewport`, `deviceScaleFactor`, `storageState`, …
 * @property {string} [openFile] absolute path of a file to start with
 * @property {import('./server.mjs').Payload} [payload] more entries for VS Code in the address
 * @property {(context: BrowserContext) => Promise<unknown>} [prepare] called before the page loads: routes, scripts
 */

/** @typedef {{ at: number, type: string, text: string }} ConsoleMessage `at` in milliseconds since the epoch */

/** The longest that a single step waits for what it needs. */
const STEP_LIMIT_MS = 30_000;

/** A window of VS Code: its page, its page objects, what it printed. */
export class Workbench {
  /** What the page printed, uncaught errors included. @type {ConsoleMessage[]} */
  console = [];
  /** Addresses outside the host that the page asked for; empty in a healthy run. @type {string[]} */
  externalRequests = [];
  #ending;

  /**
   * Opens a window and waits until it is restored. Unless a context is given, it starts with a state of its own:
   * layout, secrets and sign-ins are fresh.
   * @param {VsCodeHost} host
   * @param {WorkbenchOptions} options
   * @returns {Promise<Workbench>}
   */
  static async open(host, options) {
    const browser = options.context?.browser() ?? options.browser ?? (await launchChromium());
    const context = options.context ?? (await openContext(browser, options.window));
    await options.prepare?.(context);
    const page = await context.newPage();
    page.setDefaultTimeout(STEP_LIMIT_MS);
    const workbench = new Workbench(host, context, page, async () => {
      await page.close();
      if (!options.context) await context.close();
      if (!options.context && !options.browser) await browser.close();
    });
    try {
      await page.goto(workbench.#address(options), { waitUntil: 'commit' });
      await workbench.ready();
    } catch (error) {
      await workbench.close();
      throw error;
    }
    return workbench;
  }

  /**
   * @param {VsCodeHost} host
   * @param {BrowserContext} context
   * @param {Page} page
   * @param {() => Promise<void>} ending closes what this window owns
   */
  constructor(host, context, page, ending) {
    this.host = host;
    this.context = context;
    this.page = page;
    this.#ending = ending;
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page, this.quickInput);
    this.dialog = new Dialog(page);
    this.problems = new Problems(page);
    this.editor = new Editor(page, this.quickInput);
    this.#record();
  }

  /** Waits until the window is restored. @param {number} [timeoutMs] */
  async ready(timeoutMs = 60_000) {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: timeoutMs });
    const started = () => performance.getEntriesByName('code/didStartWorkbench').length > 0;
    await this.page.waitForFunction(started, undefined, { timeout: timeoutMs });
  }

  /** Loads the window again: same state, new extension host. */
  async reload() {
    await this.page.reload({ waitUntil: 'commit' });
    await this.ready();
  }

  /** Closes the window, and the context and browser where `open` made them. */
  async close() {
    await this.#ending();
  }

  /**
   * The window's state (layout, secrets, sign-ins), to open another one with by `window: { storageState }`.
   * @param {string} [path] also writes it to this file
   */
  saveState(path) {
    return this.context.storageState({ indexedDB: true, ...(path ? { path } : {}) });
  }

  /** Runs a command by the palette. @param {string} title as shown there: `Golden Path: Refresh` */
  async runCommand(title) {
    await this.quickInput.runCommand(title);
  }

  /**
   * An item of the status bar by a part of its text. One of the extension's own is the surest sign that it is active.
   * @param {string | RegExp} text
   */
  statusItem(text) {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text }).first();
  }

  /** An icon of the activity bar. @param {string} title */
  activity(title) {
    const label = this.page.locator(`a.action-label${labelled(title)}`);
    return this.page.locator('.part.activitybar .action-item', { has: label });
  }

  /** The text of an icon's badge; undefined without one. @param {string} title */
  async activityBadge(title) {
    const badge = this.activity(title).locator('.badge-content').filter({ visible: true });
    return (await badge.count()) > 0 ? badge.first().innerText() : undefined;
  }

  /** Shows a view container in the side bar. @param {string} title */
  async openActivity(title) {
    const icon = this.activity(title);
    if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
    await this.page.locator('.part.sidebar .composite.title', { hasText: title }).waitFor();
  }

  /** A view by its title. @param {string | RegExp} title */
  tree(title) {
    return new TreeView(this.page, title);
  }

  /** The menu that is open. */
  menu() {
    return new Menu(this.page);
  }

  /** Opens the accounts menu of the activity bar. */
  async accountsMenu() {
    await this.activity('Accounts').click();
    return this.menu().opened();
  }

  /** The document inside a webview. @param {import('./webviews.mjs').WebviewQuery} [query] */
  webview(query = {}) {
    return findWebview(this.page, query);
  }

  /** Changes the colour theme. @param {import('./themes.mjs').Theme} theme one of `THEMES` */
  async setTheme(theme) {
    await setTheme(this, theme);
  }

  /**
   * @param {string} path of a .png; its folder is made when missing
   * @param {import('playwright-core').PageScreenshotOptions} [options]
   * @returns {Promise<string>} the path
   */
  async screenshot(path, options = {}) {
    mkdirSync(dirname(path), { recursive: true });
    await this.page.screenshot({ path, animations: 'disabled', ...options });
    return path;
  }

  /** What a screen reader would be told of a part of the window, as YAML. @param {string} selector as in `.part.sidebar` */
  aria(selector) {
    return this.page.locator(selector).first().ariaSnapshot();
  }

  /** @param {WorkbenchOptions} options */
  #address({ workspace, openFile, payload = [] }) {
    /** @type {[string, string][]} */
    const file = openFile ? [['openFile', this.host.remoteUri(openFile)]] : [];
    return this.host.url(workspace, [['skipWelcome', 'true'], ...file, ...payload]);
  }

  #record() {
    /** @param {string} type @param {string} text */
    const add = (type, text) => this.console.push({ at: Date.now(), type, text });
    this.page.on('console', message => add(message.type(), message.text()));
    this.page.on('pageerror', error => add('pageerror', String(error)));
    this.page.on('request', request => {
      const { protocol, host } = new URL(request.url());
      // What a webview shows of the host's files has such an address, and is answered inside of the page by a service worker.
      if (host.endsWith('.vscode-resource.vscode-cdn.net')) return;
      if (/^https?:$/.test(protocol) && host !== this.host.authority) this.externalRequests.push(request.url());
    });
  }
}
