import * as vscode from 'vscode';
import type { TextRange } from '../../core/catalogue/descriptor.js';
import type { ReportedFinding } from '../../core/compliance/report/reportedFinding.js';
import type { Severity } from '../../core/compliance/finding.js';

/** The sentence of a finding, or of a place that belongs to it, in the person's language. */
export function sentence({ message, values }: Pick<ReportedFinding, 'message' | 'values'>): string {
  return vscode.l10n.t(message, ...values);
}

export function rangeOf({ startLine, startColumn, endLine, endColumn }: TextRange): vscode.Range {
  return new vscode.Range(startLine, startColumn, endLine, endColumn);
}

export const DIAGNOSTIC_SEVERITY: Readonly<Record<Severity, vscode.DiagnosticSeverity>> = {
  error: vscode.DiagnosticSeverity.Error,
  warning: vscode.DiagnosticSeverity.Warning,
  info: vscode.DiagnosticSeverity.Information,
};

export const SEVERITY_ICON: Readonly<Record<Severity, vscode.ThemeIcon>> = {
  error: new vscode.ThemeIcon('error', new vscode.ThemeColor('problemsErrorIcon.foreground')),
  warning: new vscode.ThemeIcon('warning', new vscode.ThemeColor('problemsWarningIcon.foreground')),
  info: new vscode.ThemeIcon('info', new vscode.ThemeColor('problemsInfoIcon.foreground')),
};

/** “2 errors, 1 warning”: what there is of each severity; nothing where there is nothing. */
export function countsText(findings: readonly ReportedFinding[]): string {
  const count = (severity: Severity): number =>
    findings.filter(finding => finding.severity === severity && finding.waiver === undefined).length;
  const [errors, warnings, hints] = [count('error'), count('warning'), count('info')];
  const waived = findings.filter(({ waiver }) => waiver).length;
  return [
    errors === 1 ? vscode.l10n.t('1 error') : errors > 1 ? vscode.l10n.t('{0} errors', errors) : '',
    warnings === 1 ? vscode.l10n.t('1 warning') : warnings > 1 ? vscode.l10n.t('{0} warnings', warnings) : '',
    hints === 1 ? vscode.l10n.t('1 hint') : hints > 1 ? vscode.l10n.t('{0} hints', hints) : '',
    waived > 0 ? vscode.l10n.t('{0} waived', waived) : '',
  ]
    .filter(Boolean)
    .join(', ');
}
