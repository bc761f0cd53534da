import {
  COLLECTION_STYLE,
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import type { TemplateMask } from './mask.js';
import { isBlank, pastTrivia } from './trivia.js';
import { RepeatedKeys } from './repeatedKeys.js';
import type { AliasNode, MapEntry, MapNode, RepeatedKey, ScalarNode, ScalarStyle, SeqNode, YamlNode } from './node.js';

// Taken out once: in what is shipped each of these is a getter, and they are asked for with every event.
const { SCALAR, MAPPING, SEQUENCE, POP, ALIAS } = EVENT_ID;
const { PLAIN, SINGLE_QUOTED, DOUBLE_QUOTED } = SCALAR_STYLE;
const { FLOW } = COLLECTION_STYLE;

const STYLES: readonly ScalarStyle[] = ['plain', 'plain', 'single', 'double', 'literal', 'folded'];

type Writable<T> = { -readonly [K in keyof T]: T[K] };
export type OpenMap = Writable<MapNode> & { entries: MapEntry[] };
export type OpenScalar = Writable<ScalarNode>;
export type OpenSeq = Writable<SeqNode> & { items: YamlNode[] };

/** A tree, and what is not right in it although it can be read. */
export interface BuiltTree {
  readonly root: YamlNode | undefined;
  /** Aliases of anchors that do not stand before them. */
  readonly lost: readonly AliasNode[];
  readonly aliases: number;
  /** Keys that surely stand twice. */
  readonly repeatedKeys: readonly RepeatedKey[] | undefined;
}

/**
 * Builds the positioned tree of the first document from its events. They say where scalars begin and end and where collections
 * begin; where collections end, and where absent values would stand, follows from the text between them.
 * @param text what was parsed; it may be masked
 * @param mask what a template stands for in the text, with the text as it was written
 */
export function treeOf(text: string, events: readonly Event[], mask?: TemplateMask): BuiltTree {
  return new TreeBuilder(text, mask).build(events);
}

class TreeBuilder {
  private readonly written: string;
  private readonly open: (OpenMap | OpenSeq)[] = [];
  private readonly anchors = new Map<string, YamlNode>();
  private readonly lost: AliasNode[] = [];
  private readonly repeated: RepeatedKeys;
  private parent: OpenMap | OpenSeq | undefined;
  /** The key that waits for its value, here and in the collections around. */
  private key: YamlNode | undefined;
  private readonly keys: (YamlNode | undefined)[] = [];
  private root: YamlNode | undefined;
  /** Where what was read last ends. */
  private last = 0;

  constructor(
    private readonly text: string,
    private readonly mask: TemplateMask | undefined,
  ) {
    this.written = mask?.written ?? text;
    this.repeated = new RepeatedKeys(mask);
  }

  build(events: readonly Event[]): BuiltTree {
    let documents = 0;
    let aliases = 0;
    for (const event of events) {
      if (event.type === SCALAR) this.scalar(event);
      else if (event.type === MAPPING || event.type === SEQUENCE) this.begin(event);
      else if (event.type === POP) this.end();
      else if (event.type === ALIAS) {
        this.alias(event.anchorStart, event.anchorEnd);
        aliases++;
      } else if (++documents > 1) break;
    }
    return { root: this.root, lost: this.lost, aliases, repeatedKeys: this.repeated.all };
  }

  private take(node: YamlNode): void {
    const { parent } = this;
    if (!parent) this.root ??= node;
    else if (parent.type === 'seq') parent.items.push(node);
    else if (!this.key) this.key = node;
    else {
      const { key } = this;
      const scalar = key.type === 'scalar';
      if (scalar && key.masked) parent.masked = true;
      parent.entries.push({ name: scalar ? key.text : '', key, value: node });
      this.key = undefined;
    }
    if (node.anchor !== undefined) this.anchors.set(node.anchor, node);
  }

  private property(start: number, end: number): string | undefined {
    return start < 0 ? undefined : this.text.slice(start, end);
  }

  private begin(event: MappingEvent | SequenceEvent): void {
    const flow = event.style === FLOW;
    const { start } = event;
    const anchor = this.property(event.anchorStart, event.anchorEnd);
    const tag = this.property(event.tagStart, event.tagEnd);
    const { parent } = this;
    const node: OpenMap | OpenSeq =
      event.type === MAPPING
        ? { type: 'map', start, end: start, parent, anchor, tag, flow, masked: false, entries: [] }
        : { type: 'seq', start, end: start, parent, anchor, tag, flow, masked: false, items: [] };
    this.take(node);
    this.keys.push(this.key);
    this.open.push(node);
    this.key = undefined;
    this.parent = node;
    this.last = flow && isBracket(this.text.charCodeAt(start)) ? start + 1 : start;
  }

  private end(): void {
    const node = this.open.pop();
    if (!node) return;
    // An implicit pair in a flow list has no brackets of its own; its key begins where it does.
    if (node.flow && !(node.type === 'map' && node.entries[0]?.key.start === node.start))
      if (isBracket(this.text.charCodeAt(node.start))) this.last = this.closingBracket();
    node.end = this.last;
    if (node.type === 'map') this.repeated.look(node);
    this.key = this.keys.pop();
    this.parent = this.open.at(-1);
  }

  private alias(nameStart: number, nameEnd: number): void {
    const name = this.text.slice(nameStart, nameEnd);
    const { parent } = this;
    const target = this.anchors.get(name);
    const [start, end] = [nameStart - 1, nameEnd];
    const node: AliasNode = { type: 'alias', start, end, parent, anchor: undefined, tag: undefined, name, target };
    if (!target) this.lost.push(node);
    this.last = nameEnd;
    this.take(node);
  }

  private scalar(event: ScalarEvent): void {
    const { written, parent } = this;
    const { valueStart, valueEnd, style } = event;
    let start = valueStart;
    let end = valueEnd;
    let text = '';
    if (valueStart < 0) start = end = this.absent(event.anchorEnd, event.tagEnd);
    else if (style === PLAIN) text = event.fast ? written.slice(start, end) : getScalarValue(written, event);
    else if (style === SINGLE_QUOTED || style === DOUBLE_QUOTED) {
      text = event.fast ? written.slice(start, end) : getScalarValue(written, event);
      start--;
      end++;
    } else {
      text = getScalarValue(written, event);
      start = this.blockHeader(Math.max(this.last, event.anchorEnd, event.tagEnd));
      end = this.withoutBlanks(start, Math.max(start + 1, valueEnd));
    }
    const node: ScalarNode = {
      type: 'scalar',
      start,
      end,
      parent,
      anchor: this.property(event.anchorStart, event.anchorEnd),
      tag: this.property(event.tagStart, event.tagEnd),
      text,
      style: STYLES[style] ?? 'plain',
      masked: this.mask?.covers(start, end) ?? false,
    };
    this.last = end;
    this.take(node);
  }

  /** Where a scalar that is not written would stand. */
  private absent(anchorEnd: number, tagEnd: number): number {
    const { text, last, parent } = this;
    const properties = Math.max(anchorEnd, tagEnd);
    if (properties >= 0) return properties;
    const at = pastTrivia(text, last);
    const letter = text.charCodeAt(at);
    if (!parent) {
      // An empty document: behind its marker.
      return text.startsWith('---', at) ? at + 3 : last;
    }
    if (parent.type === 'seq') return letter === DASH ? at + 1 : last;
    if (this.key) return letter === COLON ? at + 1 : last;
    return letter === QUESTION ? at + 1 : letter === COLON ? at : last;
  }

  /** The `|` or `>` of a block scalar. */
  private blockHeader(from: number): number {
    const { text } = this;
    let at = pastTrivia(text, from);
    while (at < text.length && text.charCodeAt(at) !== PIPE && text.charCodeAt(at) !== GREATER)
      at = pastTrivia(text, at + 1);
    return at;
  }

  private withoutBlanks(start: number, from: number): number {
    const { text } = this;
    let end = from;
    while (end > start + 1 && isBlank(text.charCodeAt(end - 1))) end--;
    return end;
  }

  /** Behind the bracket that closes a flow collection: past blanks, a last comma and comments. */
  private closingBracket(): number {
    const { text } = this;
    let at = pastTrivia(text, this.last);
    while (at < text.length && !isClosing(text.charCodeAt(at))) at = pastTrivia(text, at + 1);
    return Math.min(at + 1, text.length);
  }
}

const DASH = 0x2d;
const COLON = 0x3a;
const QUESTION = 0x3f;
const PIPE = 0x7c;
const GREATER = 0x3e;

function isBracket(letter: number): boolean {
  return letter === 0x5b || letter === 0x7b;
}

function isClosing(letter: number): boolean {
  return letter === 0x5d || letter === 0x7d;
}
