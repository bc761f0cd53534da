import * as vscode from 'vscode';
import type { PlacedTemplateFinding } from '../../../core/templates/language/templateLanguageService.js';
import { DisposableStore } from '../../../core/common/disposables.js';
import type { Disposable } from '../../../core/common/event.js';
import { toRange } from '../../catalogue/language/languageDocuments.js';
import { TypingPauses } from '../../common/typingPauses.js';
import type { TemplateDocuments } from './templateDocuments.js';

// A pause in typing. What is wrong while a word is half written is no news.
const PAUSE_MS = 120;

const SEVERITY: Readonly<Record<PlacedTemplateFinding['severity'], vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  information: vscode.DiagnosticSeverity.Information,
};

/** Shows what the rules for templates find in the files that are open. */
export class TemplateDiagnostics implements Disposable {
  private readonly store = new DisposableStore();
  private readonly collection = this.store.add(vscode.languages.createDiagnosticCollection('goldenPath.templates'));
  private readonly pauses = this.store.add(new TypingPauses(PAUSE_MS));

  constructor(private readonly documents: TemplateDocuments) {
    this.store.add(vscode.workspace.onDidOpenTextDocument(document => void this.show(document)));
    this.store.add(vscode.workspace.onDidChangeTextDocument(({ document }) => this.showSoon(document)));
    this.store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.collection.delete(uri)));
    this.refresh();
  }

  /** Looks at all open templates again: after the server has said what it offers. */
  refresh(): void {
    for (const document of vscode.workspace.textDocuments) void this.show(document);
  }

  dispose(): void {
    this.store.dispose();
  }

  private showSoon(document: vscode.TextDocument): void {
    const { uri } = document;
    if (this.documents.isOurs(document)) {
      this.pauses.after(uri, () => void this.show(document));
      return;
    }
    this.pauses.stop(uri);
    if (this.collection.has(uri)) this.collection.delete(uri);
  }

  private async show(document: vscode.TextDocument): Promise<void> {
    const open = await this.documents.open(document);
    // A newer version has its own turn.
    if (!open || document.isClosed || open.file.text !== document.getText()) return;
    this.collection.set(document.uri, open.service.findings(open.file, open.knowledge).map(toDiagnostic));
  }
}

function toDiagnostic(finding: PlacedTemplateFinding): vscode.Diagnostic {
  const text = vscode.l10n.t(finding.message, ...finding.values).trim();
  const diagnostic = new vscode.Diagnostic(toRange(finding.range), text, SEVERITY[finding.severity]);
  diagnostic.source = 'Golden Path';
  diagnostic.code = finding.rule;
  if (finding.unnecessary) diagnostic.tags = [vscode.DiagnosticTag.Unnecessary];
  return diagnostic;
}
