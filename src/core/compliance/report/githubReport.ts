import { isNews, sentenceOf, type ComplianceReport } from './report.js';
import { summaryLine } from './textReport.js';

const COMMANDS = { error: 'error', warning: 'warning', info: 'notice' } as const;

/**
 * Annotations of GitHub Actions: workflow commands (GitHub, "Workflow commands for GitHub Actions"), one a finding that counts,
 * and the sum for the log.
 */
export function githubReport(report: ComplianceReport): string {
  const annotations = report.entries.filter(isNews).map(({ finding }) => {
    const { range, severity, path, rule } = finding;
    const places = [
      `file=${property(path)}`,
      `line=${range.startLine + 1}`,
      `endLine=${range.endLine + 1}`,
      // GitHub takes columns only within one line.
      ...(range.startLine === range.endLine
        ? [`col=${range.startColumn + 1}`, `endColumn=${range.endColumn + 1}`]
        : []),
      `title=${property(rule)}`,
    ];
    return `::${COMMANDS[severity]} ${places.join(',')}::${data(sentenceOf(finding))}\n`;
  });
  return `${annotations.join('')}${summaryLine(report)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
