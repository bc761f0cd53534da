import * as vscode from 'vscode';
import { displayName } from '../../core/catalogue/entity.js';
import { failure, success, type Problem, type Result } from '../../core/common/problem.js';
import type { Answers, FormFiller } from '../../core/templates/formFill.js';
import { comparePreview, type OtherSide } from '../../core/templates/previewCompare.js';
import { catalogueDryRun } from '../../core/templates/previewRequest.js';
import { previewOf, type Preview, type PreviewFile } from '../../core/templates/previewTree.js';
import type { EntityDocuments } from '../../core/catalogue/apiDefinition.js';
import type { Scaffolder } from '../../core/templates/scaffolder.js';
import type { RankedTemplate } from '../../core/templates/templateRank.js';
import { guardedWrite, textOf } from '../common/guardedWrite.js';
import { withoutLinks } from '../common/notificationText.js';
import { withPatience } from '../common/patience.js';
import { textOfBytes, type MadeFiles } from './madeFiles.js';

const PATIENCE_MS = 700;

export interface CompareOptions {
  readonly scaffolder: Scaffolder;
  readonly documents: EntityDocuments;
  readonly filler: FormFiller;
  readonly made: MadeFiles;
}

/** What is compared with what its template makes today. */
export interface CompareRequest {
  readonly template: RankedTemplate;
  /** The folder that the template once made. */
  readonly folder: vscode.Uri;
  /** What was answered then; undefined asks the person. */
  readonly answers: Answers | undefined;
}

/** A difference: a file that today's template makes otherwise, or that the folder does not have. */
interface Difference {
  readonly file: PreviewFile;
  readonly isNew: boolean;
}

/** Runs today's template dry with the answers of then, and shows where the folder differs from it. */
export async function compareWithToday(
  request: CompareRequest,
  options: CompareOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const name = displayName(request.template.entity);
  const preview = await previewToday(request, options, signal);
  if (!preview.ok) return preview;
  const found = await comparePreview(preview.value, folderSide(request.folder), signal);
  if (!found.ok) return found;
  const differences = [...preview.value.files.values()].flatMap((file): Difference[] => {
    const change = found.value.changes.get(file.path);
    return change === undefined || change === 'same' ? [] : [{ file, isNew: change === 'added' }];
  });
  if (differences.length === 0) {
    void vscode.window.showInformationMessage(
      withoutLinks(vscode.l10n.t('Nothing differs: the folder has every file as {0} makes it today.', name)),
    );
    return success(undefined);
  }
  await showDifferences(name, request.folder, differences, options.made);
  void offerToApply(request.folder, differences);
  return success(undefined);
}

async function previewToday(
  { template, answers }: CompareRequest,
  { scaffolder, documents, filler }: CompareOptions,
  signal: AbortSignal,
): Promise<Result<Preview>> {
  const { ref } = template.entity;
  const run = async (given: Answers): Promise<Result<Preview>> =>
    withPatience({
      title: vscode.l10n.t('Trying what {0} makes today', displayName(template.entity)),
      patienceMs: PATIENCE_MS,
      run: async stop => {
        const either = AbortSignal.any([signal, stop]);
        const json = await documents.read(ref, either);
        if (!json.ok) return json;
        const dryRun = catalogueDryRun(json.value, given, vscode.l10n.t);
        if (!dryRun.ok) return dryRun;
        const made = await scaffolder.dryRun(dryRun.value, either);
        return made.ok ? success(previewOf(made.value.files, vscode.l10n.t)) : made;
      },
    });
  if (answers) {
    const tried = await run(answers);
    // Today's form may ask what was not asked then, and secrets are never recorded.
    if (tried.ok || tried.problem.kind !== 'invalid') return tried;
  }
  const form = await scaffolder.form(ref, signal);
  if (!form.ok) return form;
  const filled = await filler.fill(
    {
      templateRef: ref,
      form: form.value,
      finish: vscode.l10n.t('Compare'),
      ...(answers ? { initial: answers.values } : {}),
    },
    signal,
  );
  return filled.ok ? run(filled.value) : filled;
}

/** The files of the folder, those alone that are asked for. */
function folderSide(folder: vscode.Uri): OtherSide {
  return {
    read: async parts => {
      const uri = vscode.Uri.joinPath(folder, ...parts);
      try {
        const { type } = await vscode.workspace.fs.stat(uri);
        if (type !== vscode.FileType.File) return success(undefined);
        return success({ bytes: await vscode.workspace.fs.readFile(uri), executable: undefined });
      } catch (error) {
        if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return success(undefined);
        return failure(unreadable(parts.join('/'), error));
      }
    },
    // What the folder has beside the template's files is its own business.
    paths: () => Promise.resolve(success([])),
  };
}

async function showDifferences(
  name: string,
  folder: vscode.Uri,
  differences: readonly Difference[],
  made: MadeFiles,
): Promise<void> {
  const places = made.keep(
    folder,
    differences.map(({ file }) => file).filter(({ isBinary }) => !isBinary),
  );
  const shown = differences.flatMap(({ file, isNew }) => {
    const today = places.get(file.path);
    const here = vscode.Uri.joinPath(folder, ...file.parts);
    return today ? [[here, isNew ? undefined : here, today] as const] : [];
  });
  await vscode.commands.executeCommand('vscode.changes', vscode.l10n.t('This folder ↔ {0} of today', name), shown);
}

async function offerToApply(folder: vscode.Uri, differences: readonly Difference[]): Promise<void> {
  const apply = vscode.l10n.t('Take Over Files…');
  const message = vscode.l10n.t('Files that differ from what the template makes today: {0}', differences.length);
  if ((await vscode.window.showInformationMessage(message, apply)) !== apply) return;
  const items = differences.map(({ file, isNew }) => ({
    label: file.path,
    description: file.isBinary
      ? vscode.l10n.t('no text: cannot be taken over')
      : isNew
        ? vscode.l10n.t('new')
        : vscode.l10n.t('changed'),
    file,
  }));
  const chosen = await vscode.window.showQuickPick(
    items.filter(({ file }) => !file.isBinary),
    {
      title: vscode.l10n.t('Take Over Files of Today’s Template'),
      placeHolder: vscode.l10n.t('Which files? What is in them here is replaced, and can be undone'),
      canPickMany: true,
      matchOnDescription: true,
    },
  );
  for (const { file } of chosen ?? []) {
    const problem = await takeOver(folder, file);
    if (problem) {
      void vscode.window.showErrorMessage(withoutLinks(problem.message));
      return;
    }
  }
}

async function takeOver(folder: vscode.Uri, file: PreviewFile): Promise<Problem | undefined> {
  const before = await textOf(vscode.Uri.joinPath(folder, ...file.parts));
  if (!before.ok) return before.problem;
  const written = await guardedWrite({
    folder,
    path: file.parts,
    text: textOfBytes(file.bytes),
    before: before.value,
  });
  return written.ok ? undefined : written.problem;
}

function unreadable(path: string, error: unknown): Problem {
  return {
    kind: 'internal',
    message: vscode.l10n.t('“{0}” cannot be read.', path),
    detail: error instanceof Error ? error.message : String(error),
  };
}
