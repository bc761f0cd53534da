import * as vscode from 'vscode';

/** Documents about rules. The manifest has the editor show them in its Markdown preview. */
export const RULE_SCHEME = 'golden-path-rule';

/** Where a rule is explained. */
export function rulePageUri(rule: string): vscode.Uri {
  return vscode.Uri.from({ scheme: RULE_SCHEME, path: `/${rule}.md` });
}

/** The name of the rule in a diagnostic of ours. */
export function ruleOf(code: vscode.Diagnostic['code']): string | number | undefined {
  return typeof code === 'object' ? code.value : code;
}
