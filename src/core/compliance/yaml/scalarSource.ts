import type { ScalarNode, Span } from './node.js';

/**
 * Where a part of a scalar's decoded text stands in the document, whatever its style: past the indentation of blocks, over folded
 * lines and escapes.
 * @param text of the document
 * @param from offset in `node.text`, `to` the exclusive end
 * @returns the span in the document; the whole scalar where its text does not come from there
 */
export function sourceSpan(text: string, node: ScalarNode, from: number, to: number): Span {
  const offsets = sourceOffsets(text, node);
  const start = offsets[from];
  const last = offsets[Math.max(from, to - 1)];
  if (start === undefined || last === undefined) return { start: node.start, end: node.end };
  if (to <= from) return { start, end: start };
  const end = offsets[to];
  // Behind the last unit: where the next one begins, unless a line break lies between them.
  const tight = end !== undefined && !/[\r\n]/.test(text.slice(last, end)) ? end : last + 1;
  return { start, end: Math.max(start, tight) };
}

const known = new WeakMap<ScalarNode, readonly number[]>();

/** For every unit of the decoded text where it stands in the document, and at the end where it ends. */
function sourceOffsets(text: string, node: ScalarNode): readonly number[] {
  let offsets = known.get(node);
  if (!offsets) {
    offsets = node.style === 'literal' || node.style === 'folded' ? blockOffsets(text, node) : flowOffsets(text, node);
    known.set(node, offsets);
  }
  return offsets;
}

/** YAML 1.2.2, §8.1: the content of a block without its indentation, line by line. */
function blockOffsets(text: string, node: ScalarNode): readonly number[] {
  const header = text.indexOf('\n', node.start);
  const offsets: number[] = [];
  if (header < 0) return offsets;
  const decoded = node.text;
  const written = Number(/^[|>][-+]?([1-9])/.exec(text.slice(node.start, node.start + 3))?.[1] ?? 0);
  const indent = written > 0 ? indentOfParent(text, node) + written : contentIndent(text, header + 1);
  let at = 0;
  let line = header + 1;
  while (at < decoded.length && line < text.length) {
    const lineEnd = text.indexOf('\n', line);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const contentEnd = text[end - 1] === '\r' ? end - 1 : end;
    const begin = Math.min(line + indent, contentEnd);
    if (node.style === 'literal') {
      for (let from = begin; from < contentEnd && at < decoded.length; from++) offsets[at++] = from;
      if (at < decoded.length) offsets[at++] = contentEnd;
    } else if (begin < contentEnd) {
      for (let from = begin; from < contentEnd && at < decoded.length; from++) offsets[at++] = from;
      if (decoded[at] === ' ') offsets[at++] = contentEnd;
      else while (decoded[at] === '\n') offsets[at++] = contentEnd;
    } else if (at === 0)
      while (decoded[at] === '\n' && offsets.length < leadingBreaks(decoded)) offsets[at++] = contentEnd;
    line = end + 1;
  }
  offsets[decoded.length] ??= Math.min(text.length, (offsets.at(-1) ?? node.start) + 1);
  return offsets;
}

function leadingBreaks(decoded: string): number {
  return /^\n*/.exec(decoded)?.[0].length ?? 0;
}

/** How far in the first line with content is. */
function contentIndent(text: string, from: number): number {
  for (let line = from; line < text.length;) {
    const lineEnd = text.indexOf('\n', line);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const content = text.slice(line, end).search(/[^ \r]/);
    if (content >= 0) return content;
    line = end + 1;
  }
  return 0;
}

/** How far in the collection with a block scalar is, from which its indentation indicator counts. */
function indentOfParent(text: string, node: ScalarNode): number {
  const parent = node.parent;
  if (!parent) return 0;
  const start = parent.type === 'map' ? (parent.entries[0]?.key.start ?? parent.start) : parent.start;
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

/** YAML 1.2.2, §7.3: plain and quoted scalars, with escapes and folded lines. */
function flowOffsets(text: string, node: ScalarNode): readonly number[] {
  const quoted = node.style === 'single' || node.style === 'double';
  const decoded = node.text;
  const offsets: number[] = [];
  const end = quoted ? node.end - 1 : node.end;
  let from = quoted ? node.start + 1 : node.start;
  let at = 0;
  while (at < decoded.length && from < end) {
    const folded = /^[ \t]*(?:\r?\n[ \t]*)+/.exec(text.slice(from, Math.min(end, from + 4096)));
    if (folded) {
      const breaks = folded[0].split('\n').length - 1;
      for (let count = breaks === 1 ? 1 : breaks - 1; count > 0; count--) offsets[at++] = from;
      from += folded[0].length;
    } else if (node.style === 'double' && text[from] === '\\') {
      const escape = /^\\(?:x.{2}|u.{4}|U.{8}|\r?\n[ \t]*|.)/s.exec(text.slice(from, from + 4096))?.[0] ?? '\\';
      if (!/[\n]/.test(escape)) {
        offsets[at++] = from;
        if (escape.startsWith('\\U') && Number.parseInt(escape.slice(2), 16) > 0xffff) offsets[at++] = from;
      }
      from += escape.length;
    } else {
      offsets[at++] = from;
      from += node.style === 'single' && text.startsWith("''", from) ? 2 : 1;
    }
  }
  offsets[decoded.length] = from;
  return offsets;
}
