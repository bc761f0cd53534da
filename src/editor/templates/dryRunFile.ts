import * as vscode from 'vscode';
import { failure, success, type Result } from '../../core/common/problem.js';
import type { Answers, FormFiller } from '../../core/templates/formFill.js';
import { formOfTemplate } from '../../core/templates/previewRequest.js';
import type { Values } from '../../core/templates/scaffolder.js';
import { templateFromText } from '../../core/templates/templateText.js';
import { withoutLinks } from '../common/notificationText.js';
import type { PreviewRequest } from './previewFeature.js';

/**
 * Previews a template's file as it is typed, with the files of its folder.
 * @param uri of the file
 * @param answered answers of earlier dry runs, without secrets, by the file's URI; takes the new ones
 * @param filler asks for the values; a template without a form needs none
 */
export async function dryRunOfFile(
  uri: vscode.Uri | undefined,
  answered: Map<string, Values>,
  filler: FormFiller | undefined,
  show: (request: PreviewRequest) => Promise<Result<unknown>>,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  if (!uri) return failure({ kind: 'unsupported', message: vscode.l10n.t('Open a template (template.yaml) first.') });
  const document = await vscode.workspace.openTextDocument(uri);
  for (;;) {
    const template = templateFromText(document.getText(), vscode.l10n.t);
    if (!template.ok) return template;
    const form = formOfTemplate(template.value);
    let answers: Answers = { values: {}, secrets: {} };
    if (form.pages.length > 0 && filler) {
      const initial = answered.get(uri.toString());
      const filled = await filler.fill(
        { form, finish: vscode.l10n.t('Preview'), ...(initial ? { initial } : {}) },
        signal,
      );
      if (!filled.ok) return filled;
      answers = filled.value;
      answered.set(uri.toString(), answers.values);
    }
    const done = await show({ templateFile: uri, title: form.title, answers });
    if (done.ok || done.problem.kind !== 'invalid' || !filler || form.pages.length === 0) return done;
    const change = vscode.l10n.t('Change the Answers');
    if ((await vscode.window.showErrorMessage(withoutLinks(done.problem.message), change)) !== change)
      return success(undefined);
  }
}
