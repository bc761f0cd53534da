import * as vscode from 'vscode';
import { parseInstance } from '../../core/catalogue/instance.js';
import { nameOfInstance, withInstance, type NamedInstance } from '../../core/catalogue/instances.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { settings } from '../common/settings.js';
import { askInstance, type ConnectCommandOptions } from './connectCommands.js';

export type InstanceCommandId = Extract<
  CommandId,
  'goldenPath.addInstance' | 'goldenPath.switchInstance' | 'goldenPath.removeInstance'
>;

interface InstanceItem extends vscode.QuickPickItem {
  /** None stands for one that is yet to be added. */
  readonly instance?: NamedInstance;
}

/** Commands for the person's list of instances. */
export function instanceCommands({
  signIn,
  probe,
  forget,
}: ConnectCommandOptions): Readonly<Record<InstanceCommandId, CommandHandler>> {
  const add = async (): Promise<Result<void>> => {
    const title = vscode.l10n.t('Add Backstage Instance');
    const instance = await askInstance(probe, { title, value: 'https://' });
    if (!instance) return failure(CANCELLED);
    const known = knownInstances();
    const name = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t('What do you call it?'),
      value: known.find(({ url }) => url === instance.baseUrl)?.name ?? nameOfInstance(instance),
      ignoreFocusOut: true,
      validateInput: text => (text.trim() === '' ? vscode.l10n.t('Give it a name.') : undefined),
    });
    if (name === undefined) return failure(CANCELLED);
    const before = known.find(({ url }) => url === instance.baseUrl);
    const added = { ...before, name: name.trim(), url: instance.baseUrl };
    await settings.setInstances(withInstance(known, added));
    return use(added);
  };
  return {
    'goldenPath.addInstance': add,
    'goldenPath.switchInstance': async () => {
      const known = knownInstances();
      if (known.length === 0) return add();
      const chosen = await ask(vscode.l10n.t('Switch Backstage Instance'), known, true);
      if (!chosen) return failure(CANCELLED);
      if (!chosen.instance) return add();
      // The one that is left stays on the list.
      await settings.setInstances(known);
      return use(chosen.instance);
    },
    'goldenPath.removeInstance': async () => {
      const known = knownInstances();
      if (known.length === 0) {
        void vscode.window.showInformationMessage(vscode.l10n.t('There is no Backstage instance to remove.'));
        return success(undefined);
      }
      const removed = (await ask(vscode.l10n.t('Remove Backstage Instance'), known, false))?.instance;
      if (!removed) return failure(CANCELLED);
      const parsed = parseInstance(removed.url);
      const others = known.filter(({ url }) => url !== removed.url);
      // A sign-in belongs to an origin, which another instance on the list may share.
      if (parsed.ok && !others.some(({ url }) => new URL(url).origin === parsed.value.origin))
        await signIn.leave(parsed.value);
      if (parsed.ok) await forget(parsed.value);
      const current = isCurrent(removed);
      await settings.setInstances(others);
      if (current) {
        await settings.setAppUrl(undefined);
        await settings.setInstance(undefined);
      }
      return success(undefined);
    },
  };
}

/** The person's list, and the instance that is set, where it is not on the list. */
function knownInstances(): readonly NamedInstance[] {
  const list = settings.instances();
  const current = settings.instance();
  if (!current?.ok || list.some(({ url }) => url === current.value.baseUrl)) return list;
  const appUrl = settings.appUrl();
  const { baseUrl } = current.value;
  return [...list, { name: nameOfInstance({ baseUrl }), url: baseUrl, ...(appUrl === undefined ? {} : { appUrl }) }];
}

async function use({ url, appUrl }: NamedInstance): Promise<Result<void>> {
  // First: whoever hears of the address reads the address of the pages, too.
  await settings.setAppUrl(appUrl);
  await settings.setInstance(url);
  return success(undefined);
}

async function ask(
  title: string,
  known: readonly NamedInstance[],
  offersNew: boolean,
): Promise<InstanceItem | undefined> {
  const items: InstanceItem[] = known.map(instance => ({
    label: instance.name,
    detail: instance.url,
    iconPath: new vscode.ThemeIcon('server'),
    ...(isCurrent(instance) ? { description: vscode.l10n.t('current') } : {}),
    instance,
  }));
  const separator: InstanceItem = { label: '', kind: vscode.QuickPickItemKind.Separator };
  const another: InstanceItem = {
    label: vscode.l10n.t('Add Backstage Instance…'),
    iconPath: new vscode.ThemeIcon('add'),
  };
  return vscode.window.showQuickPick(offersNew ? [...items, separator, another] : items, {
    title,
    placeHolder: vscode.l10n.t('Which one?'),
    matchOnDetail: true,
  });
}

function isCurrent({ url }: NamedInstance): boolean {
  const current = settings.instance();
  return current?.ok === true && current.value.baseUrl === url;
}
