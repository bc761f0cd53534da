import type { Finding, Severity } from './finding.js';
import type { Report, RuleInfo } from './rule.js';

/** Findings of one rule that did not get to its end; so that a defect of ours is seen and hides nothing else. */
export const RULE_FAILED = 'engine/rule-failed';

const NO_VALUES: readonly string[] = [];

/**
 * What a rule said as a finding.
 * @param itself what its subject belongs to
 * @param wanted the severity that was set for the rule
 */
export function findingOf(
  rule: Pick<RuleInfo, 'id' | 'severity'>,
  { at, message, values = NO_VALUES, check, related, subject, severity, fixes }: Report,
  itself: Finding['subject'],
  wanted: Severity | undefined,
): Finding {
  const about = subject ?? itself;
  const finding: { -readonly [Key in keyof Finding]: Finding[Key] } = {
    rule: rule.id,
    severity: severityFor(rule.severity, severity, wanted),
    span: { start: at.start, end: at.end },
    message,
    values,
  };
  if (about) finding.subject = about;
  if (check !== undefined) finding.check = check;
  if (related) finding.related = related;
  if (fixes) finding.fixes = () => fixes().filter(fix => fix !== undefined);
  return finding;
}

/** A rule can find some things graver or less grave than others; what was set for the rule as a whole goes before that. */
function severityFor(ofRule: Severity, ofFinding: Severity | undefined, wanted: Severity | undefined): Severity {
  if (wanted !== undefined && wanted !== ofRule) return wanted;
  return ofFinding ?? ofRule;
}

/** What is said instead of what a rule would have said, had it not thrown. */
export function ruleFailed(id: string, error: unknown): Finding {
  return {
    rule: RULE_FAILED,
    severity: 'warning',
    span: { start: 0, end: 0 },
    message: 'The rule {0} failed here and was left out: {1}',
    values: [id, error instanceof Error ? error.message : String(error)],
  };
}
