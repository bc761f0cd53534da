import type { Finding } from '../finding.js';
import type { LineIndex } from '../report/reportedFinding.js';
import { walk } from '../yaml/navigate.js';
import type { PlacedDocument, Span } from '../yaml/node.js';
import { waiverFinding, type WaiverFile } from './waiverFile.js';
import { readDay, type Waiver, type WaiverPart } from './waiver.js';
import { WAIVER_RULES } from './waiverRules.js';

const MARK = 'golden-path:';
const COMMENT = /#[ \t]*golden-path:[ \t]*(\S+)?[ \t]*(.*)$/;
const PART_OF: Readonly<Record<string, WaiverPart>> = { owner: 'owner', until: 'expires', reason: 'reason' };

/**
 * The waivers in comments: `# golden-path: waive k8s/host-ports owner=group:default/edge until=2027-01-31 reason="…"`. Behind a
 * line it belongs to that line; on a line of its own to the next one and to what is further in below it.
 * @param documents of the file, so that text which only looks like a comment is none; undefined for a Dockerfile
 */
export function readInlineWaivers(
  path: string,
  lines: LineIndex,
  documents: readonly PlacedDocument[] | undefined,
): WaiverFile {
  const { text } = lines;
  const waivers: Waiver[] = [];
  const problems: Finding[] = [];
  let all: readonly string[] | undefined;
  for (let at = text.indexOf(MARK); at !== -1; at = text.indexOf(MARK, at + MARK.length)) {
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const lineEnd = !text.includes('\n', at) ? text.length : text.indexOf('\n', at);
    const line = text.slice(lineStart, lineEnd).replace(/\r$/, '');
    const match = COMMENT.exec(line);
    if (!match || !isComment(line, match.index, lineStart, documents)) continue;
    const span = { start: lineStart + match.index, end: lineStart + line.length };
    const [, verb, rest = ''] = match;
    const read = verb === 'waive' ? readWords(rest, span.end - rest.length) : undefined;
    if (!read || read.rule === '') {
      const message =
        'This comment is no waiver: write “# golden-path: waive RULE owner=… until=YYYY-MM-DD reason="…"”.';
      problems.push(waiverFinding(WAIVER_RULES.unparsable, span, message, []));
      continue;
    }
    for (const word of read.foreign)
      problems.push(
        waiverFinding(
          WAIVER_RULES.unparsable,
          span,
          'A waiver in a comment has no “{0}”: owner, until, reason, ticket.',
          [word],
        ),
      );
    const { values, parts, rule } = read;
    const own = line.slice(0, match.index).trim() === '';
    const number = lines.lineAt(lineStart);
    waivers.push({
      rule,
      match: { path },
      reason: values['reason'] ?? '',
      owner: values['owner'] ?? '',
      ...(values['ticket'] ? { ticket: values['ticket'] } : {}),
      expires: readDay(values['until'] ?? ''),
      place: {
        ...{ source: 'comment', path, span, parts, line: number },
        covers: own ? nextLine((all ??= text.split('\n')), number) : number,
      },
    });
  }
  return { waivers, problems };
}

function isComment(
  line: string,
  column: number,
  lineStart: number,
  documents: readonly PlacedDocument[] | undefined,
): boolean {
  if (!documents) return line.slice(0, column).trim() === '';
  if (column > 0 && !/\s/.test(line[column - 1] ?? '')) return false;
  const at = lineStart + column;
  const placed = documents.findLast(({ offset }) => offset <= at);
  let inText = false;
  walk(placed?.document.root, node => {
    if (!placed || inText) return false;
    const start = node.start + placed.offset;
    const end = node.end + placed.offset;
    if (at < start || at >= end) return false;
    if (node.type === 'scalar') inText = true;
    return undefined;
  });
  return !inText;
}

/** The line that a comment of its own belongs to: the next one that is neither blank nor a comment. */
function nextLine(all: readonly string[], line: number): number {
  let at = line + 1;
  while (at < all.length && /^\s*(?:#.*)?$/.test(all[at] ?? '')) at++;
  return at;
}

interface Words {
  readonly rule: string;
  readonly values: Readonly<Record<string, string>>;
  readonly parts: Partial<Record<WaiverPart, Span>>;
  readonly foreign: readonly string[];
}

/** `RULE key=value key="a text"`; a quote inside of a text is written `\"`. */
function readWords(text: string, offset: number): Words {
  const parts: Partial<Record<WaiverPart, Span>> = {};
  const values: Record<string, string> = {};
  const foreign: string[] = [];
  let rule = '';
  for (const match of text.matchAll(/(?:([a-z]+)=)?(?:"((?:[^"\\]|\\.)*)"|(\S+))/g)) {
    const [all, key, quoted, plain = ''] = match;
    const span = { start: offset + match.index, end: offset + match.index + all.length };
    if (key === undefined) {
      if (rule === '') {
        rule = plain;
        parts.rule = span;
      } else foreign.push(all);
      continue;
    }
    if (!['owner', 'until', 'reason', 'ticket'].includes(key)) foreign.push(key);
    else values[key] = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
    const part = PART_OF[key];
    if (part) parts[part] = span;
  }
  return { rule, values, parts, foreign };
}

/**
 * Whether a place is what a comment belongs to: its line, or, for a comment on a line of its own, what is further in below it.
 * @param place zero-based line at which something begins
 */
export function coversLine(lines: readonly string[], commentLine: number, place: number): boolean {
  if (place < commentLine) return false;
  if (place === commentLine) return true;
  const indent = indentOf(lines[commentLine] ?? '');
  for (let at = commentLine + 1; at <= place; at++) {
    const line = lines[at] ?? '';
    if (line.trim() !== '' && indentOf(line) <= indent) return false;
  }
  return true;
}

/** How far in a line stands. A dash is its beginning, so that an item holds the rest of its mapping. */
function indentOf(line: string): number {
  return /^\s*/.exec(line)?.[0].length ?? 0;
}
