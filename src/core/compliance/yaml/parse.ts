import {
  EVENT_ID,
  getScalarValue,
  parseEvents,
  SCALAR_STYLE,
  YAMLException,
  type Event,
  type ScalarEvent,
} from 'js-yaml';
import type {
  AliasNode,
  MapEntry,
  MapNode,
  ScalarNode,
  ScalarStyle,
  SeqNode,
  Span,
  SyntaxProblem,
  YamlNode,
} from './node.js';

/** Deeper than people write. Both parsers refuse what goes beyond. */
export const DEEPEST = 100;
/** Anchors and aliases beyond this number are a bomb, not a manifest. */
const MOST_ALIASES = 10_000;
const STYLES: readonly ScalarStyle[] = ['plain', 'plain', 'single', 'double', 'literal', 'folded'];

/** What reading one document gives. */
export type ParsedDocument =
  { readonly ok: true; readonly root: YamlNode | undefined } | { readonly ok: false; readonly problem: SyntaxProblem };

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type OpenMap = Writable<MapNode> & { entries: MapEntry[] };
type OpenSeq = Writable<SeqNode> & { items: YamlNode[] };

/**
 * Reads one document as a positioned tree.
 * @param text a single document, with or without its `---`
 * @param isMasked whether a part of the text was filled in for a template
 */
export function parseDocument(text: string, isMasked?: (start: number, end: number) => boolean): ParsedDocument {
  let events: readonly Event[];
  try {
    events = parseEvents(text, { maxDepth: DEEPEST });
  } catch (error) {
    return { ok: false, problem: problemOf(error, text) };
  }
  return { ok: true, root: treeOf(text, events, isMasked) };
}

function problemOf(error: unknown, text: string): SyntaxProblem {
  if (!(error instanceof YAMLException)) throw error;
  const at = Math.min(error.mark?.position ?? 0, Math.max(0, text.length - 1));
  return { span: { start: at, end: Math.min(text.length, at + 1) }, message: '{0}', values: [error.reason] };
}

/** Builds the tree from the events of the first document. */
function treeOf(
  text: string,
  events: readonly Event[],
  isMasked: ((start: number, end: number) => boolean) | undefined,
): YamlNode | undefined {
  const open: (OpenMap | OpenSeq)[] = [];
  const anchors = new Map<string, YamlNode>();
  let key: YamlNode | undefined;
  const keys: (YamlNode | undefined)[] = [];
  let root: YamlNode | undefined;
  let documents = 0;
  let aliases = 0;
  // Where what was read last ends: an absent value stands behind it.
  let last = 0;

  const take = (node: YamlNode): void => {
    const parent = open.at(-1);
    if (!parent) {
      root = node;
      return;
    }
    node.parent = parent;
    if (parent.type === 'seq') parent.items.push(node);
    else if (!key) key = node;
    else {
      parent.entries.push({ name: key.type === 'scalar' ? key.text : '', key, value: node });
      key = undefined;
    }
  };
  const anchorOf = (event: { anchorStart: number; anchorEnd: number }): string | undefined =>
    event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
  const tagOf = (event: { tagStart: number; tagEnd: number }): string | undefined =>
    event.tagStart < 0 ? undefined : text.slice(event.tagStart, event.tagEnd);

  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        if (++documents > 1) return root;
        break;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const base = {
          start: event.start,
          end: event.start,
          parent: undefined,
          anchor: anchorOf(event),
          tag: tagOf(event),
          flow: event.style === 2,
        };
        const node: OpenMap | OpenSeq =
          event.type === EVENT_ID.MAPPING ? { type: 'map', ...base, entries: [] } : { type: 'seq', ...base, items: [] };
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        take(node);
        keys.push(key);
        key = undefined;
        open.push(node);
        last = event.start + (node.flow ? 1 : 0);
        break;
      }
      case EVENT_ID.SCALAR: {
        const style = STYLES[event.style] ?? 'plain';
        const absent = event.valueStart < 0;
        const { start, end } = absent ? absentSpan(text, last, event) : scalarSpan(text, last, event);
        const node: ScalarNode = {
          type: 'scalar',
          start,
          end,
          parent: undefined,
          anchor: anchorOf(event),
          tag: tagOf(event),
          text: absent ? '' : getScalarValue(text, event),
          style,
          masked: !absent && isMasked?.(start, end) === true,
        };
        if (node.anchor !== undefined) anchors.set(node.anchor, node);
        last = end;
        take(node);
        break;
      }
      case EVENT_ID.ALIAS: {
        const name = text.slice(event.anchorStart, event.anchorEnd);
        const node: AliasNode = {
          type: 'alias',
          start: event.anchorStart - 1,
          end: event.anchorEnd,
          parent: undefined,
          anchor: undefined,
          tag: undefined,
          name,
          target: ++aliases > MOST_ALIASES ? undefined : anchors.get(name),
        };
        last = event.anchorEnd;
        take(node);
        break;
      }
      case EVENT_ID.POP: {
        const node = open.pop();
        if (!node) break;
        last = node.flow ? closingBracket(text, last) : last;
        node.end = last;
        key = keys.pop();
        // A collection that was a key has been taken as one already.
        break;
      }
    }
  }
  return root;
}

/** Where the value of `key:` would stand: behind the colon, or behind the tag or anchor that is written in its place. */
function absentSpan(text: string, last: number, { tagEnd, anchorEnd }: ScalarEvent): Span {
  const written = Math.max(tagEnd, anchorEnd);
  let at = last;
  if (written > last) at = written;
  else {
    while (text[at] === ' ' || text[at] === '\t') at++;
    at = text[at] === ':' || text[at] === '-' || text[at] === '?' ? at + 1 : last;
  }
  return { start: at, end: at };
}

/** The span of a scalar with its quotes or its `|`, without the line breaks behind a block. */
function scalarSpan(text: string, last: number, event: ScalarEvent): Span {
  const { style, valueStart, valueEnd } = event;
  if (style === SCALAR_STYLE.SINGLE_QUOTED || style === SCALAR_STYLE.DOUBLE_QUOTED)
    return { start: valueStart - 1, end: valueEnd + 1 };
  if (style === SCALAR_STYLE.PLAIN) return { start: valueStart, end: valueEnd };
  let start = Math.max(last, event.tagEnd, event.anchorEnd);
  while (start < valueStart && text[start] !== '|' && text[start] !== '>') start++;
  let end = valueEnd;
  while (end > valueStart && /\s/.test(text[end - 1] ?? '')) end--;
  return { start, end: Math.max(end, start + 1) };
}

/** The end of a flow collection: behind its bracket, past blanks, commas and comments. */
function closingBracket(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const letter = text[at];
    if (letter === ']' || letter === '}') return at + 1;
    if (letter === '#') {
      const end = text.indexOf('\n', at);
      if (end < 0) return text.length;
      at = end;
    }
  }
  return text.length;
}
