import type { Span } from './node.js';
import { lineStartAt } from './trivia.js';

/** A text with everything of a template language put out of the way, at the same offsets. */
export interface TemplateMask {
  /** What is parsed: as long as what was written, line for line. */
  readonly text: string;
  /** What the file says. */
  readonly written: string;
  /** Whether part of a range comes from a template. */
  covers(start: number, end: number): boolean;
  /** Lines that stand for content which is not known, such as `{{- toYaml .Values.labels | nindent 4 }}`. */
  readonly holes: readonly TemplateHole[];
}

/** A place where a template writes something that is not known. */
export interface TemplateHole {
  readonly at: number;
  /** How far in that is written, where the template says it or its own place does. */
  readonly column: number;
}

/** Templates need an opening that YAML has no use for outside of texts. */
const OPENING = /\{\{|\{%/;
/** What decides or repeats and writes nothing itself. */
const CONTROL =
  /^\{\{-?\s*(?:if|else|end|range|with|define|block|break|continue|\/\*|\$\w*(?:,\s*\$\w+)?\s*:?=)|^\{\{-?\s*(?:fail|required)\b|^\{%-?(?!\s*(?:include|call|import)\b)|^\{#/;
const INDENT = /\bn?indent\s+(\d+)/;
/** Variables of Prometheus in the texts of alerts: they are filled in when an alert fires, by no template of the file. */
const OF_PROMETHEUS = /\$(?:labels|value|externalLabels)\b/;
const ALERT = /^\s+(?:- +)?alert\s*:/m;

/** Whether a text may come from a template language. */
export function mayBeTemplated(text: string): boolean {
  return OPENING.test(text);
}

/**
 * Whether a document is written in a language to whose texts `{{ … }}` belongs: GitHub Actions, software templates. Their rules
 * read it.
 */
export function ownsBraces(text: string): boolean {
  if (/^apiVersion\s*:\s*["']?scaffolder\.backstage\.io\//m.test(text)) return true;
  if (/^["']?(?:on|true)["']?\s*:/m.test(text) && /^["']?jobs["']?\s*:/m.test(text)) return true;
  return /^runs\s*:/m.test(text) && /^\s+["']?using["']?\s*:/m.test(text);
}

/**
 * Masks what is written in Helm's, Nunjucks' and Jinja's template languages: lines of nothing else become comments, what stands
 * within a line becomes a word of the same length, remarks become blanks. Actions are not read further than is needed to see
 * where they end.
 * @returns undefined where nothing is to be masked
 */
export function maskTemplates(written: string): TemplateMask | undefined {
  const actions = actionsOf(written);
  if (actions.length === 0) return undefined;
  const holes: TemplateHole[] = [];
  let text = '';
  let at = 0;
  for (let first = 0; first < actions.length;) {
    const begin = actions[first]?.start ?? 0;
    const lineStart = Math.max(lineStartAt(written, begin), at);
    let next = first;
    let onlyActions = written.slice(lineStart, begin).trim() === '';
    // All that begin on the line on which the one before ends.
    for (let end = begin; ; next++) {
      const action = actions[next];
      if (!action) break;
      const between = written.slice(end, action.start);
      if (next > first && between.includes('\n')) break;
      if (between.trim() !== '') onlyActions = false;
      end = action.end;
    }
    const group = actions.slice(first, next);
    const last = group.at(-1)?.end ?? begin;
    const lineEnd = endOfLine(written, last);
    if (written.slice(last, lineEnd).trim() !== '' && !written.slice(last, lineEnd).trimStart().startsWith('#'))
      onlyActions = false;
    text += written.slice(at, lineStart);
    if (onlyActions) {
      text += asComment(written.slice(lineStart, lineEnd));
      for (const { start, end } of group) {
        const action = written.slice(start, end);
        if (CONTROL.test(action)) continue;
        const column = INDENT.exec(action)?.[1];
        holes.push({ at: start, column: column === undefined ? start - lineStart : Number(column) });
      }
      at = lineEnd;
    } else {
      at = lineStart;
      for (const { start, end } of group) {
        text += written.slice(at, start) + asWord(written.slice(start, end));
        at = end;
      }
    }
    first = next;
  }
  text += written.slice(at);
  return { text, written, holes, covers: covering(actions) };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  if (end < 0) return text.length;
  return text.charCodeAt(end - 1) === 0x0d ? end - 1 : end;
}

function asComment(lines: string): string {
  return lines.replace(/[^\r\n]+/g, line => {
    const indent = line.length - line.trimStart().length;
    if (indent === line.length) return line;
    return `${line.slice(0, indent)}#${' '.repeat(line.length - indent - 1)}`;
  });
}

/** A word as long as an action; what of it goes over to further lines becomes comments. */
function asWord(action: string): string {
  const lineEnd = endOfLine(action, 0);
  const first = action.slice(0, lineEnd);
  const isRemark = /^\{\{-?\s*\/\*|^\{#/.test(action);
  return (isRemark ? ' ' : 'x').repeat(first.length) + asComment(action.slice(lineEnd));
}

/** Where the actions of a text are: `{{ … }}`, `${{ … }}`, `{% … %}` and `{# … #}`, whatever quotes within them say. */
function actionsOf(text: string): readonly Span[] {
  const found: Span[] = [];
  const gone = new Set<string>();
  // Helm's own loops have variables of such names.
  const ofAlert = ALERT.test(text) && !/\$value\s*:=/.test(text) ? OF_PROMETHEUS : undefined;
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at)) {
    const closing = CLOSINGS[text[at + 1] ?? ''];
    const end = closing === undefined || gone.has(closing) ? -1 : endOfAction(text, at, closing);
    if (end < 0) {
      // What is not closed once is not closed further on either.
      if (closing !== undefined) gone.add(closing);
      at++;
      continue;
    }
    const start = text[at - 1] === '$' ? at - 1 : at;
    if (!ofAlert?.test(text.slice(start, end))) found.push({ start, end });
    at = end;
  }
  return found;
}

const CLOSINGS: Readonly<Partial<Record<string, string>>> = { '{': '}}', '%': '%}', '#': '#}' };

function endOfAction(text: string, start: number, closing: string): number {
  const remark = /^\{\{-?\s*\/\*/.test(text.slice(start, start + 20)) ? '*/' : '';
  const from = remark === '' ? start + 2 : text.indexOf(remark, start);
  const plain = from < 0 ? -1 : text.indexOf(closing, from);
  if (plain < 0 || remark !== '' || closing === '#}') return plain < 0 ? -1 : plain + closing.length;
  for (let at = start + 2; at < text.length; at++) {
    if (text.startsWith(closing, at)) return at + closing.length;
    const letter = text[at];
    if (letter !== '"' && letter !== "'" && letter !== '`') continue;
    const end = endOfQuoted(text, at, letter);
    // A lone quote is no quote.
    if (end < 0) return plain + closing.length;
    at = end;
  }
  return plain + closing.length;
}

function endOfQuoted(text: string, from: number, quote: string): number {
  for (let at = from + 1; at < text.length; at++) {
    const letter = text[at];
    if (letter === quote) return at;
    if (letter === '\n' && quote !== '`') return -1;
    if (letter === '\\' && quote !== '`') at++;
  }
  return -1;
}

/** Whether a range meets one of several spans, which are in order. */
function covering(spans: readonly Span[]): (start: number, end: number) => boolean {
  return (start, end) => {
    let [low, high] = [0, spans.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((spans[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    const span = spans[low];
    return span !== undefined && span.start < end;
  };
}
