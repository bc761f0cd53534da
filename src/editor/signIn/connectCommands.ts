import * as vscode from 'vscode';
import { parseInstance, type Instance } from '../../core/catalogue/instance.js';
import { CANCELLED, failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { CommandHandler, CommandId } from '../common/commands.js';
import { withPatience } from '../common/patience.js';
import { settings } from '../common/settings.js';
import type { BackstageSignIn } from './backstageSignIn.js';

export interface ConnectCommandOptions {
  readonly signIn: BackstageSignIn;
  /** Asks the address whether a Backstage answers there. */
  readonly probe: (instance: Instance, signal: AbortSignal) => Promise<Result<unknown>>;
  /** Forgets what was kept of an instance. */
  readonly forget: (instance: Instance) => Promise<unknown>;
}

type ConnectCommandId = Extract<
  CommandId,
  'goldenPath.connect' | 'goldenPath.disconnect' | 'goldenPath.signIn' | 'goldenPath.signOut'
>;

/** Commands that choose the Backstage instance and sign in to it. */
export function connectCommands({
  signIn,
  probe,
}: ConnectCommandOptions): Readonly<Record<ConnectCommandId, CommandHandler>> {
  return {
    'goldenPath.connect': async () => {
      const current = settings.instance();
      const value = current?.ok ? current.value.baseUrl : 'https://';
      const instance = await askInstance(probe, { title: vscode.l10n.t('Connect to Backstage'), value });
      if (!instance) return failure(CANCELLED);
      await settings.setInstance(instance.baseUrl);
      return success(undefined);
    },
    'goldenPath.disconnect': async () => {
      await signIn.signOut();
      await settings.setInstance(undefined);
    },
    'goldenPath.signIn': () => signIn.signIn(),
    'goldenPath.signOut': () => signIn.signOut(),
  };
}

/**
 * Asks for the address of an instance, and tries it.
 * @param probe asks the address whether a Backstage answers there
 * @param question title of the question, and what stands in it at first
 * @returns undefined when the person does not want to
 */
export async function askInstance(
  probe: ConnectCommandOptions['probe'],
  { title, value: first }: { readonly title: string; readonly value: string },
): Promise<Instance | undefined> {
  let value = first;
  for (;;) {
    const text = await vscode.window.showInputBox({
      title,
      prompt: vscode.l10n.t("Address of your Backstage's backend"),
      placeHolder: 'https://backstage.example.com',
      value,
      valueSelection: [value.length, value.length],
      ignoreFocusOut: true,
      validateInput: input => {
        const parsed = parseInstance(input);
        return parsed.ok ? undefined : vscode.l10n.t(parsed.problem.message);
      },
    });
    if (text === undefined) return undefined;
    const instance = parseInstance(text);
    if (!instance.ok) continue;
    const answer = await probing(instance.value, probe);
    if (answer.ok) return instance.value;
    if (answer.problem.kind === 'cancelled') return undefined;
    const choice = await askAfter(answer.problem);
    if (choice === 'use') return instance.value;
    if (choice === undefined) return undefined;
    value = text;
  }
}

/** @returns success also where the instance only wants a sign-in: that comes next */
async function probing(instance: Instance, probe: ConnectCommandOptions['probe']): Promise<Result<unknown>> {
  const answer = await withPatience({
    title: vscode.l10n.t('Looking for a Backstage at {0}', instance.origin),
    patienceMs: 1000,
    run: signal => probe(instance, signal),
  });
  if (answer.ok) return answer;
  return answer.problem.kind === 'unauthorised' || answer.problem.kind === 'forbidden' ? success(undefined) : answer;
}

async function askAfter(problem: Problem): Promise<'change' | 'use' | undefined> {
  const change = { title: vscode.l10n.t('Change Address'), choice: 'change' as const };
  const use = { title: vscode.l10n.t('Use It Anyway'), choice: 'use' as const };
  const chosen = await vscode.window.showWarningMessage<vscode.MessageItem & { choice: 'change' | 'use' }>(
    problem.message,
    change,
    use,
  );
  return chosen?.choice;
}
