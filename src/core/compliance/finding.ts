import type { TextRange } from '../catalogue/descriptor.js';
import type { Span } from './yaml/node.js';

export type Severity = 'error' | 'warning' | 'info';

/** A change of a text. Offsets count from the beginning of the document (of the file where it is no YAML). */
export interface TextEdit extends Span {
  readonly text: string;
}

/**
 * How far a fix can be trusted.
 *
 * - `safe`: what runs goes on as it did; taken by fix-all and `--fix`
 * - `review`: it changes how something runs; offered one at a time, with a preview
 * - `placeholder`: a beginning that the author must fill in
 */
export type FixClass = 'safe' | 'review' | 'placeholder';

/** A change that does away with a finding. */
export interface Fix {
  readonly class: FixClass;
  /** What it does, `{0}` … standing for `values`. */
  readonly title: string;
  readonly values: readonly string[];
  readonly edits: readonly TextEdit[];
  /** A file that is made beside the changes, by its path from the scanned folder. */
  readonly newFile?: { readonly path: string; readonly text: string };
}

/** A further place that belongs to a finding. */
export interface RelatedPlace {
  readonly message: string;
  readonly values: readonly string[];
  /** In the same document, where it is not elsewhere. */
  readonly span: Span;
  /** A place in another file, by its path from the scanned folder. */
  readonly elsewhere?: { readonly path: string; readonly range: TextRange };
}

/** The object that a finding is about, for waivers and fingerprints. */
export interface FindingSubject {
  /** As written, such as `Deployment`, `Component`, `stage` or `job`. */
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** Something that a rule found in a document. */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  /** The value or the key that is wrong, from the beginning of the document. */
  readonly span: Span;
  /** A sentence for a person, `{0}` … standing for `values`, which are words of a file or a server. */
  readonly message: string;
  readonly values: readonly string[];
  readonly subject?: FindingSubject;
  /** Which part of a rule with several parts, such as the id of a Pod Security check. */
  readonly check?: string;
  readonly related?: readonly RelatedPlace[];
  /** Makes the fixes, the likeliest first: most findings are never fixed, so that none is made before it is wanted. */
  readonly fixes?: () => readonly Fix[];
}
