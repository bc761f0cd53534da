import type { Span } from './descriptorFile.js';

/** The rules of the language, by the ids that stand beside what they find. */
export type RuleId =
  | 'entity-reference-unresolved'
  | 'entity-reference-format'
  | 'entity-reference-wrong-kind'
  | 'owner-is-user'
  | 'dependency-deprecated'
  | 'dependency-cycle'
  | 'duplicate-entity'
  | 'name-format'
  | 'annotation-format'
  | 'missing-required-field'
  | 'unknown-field'
  | 'api-definition-unparsable';

/** A change of a text that does away with what a rule found. Spans count from the beginning of the document. */
export interface Fix {
  /** What it does, `{0}` … standing for `values`. */
  readonly title: string;
  readonly values: readonly string[];
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** Something that a rule found in a document. */
export interface Finding {
  readonly rule: RuleId;
  readonly severity: 'error' | 'warning' | 'information';
  readonly span: Span;
  /** A sentence for a person, `{0}` … standing for `values`, which are words of a file or a server. */
  readonly message: string;
  readonly values: readonly string[];
  /** The likeliest first. */
  readonly fixes: readonly Fix[];
  /** The dead part of a text is shown as such. */
  readonly deprecated?: true;
}

/** A fix that puts a text in the place of another. */
export function replace(span: Span, text: string, title: string, ...values: readonly string[]): Fix {
  return { title, values, edits: [{ span, text }] };
}
