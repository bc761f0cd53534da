import type { Span, YamlScalar } from '../../catalogue/language/descriptorFile.js';
import { parseExpression, type Expression } from './expression.js';
import { stringEnd, type ExpressionProblem } from './expressionTokens.js';

/** A value or a tag of the template language in a text. Places count in the text that was searched. */
export interface TemplatedPart {
  /** `value` for `${{ … }}`, `tag` for `{% … %}`. */
  readonly kind: 'value' | 'tag';
  /** With the brackets. */
  readonly span: Span;
  /** What stands between the brackets. */
  readonly inner: Span;
  /** Whether the closing brackets are there. */
  readonly closed: boolean;
  readonly expression?: Expression;
  readonly problem?: ExpressionProblem;
  /** Names that a tag gives to the text that follows. */
  readonly binds: readonly string[];
}

// A text in an expression that is longer has lost its closing quote.
const LONGEST_TEXT = 4096;

/** All values and tags in a text, in their order. What stands in a comment or between `raw` and `endraw` is left out. */
export function templatedParts(text: string): readonly TemplatedPart[] {
  const parts: TemplatedPart[] = [];
  let at = 0;
  while (at < text.length) {
    const start = nextOpening(text, at);
    if (start === undefined) break;
    if (text.startsWith('{#', start)) {
      const end = text.indexOf('#}', start + 2);
      if (end < 0) break;
      at = end + 2;
      continue;
    }
    const kind = text.startsWith('${{', start) ? 'value' : 'tag';
    const open = start + (kind === 'value' ? 3 : 2);
    const close = closingAt(text, open, kind === 'value' ? '}}' : '%}');
    const end = close ?? text.length;
    const inner = trimmedDashes(text, { start: open, end });
    const span = { start, end: Math.min(text.length, end + (close === undefined ? 0 : 2)) };
    const part = { kind, span, inner, closed: close !== undefined } as const;
    if (close === undefined) {
      parts.push({
        ...part,
        binds: [],
        problem: {
          message: '“{0}” has no closing “{1}”.',
          values: kind === 'value' ? ['${{', '}}'] : ['{%', '%}'],
          span: { start, end: open },
        },
      });
      break;
    }
    at = span.end;
    const read = kind === 'value' ? readValue(text, inner) : readTag(text, inner);
    if (read.raw) {
      const over = text.slice(at).search(/\{%-?\s*end(?:raw|verbatim)/);
      if (over < 0) break;
      at += over;
    }
    parts.push({ ...part, ...read.found });
  }
  return parts;
}

interface Read {
  readonly found: Pick<TemplatedPart, 'expression' | 'problem' | 'binds'>;
  readonly raw?: boolean;
}

function readValue(text: string, inner: Span, binds: readonly string[] = []): Read {
  const parsed = parseExpression(text.slice(inner.start, inner.end), inner.start);
  return {
    found: parsed.ok ? { expression: parsed.expression, binds } : { problem: parsed.problem, binds },
  };
}

function readTag(text: string, { start, end }: Span): Read {
  const words = /^\s*(\w+)/.exec(text.slice(start, end));
  const rest = { start: start + (words?.[0].length ?? 0), end };
  const nothing: Read = { found: { binds: [] } };
  const behind = text.slice(rest.start, end);
  switch (words?.[1]) {
    case 'raw':
    case 'verbatim':
      return { ...nothing, raw: true };
    case 'if':
    case 'elif':
    case 'elseif':
    case 'switch':
    case 'case':
      return readValue(text, rest);
    case 'for': {
      const names = /^([\w\s,]*?)\bin\b/.exec(behind);
      if (!names) return nothing;
      const binds = [...(names[1] ?? '').matchAll(/\w+/g)].map(([name]) => name);
      return readValue(text, { start: rest.start + names[0].length, end }, [...binds, 'loop']);
    }
    case 'set': {
      const names = /^([\w\s,]*)(=)?/.exec(behind);
      const binds = [...(names?.[1] ?? '').matchAll(/\w+/g)].map(([name]) => name);
      if (names?.[2] === undefined) return { found: { binds } };
      return readValue(text, { start: rest.start + names[0].length, end }, binds);
    }
    case 'macro':
      return { found: { binds: [...behind.matchAll(/\w+/g)].map(([name]) => name) } };
    default:
      return nothing;
  }
}

/** The first of `${{`, `{%` and `{#` from a place on. */
function nextOpening(text: string, from: number): number | undefined {
  for (let at = text.indexOf('{', from); at >= 0; at = text.indexOf('{', at + 1)) {
    const next = text[at + 1];
    if (next === '%' || next === '#') return at;
    if (next === '{' && at > 0 && at - 1 >= from && text[at - 1] === '$') return at - 1;
  }
  return undefined;
}

/** Where the closing brackets stand; those in texts and those that close a mapping are none. */
function closingAt(text: string, from: number, close: string): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '"' || letter === "'") {
      const end = stringEnd(text, at, Math.min(text.length, at + LONGEST_TEXT));
      // A quote without its other half: the brackets are more likely to be meant than the rest of the file.
      if (end !== undefined) at = end - 1;
      else {
        const plain = text.indexOf(close, at);
        return plain < 0 ? undefined : plain;
      }
    } else if (depth === 0 && text.startsWith(close, at)) return at;
    else if (letter === '{') depth += 1;
    else if (letter === '}') depth = Math.max(0, depth - 1);
  }
  const plain = text.indexOf(close, from);
  return plain < 0 ? undefined : plain;
}

/** Without the dashes that swallow white space: `{%- if a -%}`. */
function trimmedDashes(text: string, { start, end }: Span): Span {
  return {
    start: text[start] === '-' && /\s/.test(text.charAt(start + 1)) ? start + 1 : start,
    end: text[end - 1] === '-' && end > start + 1 ? end - 1 : end,
  };
}

/** The text of a scalar as the server sees it (folded lines apart), with the place of each letter in the document. */
export interface MappedText {
  readonly text: string;
  /** @returns where a place of the text stands in the document */
  at(offset: number): number;
}

/** @param content the document that the scalar stands in */
export function mappedText(content: string, node: YamlScalar): MappedText {
  const { start, end } = node.inner;
  if (node.style === 'plain') return identity(content.slice(start, end), start);
  if (node.style === 'block') {
    const line = content.indexOf('\n', start);
    const from = line < 0 || line >= end ? end : line + 1;
    return identity(content.slice(from, end), from);
  }
  const double = content[node.span.start] === '"';
  const escape = double ? /\\(?:x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[\s\S])/g : /''/g;
  const written = content.slice(start, end);
  if (!written.includes(double ? '\\' : "''")) return identity(written, start);
  let text = '';
  const places: number[] = [];
  let at = 0;
  const copy = (until: number): void => {
    for (; at < until; at++) {
      places.push(start + at);
      text += written.charAt(at);
    }
  };
  for (const match of written.matchAll(escape)) {
    copy(match.index);
    const meant = double ? unescapedLetter(match[0]) : "'";
    places.push(...Array.from(meant, () => start + at));
    text += meant;
    at += match[0].length;
  }
  copy(written.length);
  places.push(end);
  return { text, at: offset => places[offset] ?? end };
}

function identity(text: string, start: number): MappedText {
  return { text, at: offset => start + offset };
}

function unescapedLetter(escape: string): string {
  const letters: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', '\n': ' ' };
  const letter = escape.charAt(1);
  if (/[xuU]/.test(letter)) {
    const code = Number.parseInt(escape.slice(2), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : '�';
  }
  return letters[letter] ?? letter;
}
