import * as vscode from 'vscode';
import { displayName } from '../../core/catalogue/entity.js';
import { success, type Result } from '../../core/common/problem.js';
import type { TemplateRuns } from '../../core/templates/runs.js';
import { WAIVERS_PATH } from '../../core/templates/recordPaths.js';
import type { CommandId } from '../common/commands.js';
import { withoutLinks } from '../common/notificationText.js';
import type { AfterPreview, TemplateUse } from './createFromTemplate.js';
import type { Previews } from './previewFeature.js';

/** Shows what a template would make, and asks how to go on. */
export async function previewTemplate(
  { template, answers, waiver, folder }: TemplateUse,
  previews: Previews,
  signal: AbortSignal,
): Promise<Result<AfterPreview>> {
  const { entity } = template;
  const extraFiles = waiver === undefined ? [] : [{ path: WAIVERS_PATH, bytes: new TextEncoder().encode(waiver) }];
  const request = {
    templateRef: entity.ref,
    title: displayName(entity),
    answers,
    extraFiles,
    ...(folder ? { folder } : {}),
  };
  const shown = await previews.show(request, signal);
  if (!shown.ok) return shown;
  const create = vscode.l10n.t('Create Now');
  const here = vscode.l10n.t('Create Here…');
  const change = vscode.l10n.t('Change the Answers');
  const count = shown.value.preview.files.size;
  const message = vscode.l10n.t('{0} would make {1} files. Nothing is created yet.', displayName(entity), count);
  const chosen = await vscode.window.showInformationMessage(withoutLinks(message), create, here, change);
  if (chosen === here) await vscode.commands.executeCommand('goldenPath.preview.createHere' satisfies CommandId);
  return success(chosen === create ? 'create' : chosen === change ? 'change' : 'done');
}

/**
 * Starts a run, which is followed from then on. A waiver that the template does not write is offered when the run has ended well.
 * @returns the id of the run
 */
export async function runTemplate(
  { template, answers, waiver }: TemplateUse,
  runs: TemplateRuns,
  signal: AbortSignal,
): Promise<Result<string>> {
  const { entity } = template;
  const started = await runs.start({ templateRef: entity.ref, title: displayName(entity), ...answers }, signal);
  if (!started.ok || waiver === undefined) return started;
  const subscription = runs.onDidChange(change => {
    if (change.type !== 'ended' || change.run.id !== started.value) return;
    subscription.dispose();
    if (change.run.state === 'completed') void offerWaiver(waiver);
  });
  return started;
}

async function offerWaiver(waiver: string): Promise<void> {
  const show = vscode.l10n.t('Show the Waiver');
  const message = vscode.l10n.t(
    'The template does not write down why the golden path is left. Add the waiver to the new repository as {0}.',
    WAIVERS_PATH,
  );
  if ((await vscode.window.showInformationMessage(message, show)) !== show) return;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'yaml', content: waiver }));
}
