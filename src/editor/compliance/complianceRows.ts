import * as vscode from 'vscode';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import type { RuleInfo } from '../../core/compliance/rule.js';
import { COSTS, type NextLevel, type ServiceScore } from '../../core/compliance/score.js';
import { escapeMarkdown } from '../../core/common/markdown.js';
import type { CommandId } from '../common/commands.js';
import { countsText, rangeOf, SEVERITY_ICON, sentence } from './complianceText.js';

/** A row of the view “Compliance”. */
export type ComplianceNode =
  | { readonly type: 'service'; readonly id: string; readonly score: ServiceScore; readonly folder: vscode.Uri }
  | {
      readonly type: 'group';
      readonly id: string;
      readonly by: 'rule' | 'file' | 'waived';
      readonly rows: readonly Placed[];
      readonly name: string;
    }
  | { readonly type: 'finding'; readonly id: string; readonly placed: Placed; readonly showsFile: boolean }
  | { readonly type: 'more'; readonly id: string; readonly of: string; readonly left: number };

/** A finding and its file. */
export interface Placed {
  readonly uri: vscode.Uri;
  readonly finding: ReportedFinding;
}

// A shield, so that services are told from rules, in the colour of the worst that is found.
const SERVICE_ICON = {
  error: new vscode.ThemeIcon('shield', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('shield', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  clean: new vscode.ThemeIcon('shield'),
};

/** How a service stands: points and level on the row, what is in the way of the next level in the card. */
export function serviceItem({ id, score }: Extract<ComplianceNode, { type: 'service' }>): vscode.TreeItem {
  const { service, points, level, next, findings, counts } = score;
  const item = new vscode.TreeItem(
    service.title,
    findings.length > 0 ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None,
  );
  item.id = id;
  item.description = [vscode.l10n.t('{0} points', points), level ?? vscode.l10n.t('no level')].join(' · ');
  item.iconPath = SERVICE_ICON[counts.error > 0 ? 'error' : counts.warning > 0 ? 'warning' : 'clean'];
  item.contextValue = 'service';
  const card = new vscode.MarkdownString();
  card.appendMarkdown('**');
  card.appendMarkdown(escapeMarkdown(service.title));
  card.appendMarkdown('**\n\n');
  card.appendMarkdown(
    escapeMarkdown(
      vscode.l10n.t(
        '{0} of 100 points: each error costs {1}, each warning {2}, each hint {3}.',
        points,
        COSTS.error,
        COSTS.warning,
        COSTS.info,
      ),
    ),
  );
  if (findings.length > 0) {
    card.appendMarkdown('\n\n');
    card.appendMarkdown(escapeMarkdown(countsText(findings)));
  }
  if (next) {
    card.appendMarkdown('\n\n');
    card.appendMarkdown(escapeMarkdown(inTheWay(next)));
  }
  item.tooltip = card;
  item.accessibilityInformation = {
    label: `${service.title}, ${item.description}${findings.length > 0 ? `, ${countsText(findings)}` : ''}`,
  };
  return item;
}

function inTheWay({ level, findings, needsProfile, needsRule }: NextLevel): string {
  if (findings > 0)
    return findings === 1
      ? vscode.l10n.t('In the way of {0}: 1 finding.', level)
      : vscode.l10n.t('In the way of {0}: {1} findings.', level, findings);
  if (needsProfile !== undefined)
    return vscode.l10n.t('{0} asks for more rules: set goldenPath.compliance.profile to “{1}”.', level, needsProfile);
  return vscode.l10n.t('{0} asks for the rule {1}, which is off or does not exist.', level, needsRule ?? '');
}

/** Findings of one rule, or of one file. */
export function groupItem(
  { id, by, rows, name }: Extract<ComplianceNode, { type: 'group' }>,
  rules: ReadonlyMap<string, RuleInfo>,
): vscode.TreeItem {
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = id;
  const findings = rows.map(({ finding }) => finding);
  const [first] = rows;
  if (by === 'file' && first) {
    item.resourceUri = first.uri;
    item.iconPath = vscode.ThemeIcon.File;
    item.description = [
      vscode.workspace.asRelativePath(first.uri).split('/').slice(0, -1).join('/'),
      countsText(findings),
    ]
      .filter(Boolean)
      .join(' · ');
    item.contextValue = 'file';
  } else if (by === 'waived') {
    item.iconPath = new vscode.ThemeIcon('law');
    item.description = String(rows.length);
  } else {
    item.iconPath = SEVERITY_ICON[first?.finding.severity ?? 'info'];
    item.description = [String(rows.length), rules.get(name)?.title].filter(Boolean).join(' · ');
    item.contextValue = findings.some(({ fix }) => fix === 'safe') ? 'ruleWithFix' : 'rule';
  }
  item.accessibilityInformation = { label: `${name}, ${item.description}` };
  return item;
}

/** One finding: a click opens it at its place. */
export function findingItem({ id, placed, showsFile }: Extract<ComplianceNode, { type: 'finding' }>): vscode.TreeItem {
  const { uri, finding } = placed;
  const { range, severity, rule, waiver } = finding;
  const item = new vscode.TreeItem(sentence(finding), vscode.TreeItemCollapsibleState.None);
  item.id = id;
  const place = `${vscode.workspace.asRelativePath(uri)}:${range.startLine + 1}`;
  item.description = showsFile ? place : `${rule} :${range.startLine + 1}`;
  item.iconPath = waiver ? new vscode.ThemeIcon('law') : SEVERITY_ICON[severity];
  item.contextValue = waiver ? 'waivedFinding' : 'finding';
  item.command = {
    title: vscode.l10n.t('Open'),
    command: 'vscode.open',
    arguments: [uri, { selection: rangeOf(range), preview: true } satisfies vscode.TextDocumentShowOptions],
  };
  const card = new vscode.MarkdownString();
  card.appendMarkdown(escapeMarkdown(sentence(finding)));
  card.appendMarkdown('\n\n');
  card.appendMarkdown(escapeMarkdown(`${rule} · ${place}`));
  if (waiver) {
    card.appendMarkdown('\n\n');
    card.appendMarkdown(
      escapeMarkdown(vscode.l10n.t('Waived until {0} by {1}: {2}', waiver.expires, waiver.owner, waiver.reason)),
    );
  }
  item.tooltip = card;
  item.accessibilityInformation = { label: `${severity}: ${sentence(finding)}, ${place}` };
  return item;
}

/** The last row of a list that goes on. */
export function moreItem({ id, of, left }: Extract<ComplianceNode, { type: 'more' }>): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show More ({0})', left));
  item.id = id;
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  const command: CommandId = 'goldenPath.compliance.showMore';
  item.command = { title: vscode.l10n.t('Show More'), command, arguments: [of] };
  return item;
}
