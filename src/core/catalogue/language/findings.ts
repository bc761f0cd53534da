import type { TextRange } from '../descriptor.js';
import type { Span } from './descriptorFile.js';

/** The rules of the language, by the ids that stand beside what they find. */
export const RULE_IDS = [
  'entity-reference-unresolved',
  'entity-reference-format',
  'entity-reference-wrong-kind',
  'owner-is-user',
  'dependency-deprecated',
  'dependency-cycle',
  'duplicate-entity',
  'name-format',
  'annotation-format',
  'missing-required-field',
  'unknown-field',
  'api-definition-unparsable',
  'api-definition-incomplete',
  'api-definition-missing',
] as const;

export type RuleId = (typeof RULE_IDS)[number];

/** A further place that belongs to a finding. */
export interface RelatedPlace {
  /** A sentence for a person, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  /** A place of a file (without `uri`: of the same one), or where an entity is described. */
  readonly place:
    { readonly uri?: string; readonly range: TextRange } | { readonly ref: string; readonly uri?: string };
}

/** A change of a text that does away with what a rule found. Spans count from the beginning of the document. */
export interface Fix {
  /** What it does, `{0}` … standing for `values`. */
  readonly title: string;
  readonly values: readonly string[];
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
  /** What is read stays the same: only the form of writing changes. */
  readonly sure?: true;
}

/** Something that a rule found in a document. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: 'error' | 'warning' | 'information';
  readonly span: Span;
  /** A sentence for a person, `{0}` … standing for `values`, which are words of a file or a server. */
  readonly message: string;
  readonly values: readonly string[];
  /** The field that it is about, as `spec.owner`; where a rule looks at several. */
  readonly field?: string;
  /** The likeliest first. */
  readonly fixes: readonly Fix[];
  readonly related?: readonly RelatedPlace[];
  /** The dead part of a text is shown as such. */
  readonly deprecated?: true;
}

/** A fix that puts a text in the place of another. */
export function replace(span: Span, text: string, title: string, ...values: readonly string[]): Fix {
  return { title, values, edits: [{ span, text }] };
}

/** A fix by which the same is read afterwards. */
export function sure(fix: Fix): Fix {
  return { ...fix, sure: true };
}
