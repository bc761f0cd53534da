// The portal that links from the editor lead to. A Backstage app normally brings these pages; here the backend serves them.
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notFoundMarkup, pageMarkup } from './pageMarkup.mjs';

/** @typedef {import('../backstageApi.mjs').BackstageApi} BackstageApi */
/** @typedef {import('../backstageApi.mjs').WebRequest} WebRequest */
/** @typedef {import('../backstageApi.mjs').WebResponse} WebResponse */

const browserFolder = join(dirname(fileURLToPath(import.meta.url)), 'browser');

/** What the browser may load, by the ending of its name. @type {Record<string, string>} */
const contentTypes = { '.js': 'text/javascript', '.css': 'text/css' };

const pages = [
  { address: /^\/catalog\/?$/, script: 'cataloguePage.js' },
  { address: /^\/catalog\/[^/]+\/[^/]+\/[^/]+\/?$/, script: 'entityPage.js' },
  { address: /^\/docs\/[^/]+\/[^/]+\/[^/]+(\/.*)?$/, script: 'docsPage.js' },
];

/** @param {string} nonce */
function contentPolicy(nonce) {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "connect-src 'self'",
    // Pictures of the documentation are fetched with a token and shown from memory.
    'img-src blob: data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Scripts and style sheets by their address. They are few and small, and read only once. */
function browserFiles() {
  /** @type {Map<string, { type: string, text: string }>} */
  const files = new Map();
  for (const name of readdirSync(browserFolder)) {
    const type = contentTypes[extname(name)];
    if (type) files.set(`/portal/${name}`, { type, text: readFileSync(join(browserFolder, name), 'utf8') });
  }
  return files;
}

/** @returns {(request: WebRequest, response: WebResponse) => void} */
function portalHandler() {
  const files = browserFiles();
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return response.status(404).end();
    if (request.path === '/') return response.status(302).set({ location: '/catalog' }).end();
    const file = files.get(request.path);
    if (file) return response.set({ 'cache-control': 'no-cache' }).type(file.type).send(file.text);
    const nonce = randomBytes(18).toString('base64');
    response.set({ 'content-security-policy': contentPolicy(nonce), 'cache-control': 'no-store' }).type('html');
    const page = pages.find(({ address }) => address.test(request.path));
    if (page) return response.send(pageMarkup(nonce, page.script));
    return response.status(404).send(notFoundMarkup(nonce));
  };
}

/**
 * The backend plugin that serves `/` (which leads to `/catalog`), `/catalog`, `/catalog/:namespace/:kind/:name` and
 * `/docs/:namespace/:kind/:name` with the pages below it. Every other address that nothing else answers gets its "not found".
 * @param {BackstageApi} api
 * @returns {unknown} a feature for `backend.add`
 * @throws when its files cannot be read
 */
export function portal({ createBackendPlugin, coreServices }) {
  const handler = portalHandler();
  return createBackendPlugin({
    pluginId: 'portal',
    register(registration) {
      registration.registerInit({
        deps: { router: coreServices['rootHttpRouter'] },
        async init({ router }) {
          // The root router takes no handler for `/`. What is registered under this name answers whatever is left over.
          router.use('/api/app', handler);
        },
      });
    },
  });
}
