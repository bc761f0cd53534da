import type { TextRange } from '../../catalogue/descriptor.js';
import type { RuleInfo } from '../rule.js';
import { ruleMarkdown, ruleText } from './ruleText.js';
import { sentenceOf, type ComplianceReport, type ReportEntry } from './report.js';
import type { AcceptedWaiver, ReportedFinding } from './reportedFinding.js';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
const PRECISION = { high: 'very-high', medium: 'high', low: 'medium' } as const;

/**
 * The report in the Static Analysis Results Interchange Format, SARIF 2.1.0 (OASIS, 27 March 2020, with errata 01): regions in
 * UTF-16 units, rules with their help, waived findings as accepted suppressions (§3.35), fingerprints (§3.27.17).
 */
export function sarifReport(report: ComplianceReport): string {
  const { entries } = report;
  const ids = [...new Set(entries.map(({ finding }) => finding.rule))].sort();
  const indexes = new Map(ids.map((id, index) => [id, index]));
  const run = {
    tool: {
      driver: {
        name: 'Golden Path',
        semanticVersion: report.version,
        rules: ids.map(id => ruleDescriptor(id, report.rules.get(id))),
      },
    },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { SRCROOT: { description: { text: 'The folder that was scanned.' } } },
    results: entries.map(entry => resultOf(entry, indexes.get(entry.finding.rule) ?? -1)),
  };
  const log = { $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function ruleDescriptor(id: string, rule: RuleInfo | undefined) {
  if (!rule) return { id };
  return {
    id,
    name: rule.title,
    shortDescription: { text: rule.title },
    fullDescription: { text: rule.explanation },
    help: { text: ruleText(rule), markdown: ruleMarkdown(rule) },
    defaultConfiguration: { level: LEVELS[rule.severity] },
    properties: {
      tags: ['compliance', rule.profile, ...rule.frameworks.map(({ framework, control }) => `${framework}/${control}`)],
      precision: PRECISION[rule.confidence],
    },
  };
}

/** A result, in which what is undefined is left out. */
function resultOf({ finding, known }: ReportEntry, ruleIndex: number) {
  const { rule, severity, waiver, related, fingerprint, check } = finding;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text: sentenceOf(finding) },
    locations: [{ physicalLocation: physicalLocation(finding) }],
    relatedLocations:
      related.length > 0
        ? related.map((place, index) => ({
            id: index + 1,
            physicalLocation: physicalLocation(place),
            message: { text: sentenceOf(place) },
          }))
        : undefined,
    partialFingerprints: { 'goldenPathFinding/v1': fingerprint },
    baselineState: known ? 'unchanged' : undefined,
    suppressions: waiver && [suppressionOf(waiver)],
    properties: check === undefined ? undefined : { check },
  };
}

function suppressionOf({ source, reason, owner, ticket, expires }: AcceptedWaiver) {
  return {
    kind: source === 'file' ? 'external' : 'inSource',
    status: 'accepted',
    justification: `${reason} (${[owner, ticket, `until ${expires}`].filter(Boolean).join(', ')})`,
  };
}

function physicalLocation({ path, range }: Pick<ReportedFinding, 'path' | 'range'>) {
  return {
    artifactLocation: { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' },
    region: regionOf(range),
  };
}

/** SARIF §3.30: lines and columns count from 1, the end column is exclusive. */
function regionOf({ startLine, startColumn, endLine, endColumn }: TextRange) {
  return { startLine: startLine + 1, startColumn: startColumn + 1, endLine: endLine + 1, endColumn: endColumn + 1 };
}
