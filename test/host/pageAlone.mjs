// A built page of webview/ alone in a browser, in the surroundings that the editor gives it: policy, theme, its side of the messages.
import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What several pages import. */
const SHARED_SCRIPT = /^chunk-\w+\.js$/;

/** @typedef {'dark' | 'light' | 'hcDark' | 'hcLight'} ThemeName */

/**
 * @typedef {object} PageAloneOptions
 * @property {import('playwright-core').Browser} browser
 * @property {string} page name of the built files
 * @property {string} folder with the built files
 * @property {(page: import('../../src/editor/common/webviewHtml.js').WebviewPage) => string} html makes the document as the editor does
 * @property {ThemeName} [theme] dark unless given
 * @property {{ width: number, height: number }} [size]
 * @property {boolean} [reducedMotion]
 * @property {unknown} [kept] what the editor has kept for the page
 */

/** The colours of the editor's four default themes, as VS Code 1.139 hands them to a webview; null where it sets none. */
/** @type {Record<ThemeName, Record<string, string | null>>} */
export const THEME_COLOURS = JSON.parse(
  readFileSync(new URL('../fixtures/webview/themes.json', import.meta.url), 'utf8'),
);

/** Classes that the editor sets on the body. @type {Record<ThemeName, string>} */
const KINDS = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hcDark: 'vscode-high-contrast',
  hcLight: 'vscode-high-contrast vscode-high-contrast-light',
};

const FONTS = {
  '--vscode-font-family': 'system-ui, "Ubuntu", "Droid Sans", sans-serif',
  '--vscode-font-size': '13px',
  '--vscode-font-weight': 'normal',
  '--vscode-editor-font-family': '"Droid Sans Mono", "monospace", monospace',
};

/**
 * Serves a page from 127.0.0.1 and opens it.
 * @param {PageAloneOptions} options
 */
export async function openPageAlone(options) {
  const { browser, page: name, folder, html, theme = 'dark', size = { width: 1200, height: 800 } } = options;
  const server = createServer((request, response) => {
    const file = request.url?.slice(1) ?? '';
    if (file === '') {
      const cspSource = `http://${request.headers.host}`;
      const document = html({
        ...{ nonce: 'script-nonce', styleNonce: 'style-nonce', cspSource },
        ...{ scriptUri: `${cspSource}/${name}.js`, styleUri: `${cspSource}/${name}.css` },
        ...{ title: 'Page', language: 'en' },
      });
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(document);
    } else if (file === `${name}.js` || file === `${name}.css` || SHARED_SCRIPT.test(file)) {
      const type = file.endsWith('.js') ? 'text/javascript' : 'text/css';
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(readFileSync(join(folder, file)));
    } else response.writeHead(file === 'favicon.ico' ? 204 : 404).end();
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  const context = await browser.newContext({
    viewport: size,
    reducedMotion: options.reducedMotion ? 'reduce' : 'no-preference',
    colorScheme: theme === 'light' || theme === 'hcLight' ? 'light' : 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
    locale: 'en-GB',
  });
  const page = await context.newPage();
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', error => errors.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.addInitScript({ content: surroundings(theme, options.kept) });
  await page.goto(`http://127.0.0.1:${address.port}/`);
  return {
    page,
    /** Uncaught errors, what was printed as an error, and what the policy refused. */
    errors: async () => [...errors, .../** @type {string[]} */ (await page.evaluate('window.hostSide.violations'))],
    /** Messages that the page has sent since it was loaded. @returns {Promise<any[]>} */
    sent: () => page.evaluate('window.hostSide.sent'),
    /** What the page has had the editor keep. @returns {Promise<any>} */
    kept: () => page.evaluate('window.hostSide.kept()'),
    /** As text, since the driver takes seconds for a large object. @param {unknown} message */
    send: message =>
      page.evaluate(
        json => /** @type {any} */ (globalThis).postMessage(JSON.parse(json), '*'),
        JSON.stringify(message),
      ),
    /** @param {ThemeName} other */
    setTheme: other => page.evaluate(`window.hostSide.setTheme(${themeArguments(other)})`),
    /** Has the page believe that it is hidden, or seen again. @param {boolean} hidden */
    setHidden: hidden => page.evaluate(`window.hostSide.setHidden(${hidden})`),
    async close() {
      await context.close();
      await new Promise(resolve => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** @param {ThemeName} theme */
function themeArguments(theme) {
  return `${JSON.stringify({ ...THEME_COLOURS[theme], ...FONTS })}, ${JSON.stringify(KINDS[theme])}`;
}

/**
 * The script that runs before the page's own.
 * @param {ThemeName} theme
 * @param {unknown} kept
 */
function surroundings(theme, kept) {
  return `{
    const sent = [];
    const violations = [];
    document.addEventListener('securitypolicyviolation', event =>
      violations.push(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile + ':' + event.lineNumber));
    const kept = () => JSON.parse(sessionStorage.getItem('kept') ?? ${JSON.stringify(JSON.stringify(kept ?? null))}) ?? undefined;
    let taken = false;
    window.acquireVsCodeApi = () => {
      if (taken) throw new Error('The API can be acquired only once.');
      taken = true;
      return {
        postMessage: message => void sent.push(structuredClone(message)),
        getState: kept,
        setState: state => sessionStorage.setItem('kept', JSON.stringify(state)),
      };
    };
    const setTheme = (colours, kind) => {
      const { style } = document.documentElement;
      for (const [name, value] of Object.entries(colours))
        if (value === null) style.removeProperty(name);
        else style.setProperty(name, value);
      if (document.body) document.body.className = kind;
    };
    let hidden = false;
    Object.defineProperty(document, 'visibilityState', { get: () => (hidden ? 'hidden' : 'visible') });
    const setHidden = value => {
      hidden = value;
      document.dispatchEvent(new Event('visibilitychange'));
    };
    const colours = () => setTheme(${themeArguments(theme)});
    document.addEventListener('readystatechange', colours);
    new MutationObserver((_, observer) => {
      if (!document.body) return;
      observer.disconnect();
      colours();
    }).observe(document, { childList: true, subtree: true });
    window.hostSide = { sent, violations, kept, setTheme, setHidden };
  }`;
}
