import type { Fix } from '../finding.js';
import { applyFixes, MOST_PASSES } from '../fixes/apply.js';
import { keepsTheRest } from '../fixes/verify.js';
import { readDocuments } from '../yaml/documents.js';
import type { OffsetFinding, ReportedFinding } from '../report/reportedFinding.js';
import { reportFile, type FileScan, type FileScanner } from './fileScanner.js';

/**
 * The fixes of a finding that do what they say and nothing else: one that would change another value, lose a comment or break the
 * document is left out.
 * @param text the file that was scanned
 */
export function soundFixes({ finding, offset }: OffsetFinding, text: string, isYaml: boolean): readonly Fix[] {
  const fixes = finding.fixes?.() ?? [];
  if (!isYaml || fixes.length === 0) return fixes;
  const document = readDocuments(text).find(placed => placed.offset === offset)?.document;
  return fixes.filter(({ edits }) => edits.length === 0 || !document || keepsTheRest(document, edits));
}

/** A text with its safe fixes taken. */
export interface FixedText {
  readonly text: string;
  /** How many fixes were taken. */
  readonly count: number;
}

/**
 * Takes the safe fixes of a file, again and again until there are none, ten times at most: a fix can bring out what another one
 * mends.
 * @param isWanted whether a finding is to be fixed: what is waived stays
 */
export async function fixText(
  scanner: FileScanner,
  scan: FileScan,
  isWanted: (finding: ReportedFinding) => boolean,
): Promise<FixedText> {
  let current = scan;
  let count = 0;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const { path, lines, findings, documents } = current;
    const reported = reportFile(current, findings, scanner.rules);
    const safe = findings
      .filter((_, index) => reported[index] !== undefined && isWanted(reported[index]))
      .flatMap(found => {
        const fix = soundFixes(found, lines.text, documents.length > 0).find(
          each => each.class === 'safe' && !each.newFile,
        );
        return fix ? [{ edits: fix.edits, offset: found.offset }] : [];
      });
    const { text, applied } = applyFixes(lines.text, safe);
    if (applied.length === 0 || text === lines.text) break;
    count += applied.length;
    current = await scanner.scan(path, text, current);
  }
  return { text: current.lines.text, count };
}
