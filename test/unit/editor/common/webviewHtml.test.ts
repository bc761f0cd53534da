import assert from 'node:assert/strict';
import { webviewHtml, type WebviewPage } from '../../../../src/editor/common/webviewHtml.js';

const page: WebviewPage = {
  nonce: 'script-nonce',
  styleNonce: 'style-nonce',
  cspSource: 'https://*.webview.example',
  scriptUri: 'https://file.webview.example/health.js',
  styleUri: 'https://file.webview.example/health.css',
  title: 'Health',
  language: 'en',
};

const decoded = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));

/** The policy as the browser reads it: its directives and their sources. */
function policyOf(html: string): ReadonlyMap<string, readonly string[]> {
  const content = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
  return new Map(
    decoded(content)
      .split(';')
      .map(directive => directive.trim().split(/\s+/))
      .map(([name = '', ...sources]) => [name, sources]),
  );
}

describe('the document of a webview', () => {
  it('allows its own script and style alone', () => {
    assert.deepEqual(Object.fromEntries(policyOf(webviewHtml(page))), {
      'default-src': ["'none'"],
      'script-src': ["'nonce-script-nonce'"],
      'style-src': ['https://*.webview.example', "'nonce-style-nonce'"],
      'img-src': ['https://*.webview.example', 'data:'],
      'font-src': ['https://*.webview.example'],
      'base-uri': ["'none'"],
      'form-action': ["'none'"],
    });
  });

  it('allows nothing that is called unsafe, and no source that is open to all', () => {
    for (const [directive, sources] of policyOf(webviewHtml(page)))
      for (const source of sources)
        assert.ok(!/unsafe|^\*$|^https?:$|strict-dynamic/.test(source), `${directive} ${source}`);
  });

  it('has the policy before anything that it governs', () => {
    const html = webviewHtml(page);
    assert.ok(html.indexOf('Content-Security-Policy') < html.search(/<(?:link|script|style|title)/));
  });

  it('has one script, with the nonce, and nothing else that could run', () => {
    const html = webviewHtml(page);
    assert.deepEqual(html.match(/<script[^>]*>/g), [
      '<script type="module" nonce="script-nonce" src="https://file.webview.example/health.js">',
    ]);
    assert.doesNotMatch(html, /\son\w+=|javascript:|<style|<iframe|<object/);
  });

  it('does not let pages read the nonce of scripts', () => {
    assert.equal(webviewHtml(page).split('script-nonce').length, 3);
  });

  const hostile = '"></title><script>alert(1)</script><img src=x onerror="alert(1)"> & \'';
  for (const field of ['title', 'language', 'scriptUri', 'styleUri', 'cspSource', 'nonce', 'styleNonce'] as const)
    it(`shows a hostile ${field} as nothing but text`, () => {
      const html = webviewHtml({ ...page, [field]: hostile });
      assert.equal(html.match(/<script/g)?.length, 1);
      assert.doesNotMatch(html, /<img|<\/title><script/);
      assert.ok(decoded(html).includes(hostile));
    });
});
