import * as vscode from 'vscode';
import type { SignInBrowser } from '../../adapters/backstage/oauthSignIn.js';
import type { Instance } from '../../core/catalogue/instance.js';
import type { Result } from '../../core/common/problem.js';

/** How a person signs in. */
export type SignInChoice =
  | { readonly method: 'browser'; readonly browser?: SignInBrowser }
  | { readonly method: 'guest' }
  | { readonly method: 'token'; readonly token: string };

/** Asks an instance what it offers. */
export interface SignInProbes {
  browser(signal: AbortSignal): Promise<Result<unknown>>;
  guest(signal: AbortSignal): Promise<Result<unknown>>;
}

interface WayItem extends vscode.QuickPickItem {
  readonly method: SignInChoice['method'];
}

const PATIENCE_MS = 5000;

/**
 * Asks the person how to sign in. Offers what the instance has: the browser when it says so, the guest unless it says no.
 * @returns undefined when the person does not want to
 */
export function askSignInWay(instance: Instance, probes: SignInProbes): Promise<SignInChoice | undefined> {
  return ask(instance, findWays(probes));
}

/**
 * Says why the browser is no way to sign in, and offers the others.
 * @param reason a sentence on what is not allowed
 * @returns undefined when the person does not want to
 */
export async function askOtherWay(
  instance: Instance,
  probes: SignInProbes,
  reason: string,
): Promise<SignInChoice | undefined> {
  const other = vscode.l10n.t('Sign In Another Way…');
  if ((await vscode.window.showWarningMessage(reason, other)) !== other) return undefined;
  const ways = findWays(probes).then(all => all.filter(({ method }) => method !== 'browser'));
  return ask(instance, ways);
}

async function ask(instance: Instance, ways: Promise<WayItem[]>): Promise<SignInChoice | undefined> {
  const { host } = new URL(instance.origin);
  const chosen = await vscode.window.showQuickPick(ways, {
    title: vscode.l10n.t('Sign in to {0}', host),
    placeHolder: vscode.l10n.t('How?'),
    ignoreFocusOut: true,
  });
  if (!chosen) return undefined;
  if (chosen.method !== 'token') return { method: chosen.method };
  const token = await vscode.window.showInputBox({
    title: vscode.l10n.t('Token for {0}', host),
    prompt: vscode.l10n.t('It is kept in the secret storage of the editor and sent to this address only.'),
    password: true,
    ignoreFocusOut: true,
    validateInput: text =>
      /^[\x21-\x7e]+$/.test(text.trim()) ? undefined : vscode.l10n.t('Paste the token as it is.'),
  });
  return token === undefined ? undefined : { method: 'token', token: token.trim() };
}

async function findWays(probes: SignInProbes): Promise<WayItem[]> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const [browser, guest] = await Promise.all([probes.browser(signal), probes.guest(signal)]);
  const browserItem: WayItem = {
    label: vscode.l10n.t('Sign in with the browser'),
    iconPath: new vscode.ThemeIcon('globe'),
    detail: vscode.l10n.t('As yourself, the way you sign in to Backstage'),
    method: 'browser',
  };
  const guestItem: WayItem = {
    label: vscode.l10n.t('Continue as guest'),
    iconPath: new vscode.ThemeIcon('account'),
    detail: vscode.l10n.t('For instances that let guests in, such as a demo'),
    method: 'guest',
  };
  const tokenItem: WayItem = {
    label: vscode.l10n.t('Use a token…'),
    iconPath: new vscode.ThemeIcon('key'),
    detail: vscode.l10n.t('A static token from your platform team'),
    method: 'token',
  };
  return [...(browser.ok ? [browserItem] : []), ...(letsNoGuestsIn(guest) ? [] : [guestItem]), tokenItem];
}

/** Whether an answer to a guest is a clear no; no answer at all is none. */
export function letsNoGuestsIn(answer: Result<unknown>): boolean {
  return !answer.ok && ['notFound', 'forbidden', 'unauthorised'].includes(answer.problem.kind);
}
