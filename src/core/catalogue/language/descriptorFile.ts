import { Composer, isAlias, isMap, isScalar, isSeq, Parser, type Document, type ParsedNode } from 'yaml';
import { splitDocuments, tokensNestTooDeep, YAML_OPTIONS, type TextRange } from '../descriptor.js';
import { DEFAULT_NAMESPACE, formatEntityRef } from '../entityRef.js';

/** Part of a text: offsets in UTF-16 units, the end is exclusive. Inside of a document they count from its beginning. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A key of a mapping and its value. */
export interface YamlEntry {
  readonly key: string;
  readonly keySpan: Span;
  readonly value: YamlNode;
}

export interface YamlMap {
  readonly type: 'map';
  readonly entries: readonly YamlEntry[];
  readonly flow: boolean;
  readonly span: Span;
}

export interface YamlList {
  readonly type: 'list';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
  readonly span: Span;
}

export interface YamlScalar {
  readonly type: 'scalar';
  readonly value: string | number | boolean | null;
  readonly style: 'plain' | 'quoted' | 'block';
  readonly span: Span;
  /** Without the quotes. */
  readonly inner: Span;
}

/** An alias, or what nobody but the YAML library understands: nothing is said about it. */
export interface YamlOpaque {
  readonly type: 'opaque';
  readonly span: Span;
}

export type YamlNode = YamlMap | YamlList | YamlScalar | YamlOpaque;

/** One YAML document, read on its own: it stays the same object while its text stays the same, wherever it moves to. */
export interface DocumentTree {
  readonly content: string;
  readonly root: YamlNode | undefined;
  /** The document is no good YAML: what is known of it is only good for finding one's way in it. */
  readonly broken: boolean;
  readonly apiVersion?: string;
  /** As written: `Component`. */
  readonly kind?: string;
  readonly name?: string;
  readonly namespace: string;
  /** Full reference in lower case, where kind and name are there. */
  readonly ref?: string;
}

/** A document and where it stands in its file. */
export interface PlacedTree {
  readonly tree: DocumentTree;
  /** Where it begins, in UTF-16 units from the beginning of the file. */
  readonly offset: number;
}

/** A whole descriptor file with the place of everything in it. */
export class DescriptorFile {
  private lineStarts: readonly number[] | undefined;
  private allRefs: string | undefined;

  constructor(
    readonly text: string,
    readonly documents: readonly PlacedTree[],
  ) {}

  /** The entities that the file describes, as one text to compare. */
  get refs(): string {
    return (this.allRefs ??= this.documents.map(({ tree }) => tree.ref ?? '').join(' '));
  }

  /** The document at an offset of the file; between two documents it is the one before. */
  documentAt(offset: number): PlacedTree | undefined {
    return this.documents.findLast(document => document.offset <= offset);
  }

  /** A part of a document as lines and columns of the file. */
  rangeOf({ offset }: PlacedTree, { start, end }: Span): TextRange {
    const [startLine, startColumn] = this.positionAt(offset + start);
    const [endLine, endColumn] = this.positionAt(offset + end);
    return { startLine, startColumn, endLine, endColumn };
  }

  /** Zero-based line and column of an offset of the file. */
  positionAt(offset: number): readonly [line: number, column: number] {
    const starts = (this.lineStarts ??= startsOfLines(this.text));
    let low = 0;
    for (let high = starts.length; high - low > 1;) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? Infinity) <= offset) low = middle;
      else high = middle;
    }
    return [low, offset - (starts[low] ?? 0)];
  }

  /** The offset of a zero-based line and column. */
  offsetAt(line: number, column: number): number {
    const starts = (this.lineStarts ??= startsOfLines(this.text));
    return Math.min((starts[line] ?? this.text.length) + column, this.text.length);
  }
}

/**
 * Reads a descriptor file with the place of everything in it.
 * @param before the same file as it was: documents that did not change are not read again
 */
export function parseDescriptorFile(text: string, before?: DescriptorFile): DescriptorFile {
  const known = new Map(before?.documents.map(({ tree }) => [tree.content, tree]));
  const documents = splitDocuments(text).map(({ content, offset }) => ({
    tree: known.get(content) ?? parseTree(content),
    offset,
  }));
  return new DescriptorFile(text, documents);
}

/** The value at a path of keys. */
export function valueAt(node: YamlNode | undefined, ...path: readonly string[]): YamlNode | undefined {
  return path.reduce<YamlNode | undefined>((at, key) => entryOf(at, key)?.value, node);
}

/** The entry of a mapping with a key; the last one where it stands twice, as the catalogue reads it. */
export function entryOf(node: YamlNode | undefined, key: string): YamlEntry | undefined {
  return node?.type === 'map' ? node.entries.findLast(entry => entry.key === key) : undefined;
}

/** The text of a scalar; undefined for all other values and for numbers, booleans and the like. */
export function textOf(node: YamlNode | undefined): string | undefined {
  return node?.type === 'scalar' && typeof node.value === 'string' ? node.value : undefined;
}

/** Whether a text is filled in by a template later, so that nothing can be said about it now. */
export function isTemplated(text: string): boolean {
  return text.includes('${{') || text.includes('{{');
}

/** Whether a value comes from another file: `$text: ./openapi.yaml`. Source: Backstage, "Substitutions in the descriptor". */
export function isSubstituted(node: YamlNode | undefined): boolean {
  return node?.type === 'map' && node.entries.some(({ key }) => key.startsWith('$'));
}

function parseTree(content: string): DocumentTree {
  const tokens = [...new Parser().parse(content)];
  // The first token that is too deep would end the process.
  const nothing: DocumentTree = { content, root: undefined, broken: true, namespace: DEFAULT_NAMESPACE };
  if (tokensNestTooDeep(tokens)) return nothing;
  const [document] = new Composer({ ...YAML_OPTIONS, keepSourceTokens: false }).compose(
    tokens,
  ) as Iterable<Document.Parsed>;
  const root = document?.contents ? convert(document.contents) : undefined;
  const metadata = valueAt(root, 'metadata');
  const apiVersion = textOf(valueAt(root, 'apiVersion'));
  const kind = textOf(valueAt(root, 'kind'))?.trim();
  const name = textOf(valueAt(metadata, 'name'))?.trim();
  const namespace = textOf(valueAt(metadata, 'namespace'))?.trim();
  return {
    content,
    root,
    broken: (document?.errors.length ?? 0) > 0,
    namespace: namespace === undefined || namespace === '' ? DEFAULT_NAMESPACE : namespace,
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    ...(name === undefined ? {} : { name }),
    ...(kind && name
      ? {
          ref: formatEntityRef({
            kind,
            namespace: namespace === undefined || namespace === '' ? DEFAULT_NAMESPACE : namespace,
            name,
          }),
        }
      : {}),
  };
}

function convert(node: ParsedNode | null | undefined): YamlNode {
  if (!node) return { type: 'opaque', span: { start: 0, end: 0 } };
  const span = { start: node.range[0], end: node.range[1] };
  if (isMap(node))
    return {
      type: 'map',
      span,
      flow: node.flow === true,
      entries: node.items.flatMap(pair => {
        const key: unknown = pair.key;
        if (!isScalar(key) || !key.range) return [];
        const keySpan = { start: key.range[0], end: key.range[1] };
        const value = pair.value
          ? convert(pair.value)
          : ({
              type: 'scalar',
              value: null,
              style: 'plain',
              span: nothingAt(keySpan.end),
              inner: nothingAt(keySpan.end),
            } as const);
        return [{ key: String(key.value), keySpan, value }];
      }),
    };
  if (isSeq(node))
    return { type: 'list', span, flow: node.flow === true, items: node.items.map(item => convert(item)) };
  if (isScalar(node) && !isAlias(node)) {
    const block = node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED';
    const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
    return {
      type: 'scalar',
      value: plainValue(node.value),
      style: block ? 'block' : quoted ? 'quoted' : 'plain',
      span,
      inner: quoted ? { start: span.start + 1, end: Math.max(span.start + 1, span.end - 1) } : span,
    };
  }
  return { type: 'opaque', span };
}

function plainValue(value: unknown): YamlScalar['value'] {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  return typeof value === 'bigint' || value instanceof Date ? value.toString() : null;
}

function nothingAt(offset: number): Span {
  return { start: offset, end: offset };
}

function startsOfLines(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
