import * as vscode from 'vscode';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import { escapeMarkdown } from '../../core/common/markdown.js';
import { countsText, SEVERITY_ICON, sentence } from '../compliance/complianceText.js';

/** Rows of what the rules find in a preview. */
export type PreviewComplianceRow =
  | { readonly type: 'compliance'; readonly findings: readonly ReportedFinding[] }
  | { readonly type: 'finding'; readonly finding: ReportedFinding };

/** What is below a row, in the order in which it matters: what is waived comes last. */
export function findingRows(findings: readonly ReportedFinding[]): readonly PreviewComplianceRow[] {
  return [...findings]
    .sort((a, b) => rankOf(a) - rankOf(b))
    .map((finding): PreviewComplianceRow => ({ type: 'finding', finding }));
}

function rankOf({ severity, waiver }: ReportedFinding): number {
  return waiver ? 3 : ['error', 'warning', 'info'].indexOf(severity);
}

/** A row as the editor draws it. */
export function complianceRowItem(row: PreviewComplianceRow): vscode.TreeItem {
  if (row.type === 'compliance') return summaryItem(row.findings);
  const { rule, path, range, severity, waiver } = row.finding;
  const item = new vscode.TreeItem(sentence(row.finding));
  item.description = `${path}:${String(range.startLine + 1)}`;
  item.iconPath = waiver ? new vscode.ThemeIcon('pass') : SEVERITY_ICON[severity];
  const card = new vscode.MarkdownString();
  const words = [rule, sentence(row.finding)];
  if (waiver) words.push(vscode.l10n.t('Waived until {0} by {1}: {2}', waiver.expires, waiver.owner, waiver.reason));
  card.appendMarkdown(words.map(escapeMarkdown).join('\n\n'));
  item.tooltip = card;
  item.contextValue = 'finding';
  item.command = {
    command: 'goldenPath.preview.openFile',
    title: vscode.l10n.t('Open File'),
    arguments: [row],
  };
  return item;
}

function summaryItem(findings: readonly ReportedFinding[]): vscode.TreeItem {
  const worst = (['error', 'warning', 'info'] as const).find(severity =>
    findings.some(finding => finding.severity === severity && !finding.waiver),
  );
  const item = new vscode.TreeItem(
    vscode.l10n.t('Compliance'),
    findings.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.id = 'compliance';
  item.description = findings.length > 0 ? countsText(findings) : vscode.l10n.t('keeps every rule');
  item.iconPath = worst ? SEVERITY_ICON[worst] : new vscode.ThemeIcon('pass');
  item.tooltip = vscode.l10n.t(
    'What the rules of the golden path find in the files of this preview, with the waivers that it brings along.',
  );
  item.contextValue = 'compliance';
  return item;
}
