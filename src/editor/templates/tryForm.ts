import * as vscode from 'vscode';
import { stringify } from 'yaml';
import { success, type Result } from '../../core/common/problem.js';
import { formOfTemplateFile } from '../../core/templates/formFile.js';
import type { FormFiller } from '../../core/templates/formFill.js';

/** What came of trying a form. */
export interface TriedForm {
  /** What to call it, as part of a path. */
  readonly name: string;
  /** The values as a template would get them; of secrets only the names. */
  readonly yaml: string;
}

/** Asks the form of a template's file, as who chooses the template would be asked. */
export async function tryFormOf(
  text: string,
  filler: FormFiller,
  again: () => void,
  signal: AbortSignal,
): Promise<Result<TriedForm>> {
  const form = formOfTemplateFile(text);
  if (!form.ok) return form;
  const answers = await filler.fill({ form: form.value, finish: vscode.l10n.t('Show the Values'), again }, signal);
  if (!answers.ok) return answers;
  const { values, secrets } = answers.value;
  const names = Object.keys(secrets);
  const comment = [
    vscode.l10n.t('What the steps of the template would get as “parameters”. Nothing has been run.'),
    ...(names.length > 0 ? [vscode.l10n.t('As “secrets” they would get: {0}', names.join(', '))] : []),
  ];
  const yaml = `${comment.map(line => `# ${line.replace(/\s+/g, ' ')}`).join('\n')}\n${stringify(values)}`;
  return success({ name: form.value.title.replace(/[^\p{L}\p{N} ._-]+/gu, ' ').trim() || 'template', yaml });
}
