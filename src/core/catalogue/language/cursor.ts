import type { DescriptorFile, PlacedTree, Span, YamlNode } from './descriptorFile.js';
import { fieldAt } from './entityModel.js';
import { covers } from './references.js';

/** What somebody is about to write. */
export interface Cursor {
  readonly document: PlacedTree;
  /** Whether a key or a value is being written; `item` is a value that still needs its dash. */
  readonly side: 'key' | 'value' | 'item';
  /** The keys above; for a value with its own key at the end. Items of lists are left out. */
  readonly path: readonly string[];
  /** What stands there so far, up to the cursor. */
  readonly typed: string;
  /** What is replaced, in offsets of the file. */
  readonly span: Span;
  /** Keys that stand beside the one being written. */
  readonly siblings: readonly string[];
  /** Values that stand beside the one being written, in the same list. */
  readonly others: readonly string[];
  /** A colon follows already. */
  readonly hasColon: boolean;
  /** Zero-based column of the key. */
  readonly column: number;
}

interface Line {
  readonly text: string;
  readonly indent: number;
  /** Columns of the dashes before the content. */
  readonly dashes: readonly number[];
  /** Column of the content. */
  readonly column: number;
  readonly key?: string;
  /** What stands behind the colon. */
  readonly value?: string;
  /** Column of that. */
  readonly valueColumn: number;
}

const KEY = /^("[^"]*"|'[^']*'|[^\s"'#[\]{},&*!|>%@`-](?:[^\s:#]|:(?=[^\s]))*|[^\s"'#[\]{},:]+)\s*:(?:\s+|$)/;
// Nobody nests a list over more lines than this.
const MOST_LINES_OF_A_LIST = 200;

/**
 * What somebody is about to write at an offset of a file. Works by the indentation of the lines, so that it finds its way in
 * text that is no YAML yet.
 * @returns undefined inside of comments and long texts
 */
export function cursorAt(file: DescriptorFile, offset: number): Cursor | undefined {
  const document = file.documentAt(offset);
  if (!document) return undefined;
  if (inBlock(document.tree.root, offset - document.offset)) return undefined;
  const [row, column] = file.positionAt(offset);
  const firstRow = file.positionAt(document.offset)[0];
  const rawLine = (at: number): string =>
    file.text.slice(file.offsetAt(at, 0), file.offsetAt(at + 1, 0)).replace(/\r?\n$/, '');
  const text = rawLine(row);
  if (isInComment(text.slice(0, column))) return undefined;
  if (/^(?:---|\.\.\.)/.test(text)) return undefined;
  const lines: Line[] = [];
  for (let at = firstRow; at < row; at++) lines.push(readLine(rawLine(at)));
  const above = lines.filter(line => line.text !== '' && !line.text.startsWith('#') && !line.text.startsWith('---'));
  const start = file.offsetAt(row, 0);

  const flow = flowListAt(rawLine, row, column, firstRow);
  if (flow) {
    const path = [
      ...pathAbove(
        above.slice(0, flow.row === row ? undefined : countOf(above, lines, flow.row - firstRow)),
        flow.line,
      ),
      flow.key,
    ];
    return {
      document,
      side: 'value',
      path,
      ...wordAt(text, column, start, /[\s,[\]]/),
      siblings: [],
      others: flow.others,
      hasColon: false,
      column: flow.line.column,
    };
  }

  const line = readLine(text.slice(0, column));
  const path = pathAbove(above, line);
  if (
    line.key !== undefined &&
    column >= line.valueColumn &&
    (line.dashes.length === 0 || !isScalarList(document, path))
  ) {
    const word = wordAt(text, column, start, undefined, line.valueColumn);
    return {
      document,
      side: 'value',
      path: [...path, line.key],
      ...word,
      siblings: [],
      others: [],
      hasColon: false,
      column: line.column,
    };
  }
  const below = linesBelow(rawLine, row, file, document);
  if (line.dashes.length > 0 && isScalarList(document, path)) {
    const others = itemsBeside(above, below, line.dashes[0] ?? 0);
    const word = wordAt(text, column, start, undefined, line.column);
    return { document, side: 'value', path, ...word, siblings: [], others, hasColon: false, column: line.column };
  }
  const word = wordAt(text, column, start, /\s/, line.column);
  const field = fieldAt(document.tree.kind, path);
  if (line.dashes.length === 0 && path.length > 0 && field && field.type !== 'map' && field.type !== 'maps')
    return {
      document,
      side: isScalarList(document, path) ? 'item' : 'value',
      path,
      ...word,
      siblings: [],
      others: itemsBeside(above, below, undefined),
      hasColon: false,
      column: line.column,
    };
  const rest = file.text.slice(word.span.end, start + text.length);
  const hasColon = /^\s*:/.test(rest) || file.text[word.span.end - 1] === ':';
  const siblings = [...siblingsOf([...above].reverse(), line, true), ...siblingsOf(below, line, false)];
  const keySpan = file.text[word.span.end - 1] === ':' ? { start: word.span.start, end: word.span.end - 1 } : word.span;
  return {
    document,
    side: 'key',
    path,
    typed: word.typed,
    span: keySpan,
    siblings,
    others: [],
    hasColon,
    column: line.column,
  };
}

function readLine(raw: string): Line {
  const match = /^(\s*)((?:-(?:\s+|$))*)/.exec(raw);
  const indent = match?.[1]?.length ?? 0;
  const dashes = [...(match?.[2] ?? '').matchAll(/-/g)].map(dash => indent + dash.index);
  const column = match?.[0].length ?? 0;
  const content = raw.slice(column);
  const key = KEY.exec(content);
  return {
    text: raw.trim(),
    indent,
    dashes,
    column,
    valueColumn: column + (key?.[0].length ?? 0),
    ...(key ? { key: (key[1] ?? '').replace(/^["']|["']$/g, ''), value: content.slice(key[0].length).trim() } : {}),
  };
}

/** The keys that lead to a line. */
function pathAbove(above: readonly Line[], from: Pick<Line, 'column' | 'dashes'>): readonly string[] {
  const path: string[] = [];
  let column = from.dashes[0] ?? from.column;
  let inList = from.dashes.length > 0;
  for (const line of [...above].reverse()) {
    const own = line.dashes[0] ?? line.column;
    if (
      line.key !== undefined &&
      (line.column < column || (inList && line.dashes.length === 0 && line.column === column))
    ) {
      path.unshift(line.key);
      column = own;
      inList = line.dashes.length > 0;
    } else if (line.dashes.length > 0 && own < column) {
      // The item of a list that this belongs to; its key stands above the list.
      column = own;
      inList = true;
    }
    if (column === 0 && !inList) break;
  }
  return path;
}

function isScalarList({ tree }: PlacedTree, path: readonly string[]): boolean {
  const type = fieldAt(tree.kind, path)?.type;
  return type === 'references' || type === 'texts';
}

function linesBelow(
  rawLine: (row: number) => string,
  row: number,
  file: DescriptorFile,
  document: PlacedTree,
): readonly Line[] {
  const last = file.positionAt(document.offset + document.tree.content.length)[0];
  const lines: Line[] = [];
  for (let at = row + 1; at <= last && lines.length < 400; at++) {
    const line = readLine(rawLine(at));
    if (line.text.startsWith('---')) break;
    if (line.text !== '' && !line.text.startsWith('#')) lines.push(line);
  }
  return lines;
}

/** Keys of the same mapping, looking away from a line. */
function siblingsOf(lines: readonly Line[], from: Line, upwards: boolean): readonly string[] {
  const keys: string[] = [];
  let done = upwards && from.dashes.length > 0;
  for (const line of lines) {
    if (done || line.column < from.column) break;
    if (line.column > from.column) continue;
    if (line.dashes.length > 0) {
      if (!upwards) break;
      // The line with the dash is the first of this item.
      done = true;
    }
    if (line.key !== undefined) keys.push(line.key);
  }
  return keys;
}

function itemsBeside(above: readonly Line[], below: readonly Line[], column: number | undefined): readonly string[] {
  const items = (lines: readonly Line[]): readonly string[] => {
    const found: string[] = [];
    for (const line of lines) {
      if (line.dashes.length === 0 || (column !== undefined && line.dashes[0] !== column)) break;
      found.push(unquote(line.text.replace(/^(?:-\s*)+/, '')));
    }
    return found;
  };
  return [...items([...above].reverse()), ...items(below)];
}

/** The word around the cursor, and what it would be replaced by. */
function wordAt(
  text: string,
  column: number,
  lineStart: number,
  stop?: RegExp,
  from = 0,
): { readonly typed: string; readonly span: Span } {
  let start = column;
  if (stop) while (start > from && !stop.test(text[start - 1] ?? '')) start -= 1;
  else start = Math.min(from, column);
  let end = column;
  const quote = /["']/.exec(text[start] ?? '')?.[0];
  if (quote && start < column) {
    start += 1;
    while (end < text.length && text[end] !== quote) end += 1;
  } else {
    const stops = stop ?? /\s/;
    while (end < text.length && !stops.test(text[end] ?? '')) end += 1;
  }
  return { typed: text.slice(start, column), span: { start: lineStart + start, end: lineStart + end } };
}

/** A list in brackets around the cursor, over several lines if need be. */
function flowListAt(
  rawLine: (row: number) => string,
  row: number,
  column: number,
  firstRow: number,
): { readonly row: number; readonly line: Line; readonly key: string; readonly others: readonly string[] } | undefined {
  let before = rawLine(row).slice(0, column);
  for (let at = row; at >= Math.max(firstRow, row - MOST_LINES_OF_A_LIST); at--) {
    if (at < row) before = `${rawLine(at)}\n${before}`;
    const line = readLine(rawLine(at));
    if (line.key === undefined) {
      // Only items may stand between the bracket and the cursor.
      if (at < row && /[{}|>]/.test(line.text)) return undefined;
      continue;
    }
    if (!line.value?.startsWith('[')) return undefined;
    const inside = before.slice(before.indexOf('[', line.valueColumn) + 1);
    if (before.length < line.valueColumn + 1 || inside.includes(']') || !before.includes('[', line.valueColumn))
      return undefined;
    const after = rawLine(row).slice(column).split(']')[0] ?? '';
    const items = inside.split(',').slice(0, -1).concat(after.split(',').slice(1));
    return {
      row: at,
      line,
      key: line.key,
      others: items.map(item => unquote(item.trim())).filter(item => item !== ''),
    };
  }
  return undefined;
}

function countOf(above: readonly Line[], lines: readonly Line[], rows: number): number {
  const until = new Set(lines.slice(0, rows));
  return above.filter(line => until.has(line)).length;
}

function inBlock(node: YamlNode | undefined, offset: number): boolean {
  if (!node || !covers(node.span, offset)) return false;
  if (node.type === 'map') return node.entries.some(({ value }) => inBlock(value, offset));
  if (node.type === 'list') return node.items.some(item => inBlock(item, offset));
  return node.type === 'scalar' && node.style === 'block' && offset > node.span.start && offset < node.span.end;
}

function isInComment(before: string): boolean {
  return /(?:^|\s)#/.test(before.replace(/"[^"]*"|'[^']*'/g, ''));
}

function unquote(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}
