// The page on which a person lets a program act for them. A Backstage app normally brings it; here the backend serves it.
import { randomBytes } from 'node:crypto';

/** @typedef {import('./backstageApi.mjs').BackstageApi} BackstageApi */

const address = '/oauth2/authorize';
const sessionId = /^\/([0-9a-f-]{36})$/;

const style = `
:root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 22%, transparent); }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif; }
main { width: min(30rem, calc(100vw - 4rem)); border: 1px solid var(--line); border-radius: 12px; padding: 2rem; }
h1 { margin: 0 0 1rem; font-size: 1.35rem; line-height: 1.3; }
dl { margin: 1.25rem 0; display: grid; grid-template-columns: max-content 1fr; gap: .4rem 1rem; }
dt { opacity: .75; } dd { margin: 0; overflow-wrap: anywhere; }
.actions { display: flex; gap: .75rem; margin-top: 1.5rem; }
button { font: inherit; padding: .5rem 1.25rem; border-radius: 6px; border: 1px solid var(--line); background: none; color: inherit; cursor: pointer; }
button.first { background: #0a5ad4; border-color: #0a5ad4; color: #fff; }
button:disabled { opacity: .5; cursor: default; }
button:focus-visible { outline: 3px solid #69a7ff; outline-offset: 2px; }
[role=status]:empty { display: none; }
`;

// Runs in the browser. Whatever came from the client's request is set as text, never as markup.
const script = `
const id = location.pathname.split('/').pop();
const element = name => document.getElementById(name);
const buttons = [element('authorise'), element('deny')];
const say = text => { element('status').textContent = text; };
async function ask(path, options) {
  const response = await fetch('/api/auth' + path, options);
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error_description || body.error?.message || 'The platform answered ' + response.status + '.');
  return body;
}
async function decide(verb) {
  for (const button of buttons) button.disabled = true;
  try {
    const signedIn = await ask('/guest/refresh');
    const headers = { authorization: 'Bearer ' + signedIn.backstageIdentity.token };
    const { redirectUrl } = await ask('/v1/sessions/' + id + '/' + verb, { method: 'POST', headers });
    element('question').hidden = true;
    say(verb === 'approve' ? 'Authorised. You can close this page and go back to the program.' : 'Denied. You can close this page.');
    location.assign(redirectUrl);
  } catch (error) {
    say(error.message);
    for (const button of buttons) button.disabled = false;
  }
}
element('authorise').addEventListener('click', () => decide('approve'));
element('deny').addEventListener('click', () => decide('reject'));
ask('/v1/sessions/' + id).then(session => {
  element('client').textContent = session.clientName || session.clientId || 'A program';
  element('scope').textContent = session.scope || 'openid';
  element('target').textContent = session.redirectUri;
  element('question').hidden = false;
}).catch(error => say(error.message));
`;

/** @param {string} nonce @param {string} title */
function page(nonce, title) {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Authorise access · ${title}</title>
<style nonce="${nonce}">${style}</style></head>
<body><main>
<h1>${title}</h1>
<div id="question" hidden>
<p><strong id="client"></strong> wants to use the platform on your behalf.</p>
<dl><dt>Signed in as</dt><dd>Guest</dd><dt>Access</dt><dd id="scope"></dd><dt>Returns to</dt><dd id="target"></dd></dl>
<div class="actions"><button id="authorise" class="first" type="button">Authorise</button><button id="deny" type="button">Deny</button></div>
</div>
<p id="status" role="status"></p>
</main><script type="module" nonce="${nonce}">${script}</script></body></html>`;
}

/** @param {string} text */
function escapeHtml(text) {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

/**
 * The backend plugin that serves the page at `/oauth2/authorize/:session`.
 * @param {BackstageApi} api
 * @returns {unknown} a feature for `backend.add`
 */
export function consentPage({ createBackendPlugin, coreServices }) {
  return createBackendPlugin({
    pluginId: 'consent-page',
    register(registration) {
      registration.registerInit({
        deps: { router: coreServices['rootHttpRouter'], config: coreServices['rootConfig'] },
        async init({ router, config }) {
          const title = escapeHtml(config.getString('app.title'));
          router.use(address, (request, response) => {
            if (request.method !== 'GET' || !sessionId.test(request.path)) return void response.status(404).end();
            const nonce = randomBytes(18).toString('base64');
            const policy = [
              "default-src 'none'",
              `script-src 'nonce-${nonce}'`,
              `style-src 'nonce-${nonce}'`,
              "connect-src 'self'",
              "base-uri 'none'",
              "form-action 'none'",
              "frame-ancestors 'none'",
            ];
            response.set({ 'content-security-policy': policy.join('; '), 'cache-control': 'no-store' });
            response.type('html').send(page(nonce, title));
          });
        },
      });
    },
  });
}
