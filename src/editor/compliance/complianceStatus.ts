import * as vscode from 'vscode';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import type { CommandId } from '../common/commands.js';
import type { ComplianceModel } from './complianceModel.js';
import { countsText } from './complianceText.js';

/** Says in the status bar how the service of the file in front stands; without a service, what is found in the file. */
export class ComplianceStatus implements Disposable {
  private readonly store = new DisposableStore();
  private readonly item: vscode.StatusBarItem;

  constructor(private readonly model: ComplianceModel) {
    this.item = this.store.add(
      vscode.window.createStatusBarItem('goldenPath.compliance', vscode.StatusBarAlignment.Left, 9),
    );
    this.item.name = vscode.l10n.t('Golden Path: Compliance');
    const command: CommandId = 'goldenPath.compliance.showView';
    this.item.command = command;
    this.store.add(vscode.window.onDidChangeActiveTextEditor(() => this.update()));
    this.store.add(model.onDidChange(() => this.update()));
    this.update();
  }

  /** What the status bar says; empty while it shows nothing. */
  get text(): string {
    return this.item.text;
  }

  dispose(): void {
    this.store.dispose();
  }

  private update(): void {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const findings = uri ? this.model.findingsOf(uri) : [];
    const score = uri && this.model.scoreOf(uri);
    if (!score && findings.length === 0) {
      this.item.text = '';
      this.item.hide();
      return;
    }
    const own = countsText(findings);
    this.item.text = score
      ? `$(shield) ${[score.level, vscode.l10n.t('{0} points', score.points)].filter(Boolean).join(' · ')}`
      : `$(shield) ${own}`;
    const about = score
      ? vscode.l10n.t('{0}: {1} of 100 points against the golden path', score.service.title, score.points)
      : '';
    this.item.tooltip = [about, own && vscode.l10n.t('This file: {0}', own)].filter(Boolean).join('\n');
    this.item.accessibilityInformation = { label: this.item.tooltip };
    this.item.show();
  }
}
