import * as vscode from 'vscode';
import { ruleOf } from '../../common/rulePage.js';
import type { DescriptorFile, PlacedTree, Span } from '../../../core/catalogue/language/descriptorFile.js';
import type { TextRange } from '../../../core/catalogue/descriptor.js';
import { spanRange, toRange } from './languageDocuments.js';

/** What a rule has found, as far as mending it needs. */
interface Fixable {
  readonly rule: string;
  readonly document: PlacedTree;
  readonly range: TextRange;
  readonly fixes: readonly {
    readonly title: string;
    readonly values: readonly string[];
    readonly edits: readonly { readonly span: Span; readonly text: string }[];
  }[];
}

/**
 * What does away with the findings at a place, the best first.
 * @param file the text that the findings are about
 */
export function quickFixes(
  findings: readonly Fixable[],
  file: DescriptorFile,
  uri: vscode.Uri,
  range: vscode.Range,
  { diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  return findings.flatMap(finding => {
    const place = toRange(finding.range);
    if (!place.intersection(range)) return [];
    const shown = diagnostics.filter(({ code, range: at }) => ruleOf(code) === finding.rule && at.isEqual(place));
    return finding.fixes.map((fix, order) => {
      const action = new vscode.CodeAction(vscode.l10n.t(fix.title, ...fix.values), vscode.CodeActionKind.QuickFix);
      action.edit = new vscode.WorkspaceEdit();
      for (const { span, text } of fix.edits) action.edit.replace(uri, spanRange(file, finding.document, span), text);
      action.diagnostics = shown;
      action.isPreferred = order === 0;
      return action;
    });
  });
}
