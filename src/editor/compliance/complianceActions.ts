import * as vscode from 'vscode';
import { ruleOf } from '../common/rulePage.js';
import type { PlacedFix } from '../../adapters/compliance/complianceSession.js';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import type { CommandId } from '../common/commands.js';
import { rangeOf } from './complianceText.js';
import type { ComplianceModel } from './complianceModel.js';

const { QuickFix } = vscode.CodeActionKind;
/** What “Fix all” takes: what is safe, in the whole file. */
const FIX_ALL = vscode.CodeActionKind.SourceFixAll.append('goldenPath');

/** An argument of a command that is about a finding. */
export interface FindingArgument {
  readonly uri: vscode.Uri;
  readonly finding: ReportedFinding;
}

/** The light bulb: fixes, the best first; the same everywhere; waive it; explain it. */
export class ComplianceActions implements vscode.CodeActionProvider {
  static readonly kinds = [QuickFix, FIX_ALL];

  constructor(private readonly model: ComplianceModel) {}

  async provideCodeActions(
    document: vscode.TextDocument,
    range: vscode.Range,
    context: vscode.CodeActionContext,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const findings = this.model.findingsOf(document.uri);
    if (context.only && FIX_ALL.contains(context.only)) return this.fixAll(document, findings, token);
    if (context.only && !context.only.contains(QuickFix) && !QuickFix.contains(context.only)) return [];
    const actions: vscode.CodeAction[] = [];
    for (const finding of findings) {
      if (!rangeOf(finding.range).intersection(range)) continue;
      if (finding.waiver) {
        actions.push(
          commandAction(vscode.l10n.t('Go to the waiver of {0}', finding.rule), 'goldenPath.compliance.openWaiver', {
            uri: document.uri,
            finding,
          }),
        );
        continue;
      }
      const shown = context.diagnostics.filter(
        ({ code, range: at }) => ruleOf(code) === finding.rule && at.isEqual(rangeOf(finding.range)),
      );
      const fixes = finding.fix ? await this.model.fixes(document.uri, finding) : [];
      if (token.isCancellationRequested) return [];
      actions.push(...this.actionsFor(document, finding, fixes, shown));
    }
    return actions;
  }

  private actionsFor(
    { uri }: vscode.TextDocument,
    finding: ReportedFinding,
    fixes: readonly PlacedFix[],
    diagnostics: vscode.Diagnostic[],
  ): readonly vscode.CodeAction[] {
    const made = fixes.map((fix, order) => {
      const action = new vscode.CodeAction(titleOf(fix), QuickFix);
      action.edit = this.editOf(uri, fix);
      action.isPreferred = order === 0 && fix.class === 'safe';
      return action;
    });
    const { rule } = finding;
    const argument: FindingArgument = { uri, finding };
    const more = [
      ...(fixes.some(fix => fix.class === 'safe')
        ? [
            commandAction(
              vscode.l10n.t('Fix all of {0} in this file', rule),
              'goldenPath.compliance.fixRuleInFile',
              argument,
            ),
            commandAction(
              vscode.l10n.t('Fix all of {0} in the workspace', rule),
              'goldenPath.compliance.fixRuleInWorkspace',
              argument,
            ),
          ]
        : []),
      commandAction(vscode.l10n.t('Waive {0} here, with a reason …', rule), 'goldenPath.compliance.waive', argument),
      commandAction(vscode.l10n.t('Explain {0}', rule), 'goldenPath.compliance.explain', argument),
    ];
    for (const action of [...made, ...more]) action.diagnostics = diagnostics;
    return [...made, ...more];
  }

  private async fixAll(
    document: vscode.TextDocument,
    findings: readonly ReportedFinding[],
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeAction[]> {
    const edit = new vscode.WorkspaceEdit();
    const count = await this.addSafeFixes(edit, document.uri, findings, () => token.isCancellationRequested);
    if (count === 0) return [];
    const action = new vscode.CodeAction(vscode.l10n.t('Fix what can be fixed safely'), FIX_ALL);
    action.edit = edit;
    return [action];
  }

  /**
   * Adds the safe fixes of findings, as far as they do not touch each other.
   * @returns how many there are
   */
  async addSafeFixes(
    edit: vscode.WorkspaceEdit,
    uri: vscode.Uri,
    findings: readonly ReportedFinding[],
    isCancelled: () => boolean,
  ): Promise<number> {
    const taken: vscode.Range[] = [];
    let count = 0;
    for (const finding of findings) {
      if (finding.waiver || !finding.fix) continue;
      const fix = (await this.model.fixes(uri, finding)).find(each => each.class === 'safe');
      if (isCancelled()) return 0;
      const ranges = fix?.edits.map(({ range }) => rangeOf(range)) ?? [];
      if (!fix || ranges.some(range => taken.some(other => other.intersection(range)))) continue;
      taken.push(...ranges);
      for (const [index, { text }] of fix.edits.entries()) {
        const range = ranges[index];
        if (range) edit.replace(uri, range, text);
      }
      count++;
    }
    return count;
  }

  private editOf(uri: vscode.Uri, fix: PlacedFix): vscode.WorkspaceEdit {
    const edit = new vscode.WorkspaceEdit();
    for (const { range, text } of fix.edits) edit.replace(uri, rangeOf(range), text);
    if (fix.newFile) {
      const target = this.model.uriOf(uri, fix.newFile.path);
      edit.createFile(target, {
        contents: new TextEncoder().encode(fix.newFile.text),
        overwrite: false,
        ignoreIfExists: false,
      });
    }
    return edit;
  }
}

function titleOf({ title, values }: PlacedFix): string {
  return vscode.l10n.t(title, ...values);
}

function commandAction(title: string, command: CommandId, argument: FindingArgument): vscode.CodeAction {
  const action = new vscode.CodeAction(title, QuickFix);
  action.command = { title, command, arguments: [argument] };
  return action;
}
