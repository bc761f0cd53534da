import type { Finding, FindingSubject } from './finding.js';
import type { KubernetesResource } from './kubernetes/resource.js';
import type { EntityDocument, Report, RuleContext, Subjects } from './rule.js';
import { findingOf, ruleFailed } from './ruleFinding.js';
import { NO_OPTIONS, type RuleCheck, type RulesBySubject } from './rulesBySubject.js';
import { forgetUnknowns, hangsOnUnknowns } from './yaml/unknowns.js';

type DocumentSubject = Exclude<keyof Subjects, 'workspace'>;

/**
 * The rules on one document. Dozens of them look at each object, so that there is one reporter for all, which knows whose turn it
 * is, and one context for all rules without parameters. A context is never changed: fixes are made later, and may hold it.
 */
export class DocumentRun {
  private readonly context: RuleContext;
  private current: RuleCheck<never> | undefined;
  private subject: Subjects[DocumentSubject] | undefined;
  /** What the subject belongs to; null: it was not asked for yet. */
  private named: FindingSubject | undefined | null = null;

  /** @param findings takes what is found */
  constructor(
    private readonly rules: RulesBySubject,
    around: Omit<RuleContext, 'options'>,
    private readonly findings: Finding[],
    private readonly onRuleFailed: ((rule: string, error: unknown) => void) | undefined,
  ) {
    const { kubernetesVersion, path, surroundings } = around;
    this.context = { kubernetesVersion, path, surroundings, options: NO_OPTIONS };
  }

  /** Runs every rule for a subject, each on its own: one that throws costs one finding. */
  check<Name extends DocumentSubject>(name: Name, subject: Subjects[Name]): void {
    const { context, report } = this;
    this.subject = subject;
    this.named = null;
    for (const each of this.rules[name]) {
      const { rule, check, options } = each;
      this.current = each;
      forgetUnknowns();
      try {
        check(subject, report, options === NO_OPTIONS ? context : { ...context, options });
      } catch (error) {
        this.onRuleFailed?.(rule.id, error);
        this.findings.push(ruleFailed(rule.id, error));
      }
    }
  }

  private readonly report = (found: Report): void => {
    const { current, subject } = this;
    // What a template fills in may be what is missed: undetermined, and nothing is said.
    if (!current || !subject || hangsOnUnknowns(found.at)) return;
    if (this.named === null) this.named = subjectOf(subject);
    this.findings.push(findingOf(current.rule, found, this.named, current.severity));
  };
}

/** The object that a subject belongs to; undefined for a file as a whole. */
function subjectOf(subject: Subjects[DocumentSubject]): FindingSubject | undefined {
  if ('pod' in subject) return nameOf(subject.pod.resource);
  if ('resource' in subject) return nameOf(subject.resource);
  return 'kind' in subject ? nameOf(subject) : undefined;
}

function nameOf({ kind, name, namespace }: KubernetesResource | EntityDocument): FindingSubject {
  return { kind, name, ...(namespace === undefined ? {} : { namespace }) };
}
