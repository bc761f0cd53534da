import * as vscode from 'vscode';

/** Gives the editor the pages about rules. */
export class RuleDocuments implements vscode.TextDocumentContentProvider {
  /** @param others gives the pages of rules that are not those of the language */
  constructor(private readonly others: (rule: string) => Promise<string | undefined>) {}

  /** @throws where there is no such rule: the editor shows that in place of the document */
  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const { isRuleId, rulePage } = await import('../../../core/catalogue/language/ruleHelp.js');
    const rule = uri.path.slice(1).replace(/\.md$/, '');
    if (isRuleId(rule)) return rulePage(rule, vscode.l10n.t);
    const page = await this.others(rule);
    if (page === undefined) throw vscode.FileSystemError.FileNotFound(uri);
    return page;
  }
}
