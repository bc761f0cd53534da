import { plainTranslate } from '../../common/translate.js';
import type { Severity } from '../finding.js';
import type { RuleInfo } from '../rule.js';
import type { ServiceScore } from '../score.js';
import type { ReportedFinding } from './reportedFinding.js';

/** A finding, and whether it was there before (`--baseline`). */
export interface ReportEntry {
  readonly finding: ReportedFinding;
  readonly known: boolean;
}

/** What a report tells of. */
export interface ComplianceReport {
  /** In the order of paths and places. */
  readonly entries: readonly ReportEntry[];
  /** The files that were checked, from the scanned folder, in order. */
  readonly files: readonly string[];
  /** How the services stand, the worst first; none where only a part of the folder was scanned. */
  readonly services: readonly ServiceScore[];
  /** The rules that are named, by id. */
  readonly rules: ReadonlyMap<string, RuleInfo>;
  /** Of the program. */
  readonly version: string;
}

/** What counts: neither waived nor known before. */
export function isNews({ finding, known }: ReportEntry): boolean {
  return !known && finding.waiver === undefined;
}

/** The sentence of a finding in English. */
export function sentenceOf({ message, values }: Pick<ReportedFinding, 'message' | 'values'>): string {
  return values.length === 0 ? message : plainTranslate(message, ...values);
}

/** How many there are of each severity, of what counts, and of what does not. */
export interface Counts extends Readonly<Record<Severity, number>> {
  readonly waived: number;
  readonly known: number;
}

export function countsOf(entries: readonly ReportEntry[]): Counts {
  const counts = { error: 0, warning: 0, info: 0, waived: 0, known: 0 };
  for (const { finding, known } of entries)
    if (finding.waiver) counts.waived++;
    else if (known) counts.known++;
    else counts[finding.severity]++;
  return counts;
}
