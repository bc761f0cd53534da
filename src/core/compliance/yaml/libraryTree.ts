import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { DEEPEST } from './limits.js';
import type { TemplateMask } from './mask.js';
import type { AliasNode, ScalarStyle, YamlNode } from './node.js';
import type { OpenMap, OpenScalar, OpenSeq } from './tree.js';
import { columnOf, isBlank, lineStartAt, pastTrivia } from './trivia.js';

/** The lines of a document that cannot be relied on. */
export interface Doubt {
  /** Where the first of them begins, in UTF-16 units from the beginning of the document. */
  readonly start: number;
  /** Where the line with content above it begins. */
  readonly above: number;
  /** Where the line behind the last of them begins. */
  readonly end: number;
  /** How far in the one is that is least far in. */
  readonly column: number;
  /** The first one: how far in it is, and whether it begins with a dash. */
  readonly first: { readonly column: number; readonly isItem: boolean };
}

type Parent = OpenMap | OpenSeq | undefined;

/** An entry or an item as the library has it: the key of an item is undefined. */
interface Child {
  readonly key: unknown;
  readonly value: unknown;
}

const STYLES: Readonly<Record<Scalar.Type, ScalarStyle>> = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/**
 * Builds the positioned tree of what the library `yaml` makes of a text: the same one as `treeOf` where there is no doubt.
 *
 * Of doubtful lines nothing is taken. What they may belong or add to is masked: the collections that are open before them, and the
 * value right before them. Where the first of them is not as far in as any of these, a line before it is perhaps not as far in as it
 * was meant to be, and has closed too much: then the line above is in doubt as well, and what was closed is masked. Behind them only
 * what is less far in than all of them is taken: it closes whatever was begun in them.
 */
export class LibraryTree {
  private readonly written: string;
  private readonly anchors = new Map<string, YamlNode>();
  private depth = 0;
  /** How far in those are that were perhaps closed too early, at most. */
  private closedFrom: number | undefined;
  /** The key that waits for its value. */
  private key: YamlNode | undefined;
  /** Where what was taken last ends. */
  private last = 0;

  /**
   * @param text what was parsed; it may be masked
   * @param mask what a template stands for in the text, with the text as it was written
   * @param doubt undefined where there is none
   */
  constructor(
    private readonly text: string,
    private readonly mask: TemplateMask | undefined,
    private readonly doubt: Doubt | undefined,
  ) {
    this.written = mask?.written ?? text;
  }

  /**
   * @param contents of the document of the library
   * @returns undefined where nothing can be relied on
   * @throws TooDeep where it is nested deeper than is read
   */
  build(contents: unknown): YamlNode | undefined {
    const { doubt } = this;
    if (!doubt) return hasRange(contents) ? this.node(contents, undefined) : undefined;
    const isOpen = this.isOpenAt(contents, doubt);
    const start = isOpen ? doubt.start : doubt.above;
    if (!hasRange(contents) || contents.range[0] >= start) return undefined;
    if (!isOpen) this.closedFrom = doubt.first.column;
    return this.node(contents, undefined, { ...doubt, start });
  }

  /** Whether the first doubtful line can belong to a collection that is open before it. */
  private isOpenAt(contents: unknown, doubt: Doubt): boolean {
    const { column, isItem } = doubt.first;
    for (let node = contents; hasRange(node) && node.range[0] < doubt.start && (isMap(node) || isSeq(node));) {
      if (isSeq(node) === isItem && columnOf(this.text, node.range[0]) === column) return true;
      node = childrenOf(node).findLast(child => isBefore(child, doubt, undefined))?.value;
    }
    return false;
  }

  /** Masks the collections at the end of what was perhaps closed too early. */
  private leaveOpen(node: YamlNode | undefined, upTo: number): void {
    for (let at = node; at && (at.type === 'map' || at.type === 'seq') && !at.flow;) {
      if (columnOf(this.text, at.start) <= upTo) (at as OpenMap | OpenSeq).masked = true;
      at = at.type === 'map' ? at.entries.at(-1)?.value : at.items.at(-1);
    }
  }

  /** @param doubt given for what is right before doubtful lines, so that it may go on in them */
  private node(node: unknown, parent: Parent, doubt?: Doubt): YamlNode {
    let made: YamlNode;
    if (doubt && !(hasRange(node) && node.range[0] < doubt.start)) made = this.unknown(parent, this.last, this.last);
    else if (isMap(node) || isSeq(node)) made = this.collection(node, parent, doubt);
    else if (doubt) made = this.unknown(parent, startOf(node), Math.min(endOf(node), doubt.start));
    else if (isAlias(node)) made = this.alias(node.source, startOf(node), parent);
    else made = this.scalar(isScalar(node) ? node : undefined, parent);
    if (made.anchor !== undefined) this.anchors.set(made.anchor, made);
    return made;
  }

  private collection(node: YAMLMap | YAMLSeq, parent: Parent, doubt: Doubt | undefined): YamlNode {
    if (++this.depth > DEEPEST) throw new TooDeep();
    const flow = node.flow === true;
    const children = childrenOf(node);
    const start = startOf(node);
    const base = { start, end: start, parent, ...propertiesOf(node), flow, masked: doubt !== undefined };
    const made: OpenMap | OpenSeq = isMap(node)
      ? { type: 'map', ...base, entries: [] }
      : { type: 'seq', ...base, items: [] };
    // An alias in it can lead to it.
    if (made.anchor !== undefined) this.anchors.set(made.anchor, made);
    // A pair in a flow list has no brackets of its own.
    const bracketed = flow && !(isMap(node) && children[0] && startOf(children[0].key) === start);
    this.last = bracketed ? start + 1 : start;
    const before = doubt ? children.filter(child => isBefore(child, doubt, flow ? endOf(node) : undefined)) : children;
    before.forEach((child, at) => this.take(child, made, flow || at < before.length - 1 ? undefined : doubt));
    if (doubt && !flow && this.closedFrom !== undefined)
      this.leaveOpen(made.type === 'map' ? made.entries.at(-2)?.value : made.items.at(-2), this.closedFrom);
    if (doubt && !flow)
      for (const child of children) if (this.isBehind(child, doubt, columnOf(this.text, start))) this.take(child, made);
    if (bracketed && (!doubt || endOf(node) <= doubt.start)) this.last = endOf(node);
    made.end = this.last;
    this.depth--;
    return made;
  }

  private take({ key, value }: Child, made: OpenMap | OpenSeq, doubt?: Doubt): void {
    if (made.type === 'seq') {
      made.items.push(this.node(value, made, doubt));
      return;
    }
    this.key = undefined;
    const own = this.node(key, made);
    const scalar = own.type === 'scalar';
    if (scalar && own.masked) made.masked = true;
    this.key = own;
    made.entries.push({ name: scalar ? own.text : '', key: own, value: this.node(value, made, doubt) });
  }

  /** Whether an entry or an item closes what was begun in doubtful lines, and stands where those of its collection stand. */
  private isBehind({ key, value }: Child, doubt: Doubt, column: number): boolean {
    const node = key ?? value;
    if (!hasRange(node) || column >= doubt.column) return false;
    const line = lineStartAt(this.text, node.range[0]);
    const indent = this.text.slice(line, node.range[0]);
    const own = key === undefined ? /^( *)-[ \t]+$/.exec(indent)?.[1] : /^ *$/.exec(indent)?.[0];
    return line >= doubt.end && own?.length === column;
  }

  private alias(name: string, start: number, parent: Parent): AliasNode {
    const end = start + 1 + name.length;
    this.last = end;
    const target = this.anchors.get(name);
    return { type: 'alias', start, end, parent, anchor: undefined, tag: undefined, name, target };
  }

  private scalar(node: Scalar | undefined, parent: Parent): OpenScalar {
    const absent = !node || (node.type === 'PLAIN' && node.source === '');
    const properties = propertiesOf(node);
    const hasProperties = properties.anchor !== undefined || properties.tag !== undefined;
    const start = absent && !hasProperties ? this.absent(parent) : startOf(node);
    let end = absent ? start : endOf(node);
    const style = STYLES[node?.type ?? 'PLAIN'];
    if (style === 'literal' || style === 'folded')
      while (end > start + 1 && isBlank(this.text.charCodeAt(end - 1))) end--;
    const masked = this.mask?.covers(start, end) ?? false;
    const text = masked ? this.written.slice(start, end) : (node?.source ?? '');
    this.last = end;
    return { type: 'scalar', start, end, parent, ...properties, text, style, masked };
  }

  /** A value of which only the beginning is sure. */
  private unknown(parent: Parent, start: number, end: number): OpenScalar {
    const text = this.written.slice(start, end).trimEnd();
    this.last = start + text.length;
    const properties = { anchor: undefined, tag: undefined };
    return { type: 'scalar', start, end: this.last, parent, ...properties, text, style: 'plain', masked: true };
  }

  /** Where a scalar that is not written would stand. */
  private absent(parent: Parent): number {
    const { text, last } = this;
    const at = pastTrivia(text, last);
    const letter = text.charAt(at);
    if (!parent) return text.startsWith('---', at) ? at + 3 : last;
    if (parent.type === 'seq') return letter === '-' ? at + 1 : last;
    if (this.key?.parent === parent) return letter === ':' ? at + 1 : last;
    return letter === '?' ? at + 1 : letter === ':' ? at : last;
  }
}

/** The text is nested deeper than is read. */
export class TooDeep extends Error {}

function childrenOf(node: YAMLMap | YAMLSeq): readonly Child[] {
  return node.items.map(item => (isPair(item) ? item : { key: undefined, value: item }));
}

function isBefore({ key, value }: Child, doubt: Doubt, closedAt: number | undefined): boolean {
  if (closedAt !== undefined) return closedAt <= doubt.start;
  const node = key ?? value;
  return hasRange(node) && node.range[0] < doubt.start && (key === undefined || endOf(key) <= doubt.start);
}

function hasRange(node: unknown): node is Node & { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function startOf(node: unknown): number {
  return hasRange(node) ? node.range[0] : 0;
}

function endOf(node: unknown): number {
  return hasRange(node) ? node.range[1] : 0;
}

function propertiesOf(node: Scalar | YAMLMap | YAMLSeq | undefined): Pick<YamlNode, 'anchor' | 'tag'> {
  return { anchor: node?.anchor, tag: node?.tag?.replace(/^tag:yaml\.org,2002:/, '!!') };
}
