import * as vscode from 'vscode';
import { LARGEST_DESCRIPTOR, parseDescriptor } from '../../core/catalogue/descriptor.js';
import type { CatalogueModel } from '../../core/catalogue/model.js';
import type { Registrar } from '../../core/catalogue/registration.js';
import { validateDescriptor, type EntityVerdict } from '../../core/catalogue/validation.js';
import type { WorkspaceFiles } from '../../core/catalogue/workspaceFiles.js';
import { failure, success, type Result } from '../../core/common/problem.js';
import { withPatience } from '../common/patience.js';
import { addressOf, placeOfFile } from './descriptorAddress.js';

const PATIENCE_MS = 700;
// API definitions may be larger than descriptors.
const LARGEST_TEXT = 8 * LARGEST_DESCRIPTOR;

export interface ValidateOptions {
  readonly model: CatalogueModel;
  readonly registrar: Registrar;
  readonly files: WorkspaceFiles;
  readonly diagnostics: vscode.DiagnosticCollection;
}

/** Has Backstage check every entity of a descriptor, as it stands in the editor. */
export async function validateWithBackstage(
  document: vscode.TextDocument,
  { model, registrar, files, diagnostics }: ValidateOptions,
  signal: AbortSignal,
): Promise<Result<unknown>> {
  const text = document.getText();
  const { entities, problems } = parseDescriptor(text, document.uri.toString());
  if (problems.some(({ code }) => code === 'descriptor-syntax'))
    return failure({
      kind: 'unsupported',
      message: vscode.l10n.t('This file has mistakes. Mend those first: they are in the Problems view.'),
    });
  if (entities.length === 0)
    return failure({ kind: 'unsupported', message: vscode.l10n.t('There is no entity in this file.') });
  const place = await placeOfFile(document.uri, model.state.index);
  const address = place && addressOf(place);
  const version = document.version;
  let progress = '';
  const verdicts = await withPatience({
    title: vscode.l10n.t('Backstage checks the descriptor'),
    patienceMs: PATIENCE_MS,
    run: cancel =>
      validateDescriptor(
        text,
        {
          registrar,
          ...(address ? { address } : {}),
          read: target => readBeside(files, document.uri, target),
          onProgress: (done, all) => (progress = vscode.l10n.t('{0} of {1} entities', done, all)),
        },
        AbortSignal.any([signal, cancel]),
      ),
    progress: () => progress,
  });
  if (!verdicts.ok) return verdicts;
  // What was said about an older text would stand in the wrong places.
  if (document.version === version) diagnostics.set(document.uri, verdicts.value.flatMap(toDiagnostics));
  summarise(verdicts.value);
  return success(undefined);
}

async function readBeside(files: WorkspaceFiles, from: vscode.Uri, target: string): Promise<string | undefined> {
  const [uri, ...more] = await files.expand(from.toString(), target).then(found => (found.ok ? found.value : []));
  if (uri === undefined || more.length > 0) return undefined;
  const size = await files.size(uri);
  if (!size.ok || size.value > LARGEST_TEXT) return undefined;
  const text = await files.read(uri);
  return text.ok ? text.value : undefined;
}

function toDiagnostics({ range, errors }: EntityVerdict): vscode.Diagnostic[] {
  const place = new vscode.Range(range.startLine, range.startColumn, range.endLine, range.endColumn);
  return errors.map(error => {
    const diagnostic = new vscode.Diagnostic(place, error, vscode.DiagnosticSeverity.Error);
    diagnostic.source = 'Backstage';
    return diagnostic;
  });
}

function summarise(verdicts: readonly EntityVerdict[]): void {
  const bad = verdicts.filter(({ errors }) => errors.length > 0);
  const skipped = verdicts.filter(verdict => verdict.skipped);
  const note =
    skipped.length > 0
      ? ' ' +
        vscode.l10n.t(
          'Not checked, because it refers to other files and the address of this one is not known: {0}.',
          skipped.map(({ label }) => label).join(', '),
        )
      : '';
  const checked = verdicts.length - skipped.length;
  if (bad.length === 0) {
    const text = vscode.l10n.t('Backstage accepts {0} of {1} entities.', checked, verdicts.length);
    void vscode.window.showInformationMessage((skipped.length === 0 ? allGood(verdicts.length) : text) + note);
    return;
  }
  const show = vscode.l10n.t('Show Problems');
  const names = bad.map(({ label }) => label).join(', ');
  void vscode.window
    .showWarningMessage(vscode.l10n.t('Backstage refuses {0}.', names) + note, show)
    .then(chosen => chosen && vscode.commands.executeCommand('workbench.actions.view.problems'));
}

function allGood(count: number): string {
  return count === 1
    ? vscode.l10n.t('Backstage accepts this entity.')
    : vscode.l10n.t('Backstage accepts all {0} entities.', count);
}
