import type { Fix, FixClass, TextEdit } from '../finding.js';
import { isNull, walk } from '../yaml/navigate.js';
import type { MapEntry, MapNode, SeqNode, YamlDocument, YamlNode } from '../yaml/node.js';

/** A value to write: texts as they shall stand (quoted where that is wanted), mappings and lists below. */
export type WrittenValue = string | readonly WrittenValue[] | { readonly [key: string]: WrittenValue };

/**
 * A fix of several edits.
 * @returns undefined where one of them cannot be made
 */
export function fixOf(
  fixClass: FixClass,
  title: string,
  values: readonly string[],
  ...edits: readonly (TextEdit | undefined)[]
): Fix | undefined {
  const made = edits.filter(edit => edit !== undefined);
  return made.length === edits.length && made.length > 0 ? { class: fixClass, title, values, edits: made } : undefined;
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

/** Puts a scalar's text (as it shall stand, with its quotes) in the place of another value. */
export function replaceValue(document: YamlDocument, node: YamlNode, text: string): TextEdit | undefined {
  if (!isEditable(document, node) || node.type === 'map' || node.type === 'seq') return undefined;
  if (node.type === 'scalar' && (node.style === 'literal' || node.style === 'folded')) return undefined;
  const behindColon = node.start === node.end && /[:\-?]/.test(document.text[node.start - 1] ?? '');
  return { start: node.start, end: node.end, text: behindColon ? ` ${text}` : text };
}

/** Renames a key. */
export function replaceKey(document: YamlDocument, entry: MapEntry, name: string): TextEdit | undefined {
  return replaceValue(document, entry.key, name);
}

/** Takes an entry out of its mapping. The last entry of a mapping cannot be taken out: that would change what the mapping is. */
export function removeEntry(document: YamlDocument, entry: MapEntry): TextEdit | undefined {
  const map = entry.key.parent;
  if (map?.type !== 'map' || !isEditable(document, entry.key) || !isEditable(document, entry.value)) return undefined;
  const index = map.entries.indexOf(entry);
  return map.flow
    ? removeFlowPart(
        document,
        map.entries.map(({ key, value }) => ({ start: key.start, end: value.end })),
        index,
      )
    : removeBlockPart(
        document,
        map,
        index,
        map.entries.map(({ key, value }) => ({ start: key.start, end: value.end })),
      );
}

/** Takes an item out of its list. The last item of a block list cannot be taken out. */
export function removeItem(document: YamlDocument, item: YamlNode): TextEdit | undefined {
  const seq = item.parent;
  if (seq?.type !== 'seq' || !isEditable(document, item)) return undefined;
  const index = seq.items.indexOf(item);
  if (seq.flow) return removeFlowPart(document, seq.items, index);
  const parts = seq.items.map(({ start, end }) => ({ start: document.text.lastIndexOf('-', start - 1), end }));
  return removeBlockPart(document, seq, index, parts);
}

interface Part {
  readonly start: number;
  readonly end: number;
}

function removeFlowPart({ text }: YamlDocument, parts: readonly Part[], index: number): TextEdit | undefined {
  const part = parts[index];
  if (!part) return undefined;
  const next = parts[index + 1];
  if (next) return { start: part.start, end: next.start, text: '' };
  const before = parts[index - 1];
  if (before) return { start: before.end, end: part.end, text: '' };
  return text.slice(part.start, part.end).includes('#') ? undefined : { ...part, text: '' };
}

/** Whole lines, as far as the part stands alone in them. */
function removeBlockPart(
  { text }: YamlDocument,
  collection: MapNode | SeqNode,
  index: number,
  parts: readonly Part[],
): TextEdit | undefined {
  const part = parts[index];
  if (!part || parts.length < 2) return undefined;
  const lineStart = text.lastIndexOf('\n', part.start - 1) + 1;
  if (text.slice(lineStart, part.start).trim() === '') {
    const lineEnd = text.indexOf('\n', part.end);
    if (lineEnd >= 0) return { start: lineStart, end: lineEnd + 1, text: '' };
    return { start: Math.max(0, lineStart - (text[lineStart - 2] === '\r' ? 2 : 1)), end: text.length, text: '' };
  }
  // The first entry behind a dash: what follows moves up to it.
  const next = parts[index + 1];
  return next && index === 0 && collection.type === 'map'
    ? { start: part.start, end: next.start, text: '' }
    : undefined;
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
  if (!isEditable(document, map)) return undefined;
  if (map.flow) {
    const last = map.entries.at(-1);
    const written = `${key}: ${flowText(value)}`;
    return last
      ? { start: last.value.end, end: last.value.end, text: `, ${written}` }
      : { start: map.start, end: map.end, text: `{ ${written} }` };
  }
  const first = map.entries[0];
  const last = map.entries.at(-1);
  if (!first || !last) return undefined;
  const indent = columnOf(document.text, first.key.start);
  return insertLines(document, endOf(last.value), blockLines(key, value, indent, document));
}

/** Adds an item to a list, at its end. */
export function insertItem(document: YamlDocument, seq: SeqNode, value: WrittenValue): TextEdit | undefined {
  if (!isEditable(document, seq)) return undefined;
  const last = seq.items.at(-1);
  if (seq.flow)
    return last
      ? { start: last.end, end: last.end, text: `, ${flowText(value)}` }
      : { start: seq.start, end: seq.end, text: `[${flowText(value)}]` };
  if (!last) return undefined;
  const indent = columnOf(document.text, seq.start);
  return insertLines(document, endOf(last), itemLines(value, indent, document));
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
  if (at.anchor !== undefined || at.tag !== undefined || at.type !== 'scalar') return undefined;
  if (typeof value === 'string') return replaceValue(document, at, value);
  if (map.flow) return replaceValue(document, at, flowText(value));
  if (at.text !== '') return undefined;
  const indent = columnOf(document.text, entry.key.start);
  const [, ...lines] = blockLines(entry.name, value, indent, document);
  return insertLines(document, at.end, lines);
}

/** Lines behind the line in which an offset is. */
function insertLines({ text }: YamlDocument, behind: number, lines: readonly string[]): TextEdit {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lineEnd = text.indexOf('\n', behind);
  if (lineEnd < 0) return { start: text.length, end: text.length, text: newline + lines.join(newline) };
  return { start: lineEnd + 1, end: lineEnd + 1, text: lines.map(line => line + newline).join('') };
}

/** Where the last line of a value is. */
function endOf(node: YamlNode): number {
  return Math.max(node.start, node.end);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** How far the file goes in from a key to what is below it: by the first mapping in it that shows it. */
function stepOf(document: YamlDocument): number {
  let step = 0;
  walk(document.root, node => {
    if (step > 0) return false;
    if (node.type !== 'map' || node.flow || node.parent?.type !== 'map' || node.parent.flow) return undefined;
    const first = node.entries[0];
    const parent = node.parent.entries[0];
    if (first && parent) step = columnOf(document.text, first.key.start) - columnOf(document.text, parent.key.start);
    return undefined;
  });
  return step > 0 ? step : 2;
}

/** Whether lists stand as far in as the key that they belong to, as most manifests have them. */
function isIndentless(document: YamlDocument): boolean {
  let answer: boolean | undefined;
  walk(document.root, node => {
    if (answer !== undefined) return false;
    if (node.type !== 'seq' || node.flow || node.parent?.type !== 'map' || node.parent.flow) return undefined;
    const parent = node.parent.entries[0];
    if (parent) answer = columnOf(document.text, node.start) === columnOf(document.text, parent.key.start);
    return undefined;
  });
  return answer ?? false;
}

function blockLines(key: string, value: WrittenValue, indent: number, document: YamlDocument): readonly string[] {
  const pad = ' '.repeat(indent);
  if (typeof value === 'string') return [`${pad}${key}: ${value}`];
  if (isList(value)) {
    if (value.length === 0) return [`${pad}${key}: []`];
    const inner = isIndentless(document) ? indent : indent + stepOf(document);
    return [`${pad}${key}:`, ...value.flatMap(item => itemLines(item, inner, document))];
  }
  const step = stepOf(document);
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${pad}${key}: {}`];
  return [`${pad}${key}:`, ...entries.flatMap(([name, inner]) => blockLines(name, inner, indent + step, document))];
}

function itemLines(value: WrittenValue, indent: number, document: YamlDocument): readonly string[] {
  const pad = ' '.repeat(indent);
  if (typeof value === 'string') return [`${pad}- ${value}`];
  if (isList(value)) return [`${pad}- ${flowText(value)}`];
  const lines = Object.entries(value).flatMap(([name, inner]) => blockLines(name, inner, indent + 2, document));
  return lines.map((line, index) => (index === 0 ? `${pad}- ${line.slice(indent + 2)}` : line));
}

function flowText(value: WrittenValue): string {
  if (typeof value === 'string') return value;
  if (isList(value)) return `[${value.map(flowText).join(', ')}]`;
  const entries = Object.entries(value).map(([name, inner]) => `${name}: ${flowText(inner)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function isList(value: WrittenValue): value is readonly WrittenValue[] {
  return Array.isArray(value);
}
