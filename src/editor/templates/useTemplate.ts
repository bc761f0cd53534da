import * as vscode from 'vscode';
import { webAddress } from '../../core/catalogue/addresses.js';
import { displayName } from '../../core/catalogue/entity.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { Scaffolder, TaskEvent, TaskOutput } from '../../core/templates/scaffolder.js';
import { WAIVERS_PATH } from '../../core/templates/waiver.js';
import type { CommandId } from '../common/commands.js';
import type { AfterPreview, TemplateUse } from './createFromTemplate.js';
import type { Previews } from './previewFeature.js';

/** Shows what a template would make, and asks how to go on. */
export async function previewTemplate(
  { template, answers, waiver }: TemplateUse,
  previews: Previews,
  signal: AbortSignal,
): Promise<Result<AfterPreview>> {
  const { entity } = template;
  const extraFiles = waiver === undefined ? [] : [{ path: WAIVERS_PATH, bytes: new TextEncoder().encode(waiver) }];
  const request = { templateRef: entity.ref, title: displayName(entity), answers, extraFiles };
  const shown = await previews.show(request, signal);
  if (!shown.ok) return shown;
  const create = vscode.l10n.t('Create Now');
  const here = vscode.l10n.t('Create Here…');
  const change = vscode.l10n.t('Change the Answers');
  const count = shown.value.preview.files.size;
  const message = vscode.l10n.t('{0} would make {1} files. Nothing is created yet.', displayName(entity), count);
  const chosen = await vscode.window.showInformationMessage(message, create, here, change);
  if (chosen === here) await vscode.commands.executeCommand('goldenPath.preview.createHere' satisfies CommandId);
  return success(chosen === create ? 'create' : chosen === change ? 'change' : 'done');
}

/** Starts a run, follows it to its end with its steps in a notification, and says what came of it. */
export async function runTemplate(
  { template, answers }: TemplateUse,
  scaffolder: Scaffolder,
  signal: AbortSignal,
): Promise<Result<TaskOutput | undefined>> {
  const name = displayName(template.entity);
  const started = await scaffolder.start(template.entity.ref, answers.values, answers.secrets, signal);
  if (!started.ok) return started;
  let output: TaskOutput | undefined;
  let error: string | undefined;
  const followed = await withProgress(vscode.l10n.t('Creating with {0}', name), signal, (stop, report) =>
    scaffolder.follow(
      started.value,
      0,
      events => {
        for (const event of events) {
          output = event.output ?? output;
          error = event.error ?? error;
          if (event.type === 'log' && event.stepId !== undefined) report(stepOf(event));
        }
      },
      stop,
    ),
  );
  if (!followed.ok) return followed;
  if (error !== undefined)
    return failure({ kind: 'internal', message: vscode.l10n.t('{0} has failed: {1}', name, error), detail: error });
  void sayWhatCame(name, output);
  return success(output);
}

function stepOf({ stepId }: TaskEvent): string {
  return stepId ?? '';
}

async function sayWhatCame(name: string, output: TaskOutput | undefined): Promise<void> {
  const links = (output?.links ?? []).flatMap(({ title, url }) => {
    const address = url === undefined ? undefined : webAddress(url);
    return address === undefined ? [] : [{ title: title ?? address, address }];
  });
  const message = vscode.l10n.t('{0} has done its work.', name);
  const chosen = await vscode.window.showInformationMessage(message, ...links.slice(0, 3).map(({ title }) => title));
  const link = links.find(({ title }) => title === chosen);
  if (link) await vscode.env.openExternal(vscode.Uri.parse(link.address, true));
}

function withProgress<T>(
  title: string,
  signal: AbortSignal,
  run: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  const stop = new AbortController();
  return Promise.resolve(
    vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
      token.onCancellationRequested(() => stop.abort());
      return run(AbortSignal.any([signal, stop.signal]), message => progress.report({ message }));
    }),
  );
}
