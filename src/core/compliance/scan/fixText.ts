import type { Fix } from '../finding.js';
import { applyFixes, MOST_PASSES } from '../fixes/apply.js';
import { keepsTheRest } from '../fixes/verify.js';
import type { PlacedDocument } from '../yaml/node.js';
import type { OffsetFinding, ReportedFinding } from '../report/reportedFinding.js';
import { reportFile, type FileScan, type FileScanner } from './fileScanner.js';

/**
 * The fixes of a finding that do what they say and nothing else: one that would change another value, lose a comment or break the
 * document is left out.
 * @param documents of the file that was scanned; none for what is no YAML
 */
export function soundFixes({ finding, offset }: OffsetFinding, documents: readonly PlacedDocument[]): readonly Fix[] {
  const fixes = finding.fixes?.() ?? [];
  const document = documents.find(placed => placed.offset === offset)?.document;
  return document ? fixes.filter(({ edits }) => edits.length === 0 || keepsTheRest(document, edits)) : fixes;
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
        const fix = soundFixes(found, documents).find(each => each.class === 'safe' && !each.newFile);
        return fix ? [{ edits: fix.edits, offset: found.offset }] : [];
      });
    const { text, applied } = applyFixes(lines.text, safe);
    if (applied.length === 0 || text === lines.text) break;
    count += applied.length;
    current = await scanner.scan(path, text, current);
  }
  return { text: current.lines.text, count };
}
