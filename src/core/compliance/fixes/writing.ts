import { walk } from '../yaml/navigate.js';
import type { MapNode, YamlDocument, YamlNode } from '../yaml/node.js';
import { columnOf } from '../yaml/trivia.js';

/** A value to write: texts as they shall stand (quoted where that is wanted), mappings and lists below. */
export type WrittenValue = string | readonly WrittenValue[] | { readonly [key: string]: WrittenValue };

/**
 * The lines of an entry of a block mapping, without line breaks.
 * @param indent how far in the key stands
 */
export function entryLines(
  key: string,
  value: WrittenValue,
  indent: number,
  document: YamlDocument,
): readonly string[] {
  const pad = ' '.repeat(indent);
  if (typeof value === 'string') return [`${pad}${key}: ${value}`];
  if (isList(value)) {
    if (value.length === 0) return [`${pad}${key}: []`];
    const inner = isIndentless(document) ? indent : indent + stepOf(document);
    return [`${pad}${key}:`, ...value.flatMap(item => itemLines(item, inner, document))];
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return [`${pad}${key}: {}`];
  const inner = indent + stepOf(document);
  return [`${pad}${key}:`, ...entries.flatMap(([name, below]) => entryLines(name, below, inner, document))];
}

/**
 * The lines of an item of a block list.
 * @param indent how far in its dash stands
 */
export function itemLines(value: WrittenValue, indent: number, document: YamlDocument): readonly string[] {
  const pad = ' '.repeat(indent);
  if (typeof value === 'string' || isList(value)) return [`${pad}- ${flowText(value, false)}`];
  const lines = Object.entries(value).flatMap(([name, below]) => entryLines(name, below, indent + 2, document));
  if (lines.length === 0) return [`${pad}- {}`];
  return lines.map((line, index) => (index === 0 ? `${pad}- ${line.slice(indent + 2)}` : line));
}

/**
 * A value within brackets or behind a key.
 * @param json whether everything is quoted that JSON wants quoted
 */
export function flowText(value: WrittenValue, json: boolean): string {
  if (typeof value === 'string') return json ? jsonText(value) : value;
  if (isList(value)) return `[${value.map(item => flowText(item, json)).join(', ')}]`;
  const entries = Object.entries(value).map(([name, inner]) => `${flowKey(name, json)}: ${flowText(inner, json)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

export function flowKey(key: string, json: boolean): string {
  return json ? jsonText(key, true) : key;
}

function jsonText(text: string, isKey = false): string {
  if (text.startsWith('"') || (!isKey && /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?)$/.test(text))) return text;
  return JSON.stringify(/^'.*'$/s.test(text) ? text.slice(1, -1).replaceAll("''", "'") : text);
}

/** Whether a mapping or list is written as JSON: everything in brackets, all keys in double quotes. */
export function isJson(document: YamlDocument): boolean {
  const { root } = document;
  if ((root?.type !== 'map' && root?.type !== 'seq') || !root.flow) return false;
  const first = root.type === 'map' ? root : root.items.find((item): item is MapNode => item.type === 'map');
  const key = first?.entries[0]?.key;
  return key?.type === 'scalar' && key.style === 'double';
}

/** How far the file goes in from a key to what is below it: by the first mapping in it that shows it. */
function stepOf(document: YamlDocument): number {
  return styleOf(document).step;
}

/** Whether lists stand as far in as the key that they belong to, as most manifests have them. */
function isIndentless(document: YamlDocument): boolean {
  return styleOf(document).indentless;
}

interface DocumentStyle {
  readonly step: number;
  readonly indentless: boolean;
}

const styles = new WeakMap<YamlDocument, DocumentStyle>();

function styleOf(document: YamlDocument): DocumentStyle {
  let style = styles.get(document);
  if (style) return style;
  let step: number | undefined;
  let indentless: boolean | undefined;
  walk(document.root, node => {
    if (step !== undefined && indentless !== undefined) return false;
    const further = furtherIn(document.text, node);
    if (further === undefined) return undefined;
    if (node.type === 'seq') indentless ??= further === 0;
    else if (further > 0) step ??= further;
    return undefined;
  });
  styles.set(document, (style = { step: step ?? 2, indentless: indentless ?? false }));
  return style;
}

/** How much further in a block collection is than the mapping around it. */
function furtherIn(text: string, node: YamlNode): number | undefined {
  if ((node.type !== 'map' && node.type !== 'seq') || node.flow) return undefined;
  const { parent } = node;
  if (parent?.type !== 'map' || parent.flow) return undefined;
  return columnOf(text, node.start) - columnOf(text, parent.start);
}

function isList(value: WrittenValue): value is readonly WrittenValue[] {
  return Array.isArray(value);
}
