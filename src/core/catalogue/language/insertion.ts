import type { Span, YamlEntry } from './descriptorFile.js';

/** The end of the last line of an entry: a comment behind the value stays behind it. */
export function endOfEntry(content: string, { keySpan, value }: YamlEntry): Span {
  let end = Math.max(keySpan.end, value.span.end);
  while (end > keySpan.end && /\s/.test(content[end - 1] ?? '')) end -= 1;
  const lineEnd = content.indexOf('\n', end);
  const at = lineEnd < 0 ? content.trimEnd().length : content[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd;
  return { start: at, end: at };
}

/** The zero-based column of an offset. */
export function columnOf(content: string, offset: number): number {
  return offset - (content.lastIndexOf('\n', offset - 1) + 1);
}
