import { xmlAttribute, xmlText } from '../../common/xml.js';
import { isNews, sentenceOf, type ComplianceReport, type ReportEntry } from './report.js';

/**
 * The report as test results, in the form of JUnit as Jenkins and GitLab read it: a suite for each file, a case for each finding;
 * waived and known ones are skipped cases, a file without any is one case that passes.
 */
export function junitReport({ entries, files }: ComplianceReport): string {
  const byFile = new Map<string, ReportEntry[]>(files.map(path => [path, []]));
  for (const entry of entries) {
    const list = byFile.get(entry.finding.path);
    if (list) list.push(entry);
    else byFile.set(entry.finding.path, [entry]);
  }
  const suites = [...byFile].map(([path, own]) => {
    const failed = own.filter(isNews).length;
    const cases = own.length > 0 ? own.map(entry => caseOf(path, entry)) : [`${opening(path, 'compliance')}/>`];
    const counts = `tests="${cases.length}" failures="${failed}" skipped="${own.length - failed}"`;
    return [`  <testsuite name=${xmlAttribute(path)} ${counts}>`, ...cases, '  </testsuite>'].join('\n');
  });
  return ['<?xml version="1.0" encoding="UTF-8"?>', '<testsuites>', ...suites, '</testsuites>', ''].join('\n');
}

function caseOf(path: string, entry: ReportEntry): string {
  const { finding } = entry;
  const { rule, severity, range, waiver } = finding;
  const place = `${path}:${range.startLine + 1}:${range.startColumn + 1}`;
  const message = sentenceOf(finding);
  const body = isNews(entry)
    ? `<failure type=${xmlAttribute(severity)} message=${xmlAttribute(message)}>${xmlText(`${place} ${message}`)}</failure>`
    : `<skipped message=${xmlAttribute(waiver ? `waived until ${waiver.expires}: ${waiver.reason}` : 'known before')}/>`;
  return `${opening(path, `${rule} ${place}`)}>${body}</testcase>`;
}

function opening(path: string, name: string): string {
  return `    <testcase classname=${xmlAttribute(path)} name=${xmlAttribute(name)}`;
}
