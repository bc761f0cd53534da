import type { Finding } from '../finding.js';
import { documentKind } from '../kinds.js';
import { LineIndex, type OffsetFinding, type ReportedFinding } from '../report/reportedFinding.js';
import type { ReportMemory } from '../report/reportMemory.js';
import type { RuleInfo, Surroundings } from '../rule.js';
import { factsOf } from '../workspace/documentFacts.js';
import type { FactsInFile, WorkspaceIndex } from '../workspace/workspaceIndex.js';
import { readDocuments } from '../yaml/documents.js';
import { reportFile, type FileScan, type FileScanner } from './fileScanner.js';

/** What a file tells the rules that look across files. */
export function factsInFile({ documents, lines }: FileScan): readonly FactsInFile[] {
  return documents.map(({ document, offset, kind }) => ({
    offset,
    line: lines.lineAt(offset),
    facts: factsOf(document, kind),
  }));
}

/** What rules that look across files have found in one file. */
export interface AcrossFindings {
  readonly path: string;
  readonly lines: LineIndex;
  readonly findings: readonly OffsetFinding[];
}

/**
 * Runs the rules that look across files.
 * @param linesOf a file as it was scanned; only those with findings are asked for
 */
export async function findAcrossFiles(
  scanner: FileScanner,
  index: WorkspaceIndex,
  surroundings: Surroundings | undefined,
  linesOf: (path: string) => LineIndex | undefined,
): Promise<readonly AcrossFindings[]> {
  const found = await scanner.across(index, {
    surroundings,
    documentAt: ({ path, offset }) => {
      const lines = linesOf(path);
      const placed = lines ? readDocuments(lines.text) : [];
      return placed.find(each => each.offset === offset && documentKind(each.document, path) !== 'other')?.document;
    },
  });
  const byPath = new Map<string, { finding: Finding; offset: number }[]>();
  for (const { path, offset, finding } of found) {
    const list = byPath.get(path);
    if (list) list.push({ finding, offset });
    else byPath.set(path, [{ finding, offset }]);
  }
  return [...byPath].map(([path, findings]) => ({ path, lines: linesOf(path) ?? new LineIndex(''), findings }));
}

/** What was found across files as plain data. */
export function reportAcross(
  found: readonly AcrossFindings[],
  rules: ReadonlyMap<string, RuleInfo>,
  memory?: ReportMemory,
): readonly { readonly path: string; readonly reported: readonly ReportedFinding[] }[] {
  return found.map(each => ({ path: each.path, reported: reportFile(each, each.findings, rules, memory) }));
}
