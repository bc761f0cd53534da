import type { Finding } from '../finding.js';
import { languageOf } from '../kinds.js';
import { LineIndex, type ReportedFinding } from '../report/reportedFinding.js';
import type { ReportMemory } from '../report/reportMemory.js';
import type { RuleInfo } from '../rule.js';
import { TOO_SLOW } from '../rules/engineRules.js';
import { resolveWaivers, type WaiverFinding } from '../waivers/resolveWaivers.js';
import type { ScoredService } from '../score.js';
import { scalarOf, valueAt } from '../yaml/navigate.js';
import type { Waiver } from '../waivers/waiver.js';
import { UNREAD_FACTS } from '../workspace/documentFacts.js';
import type { FactsInFile } from '../workspace/workspaceIndex.js';
import { factsInFile } from './acrossFiles.js';
import { reportFile, type FileScan } from './fileScanner.js';
import { isRuleOn, type ScanSettings } from './scanSettings.js';

/** What was found in a file, as plain data that can go from one thread to another. */
export interface FileFindings {
  /** From the scanned folder, with forward slashes. */
  readonly path: string;
  /** Not yet held against waivers. */
  readonly reported: readonly ReportedFinding[];
  readonly waivers: readonly Waiver[];
  /** Of files with waivers: their places are counted in it. */
  readonly text?: string;
  /** The components that it describes. */
  readonly services?: readonly ScoredService[];
  /** What rules that look across files are to know of it. */
  readonly facts?: readonly FactsInFile[];
}

/** What was found in a file as plain data. */
export function fileFindings(
  scan: FileScan,
  rules: ReadonlyMap<string, RuleInfo>,
  memory?: ReportMemory,
): FileFindings {
  const { path, lines, findings, waivers } = scan;
  const services = servicesOf(scan);
  return {
    path,
    reported: reportFile(scan, findings, rules, memory),
    waivers,
    ...(waivers.length > 0 ? { text: lines.text } : {}),
    ...(services.length > 0 ? { services } : {}),
    ...(scan.documents.length > 0 ? { facts: factsInFile(scan) } : {}),
    // A file of YAML that was read has a document, and be it an empty one.
    ...(scan.documents.length === 0 && languageOf(path) === 'yaml' ? { facts: UNREAD_FILE } : {}),
  };
}

/** Of a file that was not read: anything may be in it. */
const UNREAD_FILE: readonly FactsInFile[] = [{ offset: 0, line: 0, facts: UNREAD_FACTS }];

/**
 * What is said of a file whose check was ended, because it took too much time or memory.
 * @param path from the scanned folder, with forward slashes
 */
export function endedFile(path: string): FileFindings {
  const finding: Finding = {
    ...{ rule: TOO_SLOW, severity: 'info', span: { start: 0, end: 0 }, values: [] },
    message: 'Checking this file took too much time or memory and was ended. Nothing is said about it.',
  };
  const reported = reportFile({ path, lines: new LineIndex('') }, [{ finding, offset: 0 }], new Map());
  return { path, reported, waivers: [], ...(languageOf(path) === 'yaml' ? { facts: UNREAD_FILE } : {}) };
}

function servicesOf({ path, documents }: FileScan): readonly ScoredService[] {
  return documents.flatMap(({ document: { root, partial }, kind }) => {
    const text = (...at: readonly string[]): string | undefined => scalarOf(valueAt(root, ...at))?.text;
    const name = text('metadata', 'name');
    if (kind !== 'entity' || partial || name === undefined || text('kind') !== 'Component') return [];
    const ref = `component:${text('metadata', 'namespace') ?? 'default'}/${name}`.toLowerCase();
    return [{ ref, title: text('metadata', 'title') ?? name, folder: path.slice(0, path.lastIndexOf('/') + 1), path }];
  });
}

export interface FolderReportOptions {
  readonly settings: ScanSettings;
  /** Every rule that there is, by id. */
  readonly rules: ReadonlyMap<string, RuleInfo>;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Whether the whole folder was scanned, so that a waiver which excuses from nothing is unused. */
  readonly complete: boolean;
}

/**
 * Puts together what was found in all files, and holds it against the waivers. The editor and the program call this one function,
 * so that they say the same.
 * @returns in the order of paths and places
 */
export function reportFolder(
  files: readonly FileFindings[],
  { settings, rules, now, complete }: FolderReportOptions,
): readonly ReportedFinding[] {
  const texts = new Map(files.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text] as const])));
  const lines = new Map<string, readonly string[]>();
  const resolved = resolveWaivers(
    files.flatMap(({ reported }) => reported),
    files.flatMap(({ waivers }) => waivers),
    {
      ...{ policy: settings.waivers, now, rules, complete },
      isOn: id => {
        const rule = rules.get(id);
        return rule !== undefined && isRuleOn(rule, settings);
      },
      linesOf: path => {
        const text = texts.get(path);
        if (text !== undefined && !lines.has(path)) lines.set(path, text.split('\n'));
        return lines.get(path);
      },
    },
  );
  const about = [...byFile(resolved.about)].flatMap(([path, findings]) =>
    reportFile(
      { path, lines: new LineIndex(texts.get(path) ?? '') },
      findings.map(finding => ({ finding, offset: 0 })),
      rules,
    ),
  );
  return inOrder([...resolved.findings, ...about]);
}

/** Findings by the path of their file, each list in the order given. */
export function findingsByFile(findings: readonly ReportedFinding[]): Map<string, ReportedFinding[]> {
  const files = new Map<string, ReportedFinding[]>();
  for (const finding of findings) {
    const list = files.get(finding.path);
    if (list) list.push(finding);
    else files.set(finding.path, [finding]);
  }
  return files;
}

/** Sorted, file by file: a path is long, and thousands of findings have the same. */
function inOrder(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  const files = findingsByFile(findings);
  return [...files.keys()].sort(compareTexts).flatMap(path => files.get(path)?.sort(compareFindings) ?? []);
}

/** By path, place, rule and words: the same findings always come in the same order. */
export function compareFindings(a: ReportedFinding, b: ReportedFinding): number {
  return (
    compareTexts(a.path, b.path) ||
    a.range.startLine - b.range.startLine ||
    a.range.startColumn - b.range.startColumn ||
    compareTexts(a.rule, b.rule) ||
    compareTexts(a.check ?? '', b.check ?? '') ||
    compareTexts(a.fingerprint, b.fingerprint)
  );
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byFile(about: readonly WaiverFinding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const { path, finding } of about) {
    const list = files.get(path);
    if (list) list.push(finding);
    else files.set(path, [finding]);
  }
  return files;
}
