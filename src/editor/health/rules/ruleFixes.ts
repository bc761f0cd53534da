import * as vscode from 'vscode';
import type { RuleDiagnostics } from './ruleDiagnostics.js';
import { rangeIn } from './ruleDocuments.js';

/** Puts the name that was probably meant in the place of one that there is not. */
export class RuleFixes implements vscode.CodeActionProvider {
  static readonly kinds = [vscode.CodeActionKind.QuickFix];

  constructor(private readonly diagnostics: RuleDiagnostics) {}

  provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
  ): vscode.CodeAction[] {
    return this.diagnostics.findings(document).flatMap(({ span, code, instead }) => {
      const place = rangeIn(document, span);
      if (instead === undefined || !place.intersection(range)) return [];
      const action = new vscode.CodeAction(vscode.l10n.t('Change to {0}', instead), vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, place, instead);
      action.diagnostics = context.diagnostics.filter(shown => shown.code === code && shown.range.isEqual(place));
      action.isPreferred = true;
      return [action];
    });
  }
}
