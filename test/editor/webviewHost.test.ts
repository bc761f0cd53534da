import * as assert from 'node:assert/strict';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { WebviewHost } from '../../src/editor/common/webviewHost.js';
import { isFromPage, type FromPage, type ToPage } from '../fixtures/webview/sample/protocol.js';
import { eventually } from './surface.js';

describe('webview host', () => {
  const warnings: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (text: string) => void warnings.push(text),
    error: () => undefined,
  };

  it('carries typed messages both ways, under a strict policy, and drops what the page should not send', async () => {
    const received: FromPage[] = [];
    const host = WebviewHost.open<ToPage, FromPage>({
      page: 'sample',
      viewType: 'goldenPath.sample',
      title: 'Sample <b>page</b>',
      resources: vscode.Uri.file(join(dirname(__dirname), 'fixtures', 'webview')),
      accepts: isFromPage,
      log,
    });
    host.onDidReceive(message => received.push(message));
    await eventually('the page says that it is ready', () => received.some(({ type }) => type === 'ready'));
    await host.send({ type: 'show', text: '<img src=x onerror=alert(1)>' });
    const shown = await eventually('the page shows the text', () => received.find(({ type }) => type === 'shown'));
    assert.deepEqual(shown, { type: 'shown', text: '<img src=x onerror=alert(1)>', elements: 0, violations: [] });
    assert.equal(warnings.length, 1, 'the foreign message was dropped with one line in the log');
    let closed = false;
    host.onDidClose(() => (closed = true));
    host.dispose();
    await eventually('closed', () => closed);
  });
});
