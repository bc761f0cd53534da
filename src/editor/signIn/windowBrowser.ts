import * as vscode from 'vscode';
import type { AcceptAnswer, RedirectTarget } from '../../adapters/backstage/oauthLoopback.js';
import type { SignInBrowser } from '../../adapters/backstage/oauthSignIn.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';

const EXTENSION_ID = 'golden-path.golden-path';
const PATH = '/callback';
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The person's browser as this window reaches it, and the editor's addresses that lead back to this window. */
export class WindowBrowser implements SignInBrowser, Disposable {
  private readonly store = new DisposableStore();
  private readonly waiting = new Set<(answer: URLSearchParams) => void>();

  constructor() {
    this.store.add(
      vscode.window.registerUriHandler({
        handleUri: uri => {
          if (uri.path !== PATH) return;
          for (const offer of [...this.waiting]) offer(new URLSearchParams(uri.query));
        },
      }),
    );
  }

  get texts(): SignInBrowser['texts'] {
    return {
      title: 'Golden Path',
      done: vscode.l10n.t('You are signed in. You can close this tab and go back to the editor.'),
      denied: vscode.l10n.t('You are not signed in. You can close this tab.'),
      unknown: vscode.l10n.t('Nothing waits for this answer. Begin the sign-in in the editor again.'),
    };
  }

  async open(url: string): Promise<boolean> {
    return vscode.env.openExternal(vscode.Uri.parse(await pastTheEditor(url), true));
  }

  async editorTarget(accept: AcceptAnswer): Promise<RedirectTarget | undefined> {
    const own = vscode.Uri.parse(`${vscode.env.uriScheme}://${EXTENSION_ID}${PATH}`, true);
    // In a window that runs elsewhere, this is an address that leads back to it.
    const uri = (await vscode.env.asExternalUri(own)).toString(true);
    // The editor decodes an address before it opens it, so a second parameter would become one of Backstage's.
    if (uri.includes('&')) return undefined;
    let dispose = (): void => undefined;
    const answer = new Promise<URLSearchParams>(resolve => {
      const offer = (offered: URLSearchParams): void => {
        if (!accept(offered)) return;
        dispose();
        resolve(offered);
      };
      this.waiting.add(offer);
      dispose = () => void this.waiting.delete(offer);
    });
    return { uri, answer, dispose };
  }

  async loopbackAddress(uri: string): Promise<string | undefined> {
    if (vscode.env.remoteName === undefined) return uri;
    const external = new URL((await vscode.env.asExternalUri(vscode.Uri.parse(uri, true))).toString(true));
    if (!LOOPBACK_HOSTS.has(external.hostname)) return undefined;
    // A port was forwarded, under the same or another number; instances know this machine by its number, not by its name.
    if (external.pathname === PATH) return `http://127.0.0.1:${external.port || '80'}${PATH}`;
    // The editor's own page stands on the browser's machine: so does this program.
    return uri;
  }

  dispose(): void {
    this.waiting.clear();
    this.store.dispose();
  }
}

/**
 * An editor in the browser sends addresses of this machine through itself, below a path of its own, where a page does not find
 * its parts and an address inside an address loses a slash. Where both stand on one machine that is not needed: a name below
 * `localhost`, which browsers know as this machine (RFC 6761 section 6.3), goes there directly.
 */
async function pastTheEditor(url: string): Promise<string> {
  const wanted = new URL(url);
  if (vscode.env.remoteName === undefined || !LOOPBACK_HOSTS.has(wanted.hostname)) return url;
  const root = vscode.Uri.parse(`${wanted.origin}/`, true);
  const external = new URL((await vscode.env.asExternalUri(root)).toString(true));
  if (!LOOPBACK_HOSTS.has(external.hostname) || external.pathname === '/') return url;
  wanted.hostname = 'backstage.localhost';
  return wanted.href;
}
