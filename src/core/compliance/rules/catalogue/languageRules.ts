import type { Fix as LanguageFix } from '../../../catalogue/language/findings.js';
import type { Finding, Fix, Severity } from '../../finding.js';
import type { EntityDocument, Reporter, RuleContext } from '../../rule.js';
import { isUnknown, valueAt } from '../../yaml/navigate.js';
import { saidByTheLanguage, type SaidByTheLanguage } from './languageFindings.js';

/** The rule of the language for references that lead nowhere. */
/** The compliance rule that a finding of a language belongs to. */
function ruleOf({ rule, field }: SaidByTheLanguage): string | undefined {
  switch (rule) {
    case 'descriptor-missing-field':
    case 'descriptor-unknown-kind':
    case 'name-format':
    case 'annotation-format':
    case 'unknown-field':
      return 'cat/entity-schema';
    case 'missing-required-field':
      if (field === 'spec.owner') return 'cat/owner-present';
      return field === 'spec.definition' ? 'cat/api-definition' : 'cat/entity-schema';
    case 'template-without-owner':
      return 'cat/owner-present';
    case 'entity-reference-format':
    case 'entity-reference-wrong-kind':
      return 'cat/ref-format';
    case 'entity-reference-unresolved':
      return field === 'spec.owner' ? 'cat/owner-resolvable' : 'cat/ref-resolvable';
    case 'owner-is-user':
      return 'cat/owner-is-group';
    case 'api-definition-unparsable':
    case 'api-definition-incomplete':
    case 'api-definition-missing':
      return 'cat/api-definition';
    case 'unknown-action':
    case 'unknown-input':
    case 'missing-input':
    case 'wrong-input-type':
    case 'duplicate-step-id':
    case 'step-without-action':
    case 'parameter-incomplete':
      return 'tpl/schema';
    case 'unknown-step':
    case 'step-not-run-yet':
    case 'unknown-step-output':
    case 'unknown-parameter':
    case 'unknown-variable':
    case 'unknown-filter':
    case 'expression-unparsable':
    case 'dash-in-name':
      return 'tpl/step-refs';
    case 'unused-parameter':
      return 'tpl/unused-parameter';
    case 'secret-exposed':
    case 'secret-as-parameter':
    case 'secret-in-plain-field':
      return 'tpl/secret-parameter';
    default:
      return undefined;
  }
}

/** Where a pipeline takes a finding more, or less, seriously than the editor does while somebody types. */
const SEVERITY: Partial<Record<SaidByTheLanguage['rule'], Severity>> = {
  'owner-is-user': 'warning',
  'api-definition-missing': 'error',
  'secret-exposed': 'error',
  'secret-as-parameter': 'error',
  'secret-in-plain-field': 'error',
};
/** Fixes that only begin what the author must finish. */
const PLACEHOLDERS: ReadonlySet<SaidByTheLanguage['rule']> = new Set(['missing-required-field', 'missing-input']);

/** How a compliance rule says what a language says. */
export interface SaidAgain {
  /** Leaves a finding out, or says how grave it is. */
  readonly judge?: (finding: SaidByTheLanguage, context: RuleContext) => Severity | 'silent' | undefined;
  /** In place of those of the language. */
  readonly fixes?: (
    finding: SaidByTheLanguage,
    subject: EntityDocument,
    context: RuleContext,
  ) => readonly (Fix | undefined)[];
}

/** The check of a rule that says again, under its own id, what a language says of a document. */
export function sayAgain(id: string, { judge, fixes }: SaidAgain = {}) {
  return (subject: EntityDocument, report: Reporter, context: RuleContext): void => {
    for (const finding of saidByTheLanguage(subject, context)) {
      if (ruleOf(finding) !== id) continue;
      if (isFilledIn(subject, finding)) continue;
      const judged = judge?.(finding, context);
      if (judged === 'silent') continue;
      const { rule, span, message, values } = finding;
      const related = relatedOf(finding);
      report({
        at: span,
        check: rule,
        message,
        values,
        severity: judged ?? SEVERITY[rule] ?? (finding.severity === 'information' ? 'info' : finding.severity),
        ...(related.length > 0 ? { related } : {}),
        fixes: () => (fixes ? fixes(finding, subject, context) : finding.fixes.map(fix => fixFrom(rule, fix))),
      });
    }
  };
}

/** Whether a template fills in what a finding is about: that is neither missing nor of the wrong kind. */
function isFilledIn({ document, root, kind }: EntityDocument, { field, span }: SaidByTheLanguage): boolean {
  // The expressions of a software template are its own: its language knows what they mean.
  if (!document.templated || kind.toLowerCase() === 'template') return false;
  if (field !== undefined && isUnknown(valueAt(root, ...field.split('.')))) return true;
  const lineEnd = document.text.indexOf('\n', span.start);
  return /\{[{%]/.test(document.text.slice(span.start, lineEnd < 0 ? undefined : lineEnd));
}

/** A fix of a language as a fix of compliance. */
export function fixFrom(rule: SaidByTheLanguage['rule'], { title, values, edits, sure }: LanguageFix): Fix {
  return {
    class: sure ? 'safe' : PLACEHOLDERS.has(rule) ? 'placeholder' : 'review',
    title,
    values,
    edits: edits.map(({ span, text }) => ({ ...span, text })),
  };
}

/** Places in files that a finding of a language names by their paths. */
function relatedOf({ related = [], span }: SaidByTheLanguage): NonNullable<Finding['related']> {
  return related.flatMap(({ message, values, place }) =>
    'range' in place && place.uri !== undefined
      ? [{ message, values, span, elsewhere: { path: place.uri, range: place.range } }]
      : [],
  );
}
