import type { Finding } from '../finding.js';
import { LineIndex, type OffsetFinding, type ReportedFinding } from '../report/reportedFinding.js';
import type { RuleInfo } from '../rule.js';
import { resolveWaivers } from '../waivers/resolveWaivers.js';
import type { Waiver } from '../waivers/waiver.js';
import { reportFile } from './fileScanner.js';
import { isRuleOn, type ScanSettings } from './scanSettings.js';

/** What was found in a folder. */
export interface FolderFindings {
  readonly path: string;
  readonly lines: LineIndex;
  readonly findings: readonly OffsetFinding[];
  readonly waivers: readonly Waiver[];
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
  files: readonly FolderFindings[],
  { settings, rules, now, complete }: FolderReportOptions,
): readonly ReportedFinding[] {
  const byPath = new Map(files.map(file => [file.path, file]));
  const lines = new Map<string, readonly string[]>();
  const resolved = resolveWaivers(
    files.flatMap(file => reportFile(file, file.findings, rules)),
    files.flatMap(({ waivers }) => waivers),
    {
      policy: settings.waivers,
      now,
      rules,
      complete,
      isOn: id => {
        const rule = rules.get(id);
        return rule !== undefined && isRuleOn(rule, settings);
      },
      linesOf: path => {
        const text = byPath.get(path)?.lines.text;
        if (text !== undefined && !lines.has(path)) lines.set(path, text.split('\n'));
        return lines.get(path);
      },
    },
  );
  const about = new Map<string, Finding[]>();
  for (const { path, finding } of resolved.about) about.set(path, [...(about.get(path) ?? []), finding]);
  const aboutWaivers = [...about].flatMap(([path, findings]) =>
    reportFile(
      byPath.get(path) ?? { path, lines: new LineIndex('') },
      findings.map(finding => ({ finding, offset: 0 })),
      rules,
    ),
  );
  return [...resolved.findings, ...aboutWaivers].sort(compareFindings);
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
