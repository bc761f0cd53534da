import * as vscode from 'vscode';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import { expressionFindings, type RuleFinding } from '../../../core/health/sloFiles/ruleFindings.js';
import { TypingPauses } from '../../common/typingPauses.js';
import { rangeIn, type RuleDocuments } from './ruleDocuments.js';
import type { RuleModel } from './ruleModel.js';

// A pause in typing. What is wrong while a word is half written is no news.
const PAUSE_MS = 150;

const SEVERITY: Readonly<Record<RuleFinding['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Shows what is wrong with the expressions of the files that are open, and what the source knows nothing of. */
export class RuleDiagnostics implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collection = this.store.add(vscode.languages.createDiagnosticCollection('goldenPath.rules'));
  private readonly pauses = this.store.add(new TypingPauses(PAUSE_MS));

  constructor(
    private readonly documents: RuleDocuments,
    private readonly model: RuleModel,
  ) {
    const { store } = this;
    store.add(vscode.workspace.onDidOpenTextDocument(document => this.show(document)));
    store.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) =>
        this.pauses.after(document.uri, () => this.show(document)),
      ),
    );
    store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.pauses.stop(uri);
        this.collection.delete(uri);
      }),
    );
    store.add(model.onDidChange(document => this.show(document)));
    vscode.workspace.textDocuments.forEach(document => this.show(document));
  }

  /** What is found in a document as it is now, in the order of the text. */
  findings(document: vscode.TextDocument): readonly RuleFinding[] {
    const file = this.documents.open(document);
    const found = file ? [...expressionFindings(file), ...this.model.findings(document, file)] : [];
    return found.sort((a, b) => a.span.start - b.span.start);
  }

  dispose(): void {
    this.store.dispose();
  }

  private show(document: vscode.TextDocument): void {
    if (document.isClosed) return;
    const found = this.findings(document);
    if (found.length > 0 || this.collection.has(document.uri))
      this.collection.set(
        document.uri,
        found.map(finding => toDiagnostic(document, finding)),
      );
  }
}

function toDiagnostic(document: vscode.TextDocument, finding: RuleFinding): vscode.Diagnostic {
  const text = vscode.l10n.t(finding.message, ...finding.values);
  const diagnostic = new vscode.Diagnostic(rangeIn(document, finding.span), text, SEVERITY[finding.severity]);
  diagnostic.source = 'Golden Path';
  diagnostic.code = finding.code;
  return diagnostic;
}
