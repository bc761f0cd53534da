import type { Finding } from '../finding.js';
import type { ReportedFinding } from './reportedFinding.js';

/** A finding as it was reported, and what that holds for. */
export interface KeptReport {
  /** What its fingerprint is made of. */
  readonly words: string;
  /** How many with the same words came before it in its file. */
  readonly alike: number;
  /** Where its document began: zero-based line and column. */
  readonly line: number;
  readonly column: number;
  readonly reported: ReportedFinding;
}

/**
 * What was reported of findings: of one that is found again, because its document has not changed, the same object is reported.
 * One for each set of rules.
 */
export class ReportMemory {
  private readonly kept = new WeakMap<Finding, KeptReport>();

  get(finding: Finding): KeptReport | undefined {
    return this.kept.get(finding);
  }

  keep(finding: Finding, report: KeptReport): ReportedFinding {
    this.kept.set(finding, report);
    return report.reported;
  }
}
