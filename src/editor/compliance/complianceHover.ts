import * as vscode from 'vscode';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import type { RuleInfo } from '../../core/compliance/rule.js';
import { escapeMarkdown, proseMarkdown } from '../../core/common/markdown.js';
import { rulePageUri } from '../common/rulePage.js';
import type { ComplianceModel } from './complianceModel.js';
import { rangeOf } from './complianceText.js';

/** Says of a finding under the pointer why the rule is there, which frameworks have it, and who waived it until when. */
export class ComplianceHover implements vscode.HoverProvider {
  constructor(private readonly model: ComplianceModel) {}

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | undefined> {
    const found = this.model.findingsOf(document.uri).filter(({ range }) => rangeOf(range).contains(position));
    const [first] = found;
    if (!first) return undefined;
    const rules = await this.model.rules();
    const seen = new Map(found.map(finding => [finding.rule, finding]));
    return new vscode.Hover(
      [...seen.values()].map(finding => card(finding, rules.get(finding.rule))),
      rangeOf(first.range),
    );
  }
}

function card({ rule, waiver }: ReportedFinding, info: RuleInfo | undefined): vscode.MarkdownString {
  const text = new vscode.MarkdownString(undefined, true);
  text.isTrusted = { enabledCommands: ['vscode.open'] };
  const open = `command:vscode.open?${encodeURIComponent(JSON.stringify([rulePageUri(rule)]))}`;
  // By `appendText` no line could break between two words.
  text.appendMarkdown(`$(shield) **[${escapeMarkdown(info?.title ?? rule)}](${open})**\n\n`);
  // Rules of packs are written by others: no more of their words is Markdown than code.
  if (info) text.appendMarkdown(proseMarkdown(info.explanation.split('\n\n')[0]?.replaceAll('\n', ' ') ?? ''));
  const frameworks = (info?.frameworks ?? []).map(({ framework, control }) => `${framework}/${control}`);
  if (frameworks.length > 0)
    text.appendMarkdown(`\n\n${escapeMarkdown(vscode.l10n.t('Frameworks: {0}', frameworks.join(', ')))}`);
  if (waiver) {
    const words = vscode.l10n.t('Waived until {0} by {1}: {2}', waiver.expires, waiver.owner, waiver.reason);
    text.appendMarkdown(`\n\n$(law) ${escapeMarkdown(words)}`);
  }
  return text;
}
