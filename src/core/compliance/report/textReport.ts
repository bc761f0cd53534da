import type { ServiceScore } from '../score.js';
import { countsOf, isNews, sentenceOf, type ComplianceReport } from './report.js';

/** The report for people in a terminal: by file, one line a finding, what counts only; how the services stand; and the sum. */
export function textReport(report: ComplianceReport): string {
  const lines: string[] = [];
  let path: string | undefined;
  for (const entry of report.entries.filter(isNews)) {
    const { finding } = entry;
    if (finding.path !== path) lines.push(...(path === undefined ? [] : ['']), (path = finding.path));
    const place = `${finding.range.startLine + 1}:${finding.range.startColumn + 1}`;
    lines.push(`  ${place.padEnd(8)} ${finding.severity.padEnd(8)} ${sentenceOf(finding)}  ${finding.rule}`);
  }
  if (lines.length > 0) lines.push('');
  lines.push(...report.services.map(serviceLine));
  return [...lines, summaryLine(report), ''].join('\n');
}

function serviceLine({ service, points, level, next }: ServiceScore): string {
  const stands = `${service.title}: ${points} of 100 points, ${level ?? 'no level'}`;
  if (!next) return stands;
  const { findings, needsProfile, needsRule } = next;
  if (findings > 0) return `${stands}; ${plural(findings, 'finding')} in the way of ${next.level}`;
  return needsProfile === undefined
    ? `${stands}; ${next.level} asks for the rule ${needsRule ?? ''}, which is off or does not exist`
    : `${stands}; ${next.level} asks for --profile ${needsProfile}`;
}

/** How many there are of what, in one line. */
export function summaryLine({ entries, files }: ComplianceReport): string {
  const counts = countsOf(entries);
  const parts = [
    plural(counts.error, 'error'),
    plural(counts.warning, 'warning'),
    ...(counts.info > 0 ? [plural(counts.info, 'hint')] : []),
    ...(counts.waived > 0 ? [`${counts.waived} waived`] : []),
    ...(counts.known > 0 ? [`${counts.known} known before`] : []),
  ];
  return `${parts.join(', ')} in ${plural(files.length, 'file')}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
