import * as vscode from 'vscode';
import { shortEntityRef } from '../../core/catalogue/entityRef.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import { CANCELLED, failure, success, type Result } from '../../core/common/problem.js';
import { ANSWERS_SUFFIX, readAnswers, type AnswersFile } from '../../core/templates/answersFile.js';
import { templateRefOf } from '../../core/templates/recordedAnswers.js';
import type { Values } from '../../core/templates/scaffolder.js';
import { isTemplate, rankTemplate, type RankedTemplate } from '../../core/templates/templateRank.js';
import { catalogueSettled } from '../catalogue/catalogueSettled.js';
import { withoutLinks } from '../common/notificationText.js';

const MOST_FILES = 100;

/** What is to be created again. */
export interface Replay {
  /** undefined where the file does not name one: the person chooses. */
  readonly template: RankedTemplate | undefined;
  readonly values: Values;
}

/**
 * Reads a file of answers, and finds its template.
 * @param argument URI of the file; else the file in front, else the person is asked
 */
export async function askReplay(
  argument: unknown,
  model: CatalogueModel,
  signal: AbortSignal,
): Promise<Result<Replay>> {
  const uri = argument instanceof vscode.Uri ? argument : (fileInFront() ?? (await askFile()));
  if (!uri) return failure(CANCELLED);
  const document = await vscode.workspace.openTextDocument(uri);
  const read = readAnswers(document.getText());
  if (!read.ok) {
    const path = vscode.workspace.asRelativePath(uri);
    return failure({ ...read.problem, message: `${path}: ${read.problem.message}` });
  }
  return replayOf(read.value, model, signal);
}

/** Finds the template of answers; the person may choose another one where the catalogue does not have it. */
export async function replayOf(
  { template: written, values }: AnswersFile,
  model: CatalogueModel,
  signal: AbortSignal,
): Promise<Result<Replay>> {
  if (written === undefined) return success({ template: undefined, values });
  const ref = templateRefOf(written);
  await catalogueSettled(model, signal);
  const entity = ref === undefined ? undefined : model.state.index.get(ref);
  if (entity && isTemplate(entity)) return success({ template: rankTemplate(entity), values });
  const choose = vscode.l10n.t('Choose Another Template');
  const message = vscode.l10n.t(
    'The catalogue does not have {0}. It may be gone, or belong to another instance of Backstage.',
    ref === undefined ? written : shortEntityRef(ref),
  );
  const chosen = await vscode.window.showWarningMessage(withoutLinks(message), choose);
  return chosen === choose ? success({ template: undefined, values }) : failure(CANCELLED);
}

function fileInFront(): vscode.Uri | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri?.path.endsWith(ANSWERS_SUFFIX) ? uri : undefined;
}

async function askFile(): Promise<vscode.Uri | undefined> {
  const files = await vscode.workspace.findFiles(`**/*${ANSWERS_SUFFIX}`, '**/node_modules/**', MOST_FILES);
  const browse = vscode.l10n.t('Browse…');
  const items = files.map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  if (items.length > 0) {
    const rows: readonly (vscode.QuickPickItem & { readonly uri?: vscode.Uri })[] = [...items, { label: browse }];
    const chosen = await vscode.window.showQuickPick(rows, { title: vscode.l10n.t('Create from Answers File') });
    if (!chosen || chosen.uri) return chosen?.uri;
  }
  const picked = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Create from Answers File'),
    filters: { [vscode.l10n.t('Answers')]: ['yaml', 'yml'] },
  });
  return picked?.[0];
}
