import * as vscode from 'vscode';
import { DiskFolder } from '../../adapters/files/diskFolder.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import { catalogueDryRun, templateOrigin, uploadedDryRun } from '../../core/templates/previewRequest.js';
import type { DryRunRequest, TemplateFile } from '../../core/templates/scaffolder.js';
import { templateFromText } from '../../core/templates/templateText.js';
import type { PreviewFeatureOptions, PreviewRequest } from './previewFeature.js';

/** Gathers what the dry run of a template needs: from the catalogue, or from the folder that its file stands in. */
export async function dryRunRequestOf(
  { templateRef, templateFile, answers }: PreviewRequest,
  { documents, localTemplate }: Pick<PreviewFeatureOptions, 'documents' | 'localTemplate'>,
  signal: AbortSignal,
): Promise<Result<DryRunRequest>> {
  let file = templateFile;
  if (templateRef !== undefined) {
    const read = await documents()?.read(templateRef, signal);
    if (read && !read.ok) return read;
    const local = localTemplate(templateRef);
    if (read && (templateOrigin(read.value).kind === 'url' || !local))
      return catalogueDryRun(read.value, answers, vscode.l10n.t);
    file = local;
  }
  if (!file) return failure({ kind: 'unsupported', message: vscode.l10n.t('There is no template to preview.') });
  const document = await vscode.workspace.openTextDocument(file);
  const template = templateFromText(document.getText(), vscode.l10n.t);
  if (!template.ok) return template;
  const files = await filesBeside(file, signal);
  return files.ok ? uploadedDryRun(template.value, answers, files.value, vscode.l10n.t) : files;
}

/** The files of the folder that a template stands in, with what is typed but not saved. */
async function filesBeside(file: vscode.Uri, signal: AbortSignal): Promise<Result<readonly TemplateFile[]>> {
  if (file.scheme !== 'file') return success([]);
  const folder = vscode.Uri.joinPath(file, '..');
  const saved = await new DiskFolder(folder.fsPath).all(signal);
  if (!saved.ok) return saved;
  const typed = new Map(
    vscode.workspace.textDocuments
      .filter(({ isDirty, uri }) => isDirty && uri.scheme === 'file' && uri.path.startsWith(`${folder.path}/`))
      .map(document => [document.uri.path.slice(folder.path.length + 1), document.getText()]),
  );
  return success(
    saved.value.map(({ path, bytes }) => {
      const text = typed.get(path);
      return { path, bytes: text === undefined ? bytes : new TextEncoder().encode(text) };
    }),
  );
}
