/** What a webview's page is made of. */
export interface WebviewPage {
  /** A random value, new for each page. */
  readonly nonce: string;
  /** Another one, for styles. Scripts of the page can read it, and the component library does. */
  readonly styleNonce: string;
  /** `webview.cspSource` */
  readonly cspSource: string;
  /** Addresses from `webview.asWebviewUri`. */
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly title: string;
  /** BCP 47 language of the texts, such as `en`. */
  readonly language: string;
}

/**
 * The document of a webview: no more than one script and one style sheet of ours can run in it.
 * Policy: nothing is allowed but scripts with the nonce, and styles, images and fonts out of the extension's folder. The
 * component library styles its shadow roots by constructed style sheets, and marks its one style element with a nonce that
 * it looks up in a `meta` element: neither needs `unsafe-inline`.
 */
export function webviewHtml(page: WebviewPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${page.nonce}'`,
    `style-src ${page.cspSource} 'nonce-${page.styleNonce}'`,
    `img-src ${page.cspSource} data:`,
    `font-src ${page.cspSource}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(page.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${attribute(page.styleNonce)}">
<link rel="stylesheet" href="${attribute(page.styleUri)}">
<title>${attribute(page.title)}</title>
</head>
<body>
<main id="app"></main>
<script type="module" nonce="${attribute(page.nonce)}" src="${attribute(page.scriptUri)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/g, character => `&#${character.charCodeAt(0)};`);
}
