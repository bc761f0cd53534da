import * as vscode from 'vscode';
import type { BackstageConnection } from '../../adapters/backstage/connection.js';
import { eventPath } from '../../core/insights/eventIngress.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import { jsonLines, readJsonLines, type LineProblem } from '../../core/insights/jsonLines.js';
import {
  readSurveyRecord,
  SURVEY_TOPIC,
  surveyCsv,
  toLeave,
  type SurveyRecord,
} from '../../core/insights/survey/surveyAnswer.js';
import { noBackstage } from '../common/portal.js';
import { ShownDraft } from './shownDraft.js';
import type { SurveyStore } from './surveyStore.js';

export type ExportFormat = 'jsonl' | 'csv';

/** Asks for a form and a place, and writes all answers there. */
export async function exportAnswers(store: SurveyStore): Promise<Result<unknown> | void> {
  const formats: readonly (vscode.QuickPickItem & { readonly format: ExportFormat })[] = [
    {
      label: 'JSON Lines',
      description: '.jsonl',
      detail: vscode.l10n.t('For the platform team’s page.'),
      format: 'jsonl',
    },
    { label: 'CSV', description: '.csv', detail: vscode.l10n.t('For a spreadsheet.'), format: 'csv' },
  ];
  const title = vscode.l10n.t('Export My Answers');
  const format = (await vscode.window.showQuickPick(formats, { title }))?.format;
  if (!format) return;
  const uri = await vscode.window.showSaveDialog({
    title,
    ...placeFor(`survey-answers.${format}`),
    filters: format === 'csv' ? { CSV: ['csv'] } : { 'JSON Lines': ['jsonl'] },
  });
  return uri && exportTo(store, uri, format);
}

/** Writes all answers to a file, each as it would leave. */
export async function exportTo(store: SurveyStore, uri: vscode.Uri, format: ExportFormat): Promise<Result<void>> {
  const kept = await store.records();
  if (!kept.ok) return kept;
  const records = kept.value.map(({ record }) => record);
  return writeFile(uri, format === 'csv' ? surveyCsv(records) : jsonLines(toLeave(records)));
}

/** Writes a file where the person has said. */
export async function writeFile(uri: vscode.Uri, text: string): Promise<Result<void>> {
  try {
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return failure({ kind: 'forbidden', message: vscode.l10n.t('“{0}” cannot be written.', uri.fsPath), detail });
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t('Written to {0}', vscode.workspace.asRelativePath(uri)), 5000);
  return success(undefined);
}

/** A place in the open folder, or else wherever the editor likes. */
export function placeFor(name: string): Pick<vscode.SaveDialogOptions, 'defaultUri'> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  return folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {};
}

/**
 * Shows the answers that have not been sent, line by line as they would go, and sends what stands there once the person says so. What
 * arrived is marked, so that nothing goes twice and nothing is lost where it breaks off.
 */
export async function sendAnswers(
  store: SurveyStore,
  connection: BackstageConnection | undefined,
  signal: AbortSignal,
): Promise<Result<unknown> | void> {
  if (!connection) return failure(noBackstage());
  const kept = await store.records();
  if (!kept.ok) return kept;
  const unsent = toLeave(kept.value.filter(({ sent }) => !sent).map(({ record }) => record));
  if (unsent.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('There are no answers that have not been sent.'));
    return;
  }
  const draft = new ShownDraft(store, 'answers-to-send.jsonl');
  await draft.show(jsonLines(unsent));
  const send = vscode.l10n.t('Send');
  const address = `${connection.catalogue.origin}${eventPath(SURVEY_TOPIC)}`;
  const chosen = await draft.ask(vscode.l10n.t('Send these lines to {0}?', address), [
    { label: send, detail: howItGoes() },
    { label: vscode.l10n.t('Don’t Send') },
  ]);
  // What stands there now, and nothing else: lines may have been changed or taken out.
  const text = draft.text;
  await draft.close();
  if (chosen?.label !== send) return;
  const { records, problems } = readJsonLines(text, readSurveyRecord);
  const [wrong] = problems;
  if (wrong) return failure(notSent(wrong));
  return publishAll(store, connection, records, signal);
}

async function publishAll(
  store: SurveyStore,
  connection: BackstageConnection,
  records: readonly SurveyRecord[],
  signal: AbortSignal,
): Promise<Result<unknown>> {
  for (const record of records) {
    const sent = await connection.events.publish(SURVEY_TOPIC, record, signal);
    if (!sent.ok) return sent;
    const marked = await store.change(all =>
      all.map(each => (each.record.id === record.id ? { ...each, sent: true } : each)),
    );
    if (!marked.ok) return marked;
  }
  vscode.window.setStatusBarMessage(vscode.l10n.t('Sent {0} answers', records.length), 5000);
  return success(undefined);
}

/** What a person is to know who sends something. */
export function howItGoes(): string {
  return vscode.l10n.t(
    'Exactly what you see, one line a request, without your sign-in. It is confidential, not anonymous: Backstage and what stands before it see where a request comes from.',
  );
}

/** That what stands in a document cannot go. */
export function notSent({ line, message, values }: LineProblem): Problem {
  return {
    kind: 'invalid',
    message: vscode.l10n.t('Nothing was sent. Line {0}: {1}', line, vscode.l10n.t(message, ...values)),
    fields: [],
  };
}
