import type { Fix, FixClass, TextEdit } from '../finding.js';
import { isNull, walk } from '../yaml/navigate.js';
import type { MapEntry, MapNode, SeqNode, Span, YamlDocument, YamlNode } from '../yaml/node.js';
import { columnOf, lineEndAt, lineStartAt, pastTrivia } from '../yaml/trivia.js';
import { entryLines, flowKey, flowText, isJson, itemLines, type WrittenValue } from './writing.js';

export type { WrittenValue } from './writing.js';

/**
 * A fix of several edits. Neighbours are made one: two edits that touch have no order.
 * @returns undefined where one of them cannot be made
 */
export function fixOf(
  fixClass: FixClass,
  title: string,
  values: readonly string[],
  ...edits: readonly (TextEdit | undefined)[]
): Fix | undefined {
  const made = edits.filter(edit => edit !== undefined);
  if (made.length < edits.length || made.length === 0) return undefined;
  return { class: fixClass, title, values, edits: joined(made) };
}

function joined(edits: readonly TextEdit[]): readonly TextEdit[] {
  const result: TextEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = result.at(-1);
    if (last?.end === edit.start) result[result.length - 1] = { ...last, end: edit.end, text: last.text + edit.text };
    else result.push(edit);
  }
  return result;
}

/**
 * Whether a node stands for itself alone, so that a change of it changes nothing else: it is in no anchor that an alias or a
 * merge uses, and no template wrote it.
 */
export function isEditable(document: YamlDocument, node: YamlNode): boolean {
  let used: Set<YamlNode> | undefined;
  for (let at: YamlNode | undefined = node; at; at = at.parent) {
    if (at.type === 'alias' || (at.type === 'scalar' && at.masked)) return false;
    if (at.anchor === undefined) continue;
    used ??= aliasTargets(document);
    if (used.has(at)) return false;
  }
  return true;
}

const targets = new WeakMap<YamlDocument, Set<YamlNode>>();

function aliasTargets(document: YamlDocument): Set<YamlNode> {
  let found = targets.get(document);
  if (found) return found;
  targets.set(document, (found = new Set()));
  const set = found;
  walk(document.root, node => {
    if (node.type === 'alias' && node.target) set.add(node.target);
    return undefined;
  });
  return found;
}

/** Whether what is in a node is referred to from elsewhere, so that it must stay. */
function isReferredTo(document: YamlDocument, node: YamlNode): boolean {
  const used = aliasTargets(document);
  let found = false;
  if (used.size > 0)
    walk(node, each => {
      if (used.has(each)) found = true;
      return !found;
    });
  return found;
}

/** Puts a scalar's text (as it shall stand, with its quotes) in the place of another value. */
export function replaceValue(document: YamlDocument, node: YamlNode, text: string): TextEdit | undefined {
  if (!isEditable(document, node) || node.type === 'map' || node.type === 'seq' || node.anchor !== undefined)
    return undefined;
  if (node.type === 'scalar' && (node.style === 'literal' || node.style === 'folded')) return undefined;
  const { start, end } = node;
  if (start < end) return { start, end, text: isJson(document) ? flowText(text, true) : text };
  const before = document.text.charAt(start - 1);
  // In brackets a key can stand without a colon.
  if (node.tag === undefined && !/[:?\s-]/.test(before)) return undefined;
  return { start, end, text: /\s/.test(before) ? text : ` ${text}` };
}

/** Renames a key. */
export function replaceKey(document: YamlDocument, entry: MapEntry, name: string): TextEdit | undefined {
  if (entry.key.start === entry.key.end) return undefined;
  return replaceValue(document, entry.key, name);
}

/** Takes an entry out of its mapping. The last entry of a mapping cannot be taken out: that would change what the mapping is. */
export function removeEntry(document: YamlDocument, entry: MapEntry): TextEdit | undefined {
  const map = entry.key.parent;
  if (map?.type !== 'map' || !isEditable(document, entry.key) || !isEditable(document, entry.value)) return undefined;
  if (isReferredTo(document, entry.value) || isReferredTo(document, entry.key)) return undefined;
  const parts = map.entries.map(({ key, value }) => ({
    start: key.start,
    end: Math.max(key.end, value.end),
    first: key,
  }));
  const index = map.entries.indexOf(entry);
  return checked(
    document,
    map.flow ? removeFlowPart(document, parts, index) : removeBlockPart(document, parts, index, map),
  );
}

/** Takes an item out of its list. The last item of a block list cannot be taken out. */
export function removeItem(document: YamlDocument, item: YamlNode): TextEdit | undefined {
  const seq = item.parent;
  if (seq?.type !== 'seq' || !isEditable(document, item) || isReferredTo(document, item)) return undefined;
  const index = seq.items.indexOf(item);
  if (seq.flow) {
    const parts = seq.items.map(each => ({ start: each.start, end: each.end, first: each }));
    return checked(document, removeFlowPart(document, parts, index));
  }
  const parts = seq.items.map(({ end }, at) => ({ start: dashOf(document, seq, at), end, first: undefined }));
  return checked(document, removeBlockPart(document, parts, index, seq));
}

/** Where the dash of an item is: the first thing behind the item before. */
function dashOf({ text }: YamlDocument, seq: SeqNode, index: number): number {
  const before = seq.items[index - 1];
  return before ? pastTrivia(text, before.end) : seq.start;
}

interface Part extends Span {
  /** What it begins with; what is written before that (`&anchor`, `!tag`) is not in the span. */
  readonly first: YamlNode | undefined;
}

/** Lines of a template must not go: what they decide reaches further. */
function checked({ text, templated }: YamlDocument, edit: TextEdit | undefined): TextEdit | undefined {
  return edit && templated && /\{[{%#]/.test(text.slice(edit.start, edit.end)) ? undefined : edit;
}

function removeFlowPart({ text }: YamlDocument, parts: readonly Part[], index: number): TextEdit | undefined {
  const part = parts[index];
  const next = parts[index + 1];
  const before = parts[index - 1];
  if (!part || hasProperties(part.first) || hasProperties(next?.first)) return undefined;
  if (!/[[{,]\s*$/.test(text.slice(Math.max(0, part.start - 200), part.start))) return undefined;
  const start = next || !before ? part.start : before.end;
  const end = next?.start ?? part.end;
  const deleted = text.slice(start, end);
  return deleted.includes('#') || (next && !/,\s*$/.test(deleted)) ? undefined : { start, end, text: '' };
}

function hasProperties(node: YamlNode | undefined): boolean {
  return node?.anchor !== undefined || node?.tag !== undefined;
}

/** Whole lines, as far as the part stands alone in them. */
function removeBlockPart(
  { text }: YamlDocument,
  parts: readonly Part[],
  index: number,
  collection: MapNode | SeqNode,
): TextEdit | undefined {
  const part = parts[index];
  if (!part || parts.length < 2 || hasProperties(part.first)) return undefined;
  const lineStart = lineStartAt(text, part.start);
  const before = text.slice(lineStart, part.start);
  if (before.trim() === '') {
    const lineBreak = text.indexOf('\n', part.end);
    if (lineBreak >= 0) return { start: lineStart, end: lineBreak + 1, text: '' };
    return { start: Math.max(0, lineStart - (text[lineStart - 2] === '\r' ? 2 : 1)), end: text.length, text: '' };
  }
  // The first entry behind a dash: what follows moves up to it.
  const next = parts[index + 1];
  if (!next || index > 0 || collection.type !== 'map' || hasProperties(next.first)) return undefined;
  if (!/^\s*(?:- +)+$/.test(before) || text.slice(lineEndAt(text, part.end), next.start).trim() !== '')
    return undefined;
  return { start: part.start, end: next.start, text: '' };
}

/** Whether a collection ends with a text whose last line breaks count (`|+`). */
function keepsBreaks(text: string, node: YamlNode): boolean {
  let at: YamlNode | undefined = node;
  while (at && (at.type === 'map' || at.type === 'seq'))
    at = at.type === 'map' ? at.entries.at(-1)?.value : at.items.at(-1);
  if (at?.type !== 'scalar' || (at.style !== 'literal' && at.style !== 'folded')) return false;
  return /^.\d?\+/.test(text.slice(at.start, at.start + 3));
}

/**
 * Adds an entry to a mapping, at its end, in its own style and indentation.
 * @param value what stands behind the key
 */
export function insertEntry(
  document: YamlDocument,
  map: MapNode,
  key: string,
  value: WrittenValue,
): TextEdit | undefined {
  if (!isEditable(document, map) || map.masked) return undefined;
  const last = map.entries.at(-1);
  if (map.flow) {
    const json = isJson(document);
    const written = `${flowKey(key, json)}: ${flowText(value, json)}`;
    if (last) return insertFlowPart(document, map, last.key, Math.max(last.key.end, last.value.end), written);
    return fillBrackets(document, map, `{ ${written} }`);
  }
  if (!last || keepsBreaks(document.text, map)) return undefined;
  const lines = entryLines(key, value, columnOf(document.text, map.start), document);
  return insertLines(document, Math.max(last.key.end, last.value.end), lines);
}

/** Adds an item to a list, at its end. */
export function insertItem(document: YamlDocument, seq: SeqNode, value: WrittenValue): TextEdit | undefined {
  if (!isEditable(document, seq) || seq.masked) return undefined;
  const last = seq.items.at(-1);
  if (seq.flow) {
    const written = flowText(value, isJson(document));
    return last ? insertFlowPart(document, seq, last, last.end, written) : fillBrackets(document, seq, `[${written}]`);
  }
  if (!last || keepsBreaks(document.text, seq)) return undefined;
  const lines = itemLines(value, columnOf(document.text, seq.start), document);
  return insertLines(document, last.end, lines);
}

/** Behind the last part within brackets; on a line of its own where that part is. */
function insertFlowPart(
  { text }: YamlDocument,
  { start }: MapNode | SeqNode,
  last: YamlNode,
  end: number,
  written: string,
): TextEdit | undefined {
  // A pair in a list has no brackets.
  if (!/[[{]/.test(text.charAt(start))) return undefined;
  const lineStart = lineStartAt(text, last.start);
  const before = text.slice(lineStart, last.start);
  const isOwnLine = lineStart > start && before.trim() === '';
  return { start: end, end, text: isOwnLine ? `,${newlineAt(text, last.start)}${before}${written}` : `, ${written}` };
}

function fillBrackets({ text }: YamlDocument, { start, end }: Span, written: string): TextEdit | undefined {
  return text.slice(start + 1, end - 1).trim() === '' ? { start, end, text: written } : undefined;
}

/**
 * Has a value stand at a path below a mapping: what is missing on the way is added, a scalar that stands there is replaced.
 * @returns undefined where something else stands there, or it must not be touched
 */
export function setAt(
  document: YamlDocument,
  map: MapNode,
  path: readonly string[],
  value: WrittenValue,
): TextEdit | undefined {
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  const entry = map.entries.findLast(each => each.name === name);
  const below = rest.reduceRight<WrittenValue>((inner, key) => ({ [key]: inner }), value);
  if (!entry) return map.entries.some(each => each.name === '<<') ? undefined : insertEntry(document, map, name, below);
  const at = entry.value;
  if (at.type === 'map' && rest.length > 0) return setAt(document, at, rest, value);
  if (isNull(at)) return fillNull(document, map, entry, below);
  if (rest.length === 0 && typeof value === 'string') return replaceValue(document, at, value);
  return undefined;
}

/** Writes a value behind a key that has none. */
function fillNull(document: YamlDocument, map: MapNode, entry: MapEntry, value: WrittenValue): TextEdit | undefined {
  const { value: at } = entry;
  if (!isEditable(document, at) || at.anchor !== undefined || at.tag !== undefined) return undefined;
  if (typeof value === 'string') return replaceValue(document, at, value);
  if (map.flow || at.start < at.end) return replaceValue(document, at, flowText(value, isJson(document)));
  if (document.text.charAt(at.start - 1) !== ':') return undefined;
  const [first, ...lines] = entryLines(entry.name, value, columnOf(document.text, map.start), document);
  // An empty list or mapping is written behind its key.
  if (lines.length === 0) return { start: at.start, end: at.end, text: first?.slice(first.lastIndexOf(':') + 1) ?? '' };
  return insertLines(document, at.end, lines);
}

/** Lines behind the line in which an offset is. */
function insertLines({ text }: YamlDocument, behind: number, lines: readonly string[]): TextEdit {
  const newline = newlineAt(text, behind);
  const lineBreak = text.indexOf('\n', behind);
  if (lineBreak < 0) return { start: text.length, end: text.length, text: newline + lines.join(newline) };
  return { start: lineBreak + 1, end: lineBreak + 1, text: lines.map(line => line + newline).join('') };
}

/** The line break that the line of a place ends with; that of the document where it is the last one. */
function newlineAt(text: string, offset: number): string {
  const at = text.indexOf('\n', offset);
  if (at < 0) return text.includes('\r\n') ? '\r\n' : '\n';
  return text.charAt(at - 1) === '\r' ? '\r\n' : '\n';
}
