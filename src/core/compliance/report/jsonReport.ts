import type { ReportedFinding } from './reportedFinding.js';
import { countsOf, sentenceOf, type ComplianceReport } from './report.js';

/** The report for other programs, one object; lines and columns count from 1, columns in UTF-16 units, ends are exclusive. */
export function jsonReport(report: ComplianceReport): string {
  const { entries, files, version } = report;
  return `${JSON.stringify(
    {
      tool: { name: 'golden-path', version },
      summary: { files: files.length, ...countsOf(entries) },
      findings: entries.map(({ finding, known }) => ({ ...findingJson(finding), ...(known ? { known } : {}) })),
    },
    null,
    2,
  )}\n`;
}

/** One finding as JSON. */
export function findingJson(finding: ReportedFinding) {
  const { rule, severity, check, subject, related, fingerprint, waiver, fix } = finding;
  return {
    ...{ rule, severity, ...placeJson(finding), message: sentenceOf(finding) },
    ...(check === undefined ? {} : { check }),
    ...(subject ? { subject } : {}),
    ...(related.length > 0
      ? { related: related.map(place => ({ ...placeJson(place), message: sentenceOf(place) })) }
      : {}),
    ...(fix ? { fix } : {}),
    ...(waiver ? { waiver: { ...waiver, line: waiver.line + 1 } } : {}),
    fingerprint,
  };
}

function placeJson({ path, range }: Pick<ReportedFinding, 'path' | 'range'>) {
  return {
    file: path,
    line: range.startLine + 1,
    column: range.startColumn + 1,
    endLine: range.endLine + 1,
    endColumn: range.endColumn + 1,
  };
}
