import * as vscode from 'vscode';
import { presentProblem, type Problem, type ProblemAction } from '../../core/common/problem.js';
import type { Log } from '../../core/common/log.js';
import { logProblem, type CommandId } from './commands.js';
import { withoutLinks } from './notificationText.js';

const COMMAND_OF: Readonly<Record<Exclude<ProblemAction, 'retry'>, CommandId>> = {
  signIn: 'goldenPath.signIn',
  changeServer: 'goldenPath.connect',
  showLog: 'goldenPath.showLog',
};

/**
 * Shows a problem as a notification with the buttons of its kind, and logs it. Returns at once.
 * @param retry what “Try Again” does
 */
export function reportProblem(problem: Problem, log: Log, retry: () => Promise<void>): void {
  logProblem(problem, log);
  const { text, actions, level } = presentProblem(problem, vscode.l10n.t);
  if (text === undefined) return;
  const labels: Record<ProblemAction, string> = {
    retry: vscode.l10n.t('Try Again'),
    signIn: vscode.l10n.t('Sign In'),
    changeServer: vscode.l10n.t('Change Server…'),
    showLog: vscode.l10n.t('Show Log'),
  };
  const show = level === 'error' ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
  const buttons = actions.map(action => ({ title: labels[action], action }));
  void show(withoutLinks(text), ...buttons).then(chosen => {
    if (!chosen) return;
    if (chosen.action === 'retry') void retry();
    else void vscode.commands.executeCommand(COMMAND_OF[chosen.action]);
  });
}
