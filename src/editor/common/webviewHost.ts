import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import { Emitter, type Disposable, type Event } from '../../core/common/event.js';
import type { Log } from '../../core/common/log.js';
import { webviewHtml } from './webviewHtml.js';

/** A page of `webview/`, and the messages that it sends. */
export interface WebviewOptions<FromPage> {
  /** Name of the folder below `webview/` and of the built files `<page>.js` and `<page>.css`. */
  readonly page: string;
  /** The panel's type, `goldenPath.<page>`, by which the editor restores it. */
  readonly viewType: string;
  readonly title: string;
  /** The folder with the built files: nothing else can be loaded. */
  readonly resources: vscode.Uri;
  /** Checks a message of the page. It is not trusted: whatever does not pass is logged and dropped. */
  readonly accepts: (message: unknown) => message is FromPage;
  readonly log: Log;
}

/** An open webview with typed messages in both directions. */
export class WebviewHost<ToPage, FromPage> implements Disposable {
  private readonly store = new DisposableStore();
  private readonly received = new Emitter<FromPage>();
  private readonly closed = new Emitter<void>();
  private isClosed = false;

  readonly onDidReceive: Event<FromPage> = this.received.event;
  readonly onDidClose: Event<void> = this.closed.event;

  private constructor(
    readonly panel: vscode.WebviewPanel,
    options: WebviewOptions<FromPage>,
  ) {
    const { webview } = panel;
    webview.options = { enableScripts: true, enableCommandUris: false, localResourceRoots: [options.resources] };
    const resource = (name: string): string =>
      webview.asWebviewUri(vscode.Uri.joinPath(options.resources, name)).toString();
    this.store.add(
      webview.onDidReceiveMessage((message: unknown) => {
        if (options.accepts(message)) this.received.fire(message);
        else options.log.warn(`${options.viewType}: dropped a message that the page should not send`);
      }),
    );
    this.store.add(
      panel.onDidDispose(() => {
        this.isClosed = true;
        this.closed.fire();
        this.store.dispose();
      }),
    );
    this.store.add(this.received);
    this.store.add(this.closed);
    webview.html = webviewHtml({
      nonce: randomNonce(),
      styleNonce: randomNonce(),
      cspSource: webview.cspSource,
      scriptUri: resource(`${options.page}.js`),
      styleUri: resource(`${options.page}.css`),
      title: options.title,
      language: vscode.env.language,
    });
  }

  /** Opens a panel in the active column. */
  static open<ToPage, FromPage>(options: WebviewOptions<FromPage>): WebviewHost<ToPage, FromPage> {
    const panel = vscode.window.createWebviewPanel(options.viewType, options.title, vscode.ViewColumn.Active, {});
    return new WebviewHost<ToPage, FromPage>(panel, options);
  }

  /** Fills a panel that the editor has brought back, such as after a reload of the window. */
  static revive<ToPage, FromPage>(
    panel: vscode.WebviewPanel,
    options: WebviewOptions<FromPage>,
  ): WebviewHost<ToPage, FromPage> {
    return new WebviewHost<ToPage, FromPage>(panel, options);
  }

  /** Whether the page can be seen. */
  get isVisible(): boolean {
    return !this.isClosed && this.panel.visible;
  }

  /** @returns whether the message was taken: false while the page is hidden or gone */
  async send(message: ToPage): Promise<boolean> {
    return !this.isClosed && this.panel.webview.postMessage(message);
  }

  dispose(): void {
    this.panel.dispose();
  }
}

function randomNonce(): string {
  return randomBytes(16).toString('base64url');
}
