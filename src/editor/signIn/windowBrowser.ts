import * as vscode from 'vscode';
import type { AcceptAnswer, RedirectTarget } from '../../adapters/backstage/oauthLoopback.js';
import type { SignInBrowser } from '../../adapters/backstage/oauthSignIn.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';

const EXTENSION_ID = 'golden-path.golden-path';
const PATH = '/callback';
const LOOPBACK_HOSTS = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** The person's browser as this window reaches it, and the editor's addresses that lead back to this window. */
export class WindowBrowser implements SignInBrowser, vscode.UriHandler, Disposable {
  private readonly store = new DisposableStore();
  private readonly waiting = new Set<(answer: URLSearchParams) => void>();

  constructor() {
    this.store.add(vscode.window.registerUriHandler(this));
  }

  /** Told of every address of this extension that anybody has the editor open: only what a sign-in waits for is taken. */
  handleUri({ path, query }: vscode.Uri): void {
    if (path !== PATH) return;
    for (const offer of [...this.waiting]) offer(new URLSearchParams(query));
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
    // As it is, not read into the editor's own form of an address first: that loses which “&” belongs to an address inside it.
    // The editor takes a text there although its types do not say so, and uses it where it is the same address.
    return vscode.env.openExternal((await pastTheEditor(url)) as unknown as vscode.Uri);
  }

  async editorTarget(accept: AcceptAnswer): Promise<RedirectTarget | undefined> {
    const own = vscode.Uri.parse(`${vscode.env.uriScheme}://${EXTENSION_ID}${PATH}`, true);
    // In a window that runs elsewhere, this is an address that leads back to it, and says so by parameters of its own: Backstage
    // adds the code and the state to them. After a no it leaves only its own, so a window in the browser does not hear of that.
    const uri = (await vscode.env.asExternalUri(own)).toString(true);
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
