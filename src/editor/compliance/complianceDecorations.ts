import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { ComplianceModel } from './complianceModel.js';
import { countsText } from './complianceText.js';

/**
 * Marks files in the explorer: those in which a rule is left by a waiver with a letter. Those with problems the editor marks itself,
 * with their number; where that is switched off, the number is ours.
 */
export class ComplianceDecorations implements vscode.FileDecorationProvider, Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new vscode.EventEmitter<vscode.Uri[]>());

  readonly onDidChangeFileDecorations = this.changed.event;

  constructor(private readonly model: ComplianceModel) {
    this.store.add(model.onDidChange(uris => uris.length > 0 && this.changed.fire([...uris])));
    this.store.add(vscode.window.registerFileDecorationProvider(this));
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    const findings = this.model.findingsOf(uri);
    const problems = findings.filter(({ waiver, severity }) => !waiver && severity !== 'info');
    if (problems.length === 0) {
      if (!findings.some(({ waiver }) => waiver)) return undefined;
      return new vscode.FileDecoration(vscode.l10n.t('W'), vscode.l10n.t('Golden Path: {0}', countsText(findings)));
    }
    if (vscode.workspace.getConfiguration('problems').get<unknown>('decorations.enabled') !== false) return undefined;
    const isError = problems.some(({ severity }) => severity === 'error');
    return new vscode.FileDecoration(
      problems.length > 9 ? '9+' : String(problems.length),
      vscode.l10n.t('Golden Path: {0}', countsText(findings)),
      new vscode.ThemeColor(isError ? 'list.errorForeground' : 'list.warningForeground'),
    );
  }

  dispose(): void {
    this.store.dispose();
  }
}
