import * as vscode from 'vscode';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import { DisposableStore } from '../../core/common/disposables.js';
import type { Disposable } from '../../core/common/event.js';
import { rulePageUri } from '../common/rulePage.js';
import { DIAGNOSTIC_SEVERITY, rangeOf, sentence } from './complianceText.js';
import type { ComplianceModel } from './complianceModel.js';

export const DIAGNOSTIC_SOURCE = 'Golden Path';

/** Shows what the rules find in the Problems view and in the text. What is waived is no problem. */
export class ComplianceDiagnostics implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collection = this.store.add(vscode.languages.createDiagnosticCollection('goldenPath.compliance'));

  /** @param isShownElsewhere whether the language of descriptors, templates or rule files says the same already */
  constructor(
    private readonly model: ComplianceModel,
    private readonly isShownElsewhere: (finding: ReportedFinding) => boolean,
  ) {
    this.store.add(model.onDidChange(uris => uris.forEach(uri => this.show(uri))));
  }

  dispose(): void {
    this.store.dispose();
  }

  private show(uri: vscode.Uri): void {
    const shown = this.model.findingsOf(uri).filter(one => !one.waiver && !this.isShownElsewhere(one));
    this.collection.set(
      uri,
      shown.map(finding => this.diagnosticOf(uri, finding)),
    );
  }

  private diagnosticOf(uri: vscode.Uri, finding: ReportedFinding): vscode.Diagnostic {
    const { range, severity, rule, related } = finding;
    const diagnostic = new vscode.Diagnostic(rangeOf(range), sentence(finding), DIAGNOSTIC_SEVERITY[severity]);
    diagnostic.source = DIAGNOSTIC_SOURCE;
    diagnostic.code = { value: rule, target: rulePageUri(rule) };
    if (related.length > 0)
      diagnostic.relatedInformation = related.map(
        place =>
          new vscode.DiagnosticRelatedInformation(
            new vscode.Location(this.model.uriOf(uri, place.path), rangeOf(place.range)),
            sentence(place),
          ),
      );
    return diagnostic;
  }
}
