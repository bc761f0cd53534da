import * as vscode from 'vscode';
import type { RuleId } from '../../../core/catalogue/language/findings.js';

/** Documents about the rules of the language. The manifest has the editor show them in its Markdown preview. */
export const RULE_SCHEME = 'golden-path-rule';

/** Where a rule is explained. */
export function rulePageUri(rule: RuleId): vscode.Uri {
  return vscode.Uri.from({ scheme: RULE_SCHEME, path: `/${rule}.md` });
}

/** Gives the editor the pages about rules. */
export class RuleDocuments implements vscode.TextDocumentContentProvider {
  /** @throws where there is no such rule: the editor shows that in place of the document */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { isRuleId, rulePage } = await import('../../../core/catalogue/language/ruleHelp.js');
    const rule = uri.path.slice(1).replace(/\.md$/, '');
    if (!isRuleId(rule)) throw vscode.FileSystemError.FileNotFound(uri);
    return rulePage(rule, vscode.l10n.t);
  }
}
