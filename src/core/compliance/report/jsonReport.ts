import type { ServiceScore } from '../score.js';
import type { ReportedFinding, ReportedPlace } from './reportedFinding.js';
import { countsOf, sentenceOf, type ComplianceReport } from './report.js';

/** The report for other programs, one object; lines and columns count from 1, columns in UTF-16 units, ends are exclusive. */
export function jsonReport(report: ComplianceReport): string {
  const { entries, files, services, version } = report;
  return `${JSON.stringify(
    {
      tool: { name: 'golden-path', version },
      summary: { files: files.length, ...countsOf(entries) },
      services: services.map(serviceJson),
      findings: entries.map(({ finding, known }) =>
        known ? { ...findingJson(finding), known } : findingJson(finding),
      ),
    },
    null,
    2,
  )}\n`;
}

function serviceJson({ service, points, level, next }: ServiceScore) {
  const { ref, title, path } = service;
  return { ref, title, file: path, points, level: level ?? null, next: next ?? null };
}

/** One finding for JSON, in which what is undefined is left out: one shape for all is made several times faster than many. */
export function findingJson(finding: ReportedFinding) {
  const { rule, severity, path, range, check, subject, related, fingerprint, waiver, fix } = finding;
  return {
    rule,
    severity,
    file: path,
    line: range.startLine + 1,
    column: range.startColumn + 1,
    endLine: range.endLine + 1,
    endColumn: range.endColumn + 1,
    message: sentenceOf(finding),
    check,
    subject,
    related: related.length > 0 ? related.map(relatedJson) : undefined,
    fix,
    waiver: waiver && { ...waiver, line: waiver.line + 1 },
    fingerprint,
  };
}

function relatedJson(place: ReportedPlace) {
  const { path, range } = place;
  return {
    file: path,
    line: range.startLine + 1,
    column: range.startColumn + 1,
    endLine: range.endLine + 1,
    endColumn: range.endColumn + 1,
    message: sentenceOf(place),
  };
}
