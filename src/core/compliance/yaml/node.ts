/** Part of a document's text: UTF-16 offsets from the beginning of the document, the end is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ScalarStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/** What every node of a tree has. */
interface NodeBase extends Span {
  /** The collection that it is in; for a value of a mapping the mapping. Undefined for the root. */
  parent: MapNode | SeqNode | undefined;
  /** Name of the anchor on it, without `&`. */
  readonly anchor: string | undefined;
  /** The tag as written, such as `!!str` or `!Ref`. */
  readonly tag: string | undefined;
}

export interface ScalarNode extends NodeBase {
  readonly type: 'scalar';
  /** The decoded text: without quotes, escapes resolved, lines folded. What it means says `scalarValue` for a dialect. */
  readonly text: string;
  readonly style: ScalarStyle;
  /** Part of it comes from a template (Helm, Nunjucks): what will stand there is not known. `text` is what is written. */
  readonly masked: boolean;
}

/** A key of a mapping with its value. */
export interface MapEntry {
  /** The key as text; empty where the key is no scalar. */
  readonly name: string;
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface MapNode extends NodeBase {
  readonly type: 'map';
  readonly flow: boolean;
  /** A template adds to it: it may have more entries than are written. */
  readonly masked: boolean;
  /** As written, duplicates and `<<` included. */
  readonly entries: readonly MapEntry[];
}

export interface SeqNode extends NodeBase {
  readonly type: 'seq';
  readonly flow: boolean;
  /** A template adds to it: it may have more items than are written. */
  readonly masked: boolean;
  readonly items: readonly YamlNode[];
}

/** `*name`. Functions that look into a tree follow it to `target`. */
export interface AliasNode extends NodeBase {
  readonly type: 'alias';
  readonly name: string;
  /** Undefined where no such anchor stands before it. An alias can lead to a node that it is part of. */
  readonly target: YamlNode | undefined;
}

/**
 * A node of a positioned YAML tree. Its span is what the value takes in the text: quotes included, anchor and tag not; for a
 * block collection from its first key or dash to the end of its last value; for an absent value (`key:`) an empty span behind
 * the colon.
 */
export type YamlNode = ScalarNode | MapNode | SeqNode | AliasNode;

/** A mistake in the form of a document. */
export interface SyntaxProblem {
  readonly span: Span;
  /** A sentence for a person, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
}

/** A key that a mapping has twice. */
export interface RepeatedKey {
  readonly name: string;
  readonly first: Span;
  readonly again: Span;
}

/** One YAML document. It stays the same object while its text stays the same, wherever in its file it moves to. */
export interface YamlDocument {
  /** The text of the document with its marker line, comments and directives; spans of nodes count from its beginning. */
  readonly text: string;
  /** Undefined where it is empty or cannot be read. Of a document that is read in part it is what can be relied on. */
  readonly root: YamlNode | undefined;
  readonly problems: readonly SyntaxProblem[];
  /** Keys that surely stand twice, in the order of the text; undefined where there are none. */
  readonly repeatedKeys?: readonly RepeatedKey[];
  /** Parts come from a template language and were masked: what is masked is unknown. */
  readonly templated: boolean;
  /** It cannot be read as a whole, and was read once more in spite of its mistakes: see `readTolerantly`. */
  readonly partial?: true;
}

/** A document and where it stands in its file. */
export interface PlacedDocument {
  readonly document: YamlDocument;
  /** Where it begins, in UTF-16 units from the beginning of the file. */
  readonly offset: number;
}
