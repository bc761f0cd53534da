import * as vscode from 'vscode';
import type { Descriptors } from '../../adapters/workspace/workspaceCatalogue.js';
import type { DescriptorProblem, TextRange } from '../../core/catalogue/descriptor.js';
import type { Disposable } from '../../core/common/event.js';

/** Shows what is wrong with descriptors in the Problems view. */
export class DescriptorDiagnostics implements Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('goldenPath.descriptors');

  /** Replaces everything that is shown. */
  show(descriptors: Descriptors): void {
    this.collection.clear();
    for (const [uri, { problems }] of descriptors)
      if (problems.length > 0) this.collection.set(vscode.Uri.parse(uri, true), problems.map(toDiagnostic));
  }

  dispose(): void {
    this.collection.dispose();
  }
}

function toDiagnostic(problem: DescriptorProblem): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    toRange(problem.range),
    vscode.l10n.t(problem.message, ...problem.values),
    problem.severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'Golden Path';
  diagnostic.code = problem.code;
  return diagnostic;
}

function toRange(range: TextRange): vscode.Range {
  return new vscode.Range(range.startLine, range.startColumn, range.endLine, range.endColumn);
}
