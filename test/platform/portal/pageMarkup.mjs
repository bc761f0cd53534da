// The frame that every page of the portal has in common. What is in it is put there by the page's script.

const portalName = 'Parcelwise portal (demo)';

const icon = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#12343b" d="M8 0l7 3.5v9L8 16l-7-3.5v-9z"/><path fill="none" stroke="#5fd0b8" d="M1 3.5L8 7l7-3.5M8 7v9"/></svg>',
);

/**
 * @param {string} nonce
 * @param {string} head
 * @param {string} content
 */
function frame(nonce, head, content) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:image/svg+xml,${icon}">
<link rel="stylesheet" nonce="${nonce}" href="/portal/portal.css">
${head}
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<header class="banner"><div class="column">
<a class="brand" href="/catalog">${portalName}</a>
<nav aria-label="Portal"><a href="/catalog">Catalogue</a></nav>
</div></header>
<main id="content" class="column" tabindex="-1">
${content}
</main>
<footer><div class="column">
<p>This is the demo platform’s own small portal. It stands in for Backstage’s web application, which the demo platform does
not have. What it shows comes from the Backstage backend.</p>
</div></footer>
</body>
</html>
`;
}

/**
 * A page that its script fills.
 * @param {string} nonce what the content security policy knows the page's own script and style sheet by
 * @param {string} script name of the script below `/portal/`
 * @returns {string} HTML
 */
export function pageMarkup(nonce, script) {
  const head = `<title>${portalName}</title>
<script type="module" nonce="${nonce}" src="/portal/${script}"></script>`;
  return frame(
    nonce,
    head,
    `<p class="status" role="status">Loading …</p>
<noscript><p>These pages are put together in the browser and need JavaScript.</p></noscript>
<div class="view"></div>`,
  );
}

/**
 * The answer to an address that is nothing.
 * @param {string} nonce what the content security policy knows the page's own style sheet by
 * @returns {string} HTML
 */
export function notFoundMarkup(nonce) {
  return frame(
    nonce,
    `<title>Not found · ${portalName}</title>`,
    `<h1>Not found</h1>
<p>404: there is no page at this address.</p>
<p><a href="/catalog">Go to the catalogue</a></p>`,
  );
}
