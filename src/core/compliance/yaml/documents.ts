import { MOST_DOCUMENTS } from './limits.js';
import { maskTemplates, mayBeTemplated, ownsBraces } from './mask.js';
import type { PlacedDocument, SyntaxProblem, YamlDocument } from './node.js';
import { parseDocument, type ParsedDocument } from './parse.js';

/**
 * The texts of the documents of a file: each begins with its `---` (and, at the beginning of the file and behind a `...`, the
 * directives and comments before it) and runs to the next. Nothing of the file is left out: put together again they are the file.
 */
export function splitDocuments(text: string): readonly string[] {
  const pieces: string[] = [];
  let begin = 0;
  // Whether the piece so far holds a marker or content.
  let marked = false;
  for (const at of markersOf(text)) {
    if (at < begin) continue;
    if (text.charCodeAt(at) === DASH) {
      if (marked || hasContent(text, begin, at)) {
        pieces.push(text.slice(begin, at));
        begin = at;
      }
      marked = true;
    } else if (marked || hasContent(text, begin, at)) {
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      pieces.push(text.slice(begin, end + 1));
      begin = end + 1;
      marked = false;
    }
  }
  if (begin < text.length || pieces.length === 0) pieces.push(text.slice(begin));
  return pieces;
}

const DASH = 0x2d;

/** Where lines are that are `---` or `...`, or begin with it and a blank, in order. */
function* markersOf(text: string): Generator<number> {
  let dashes = text.indexOf('---');
  let dots = text.indexOf('...');
  while (dashes >= 0 || dots >= 0) {
    const isDots = dashes < 0 || (dots >= 0 && dots < dashes);
    const at = isDots ? dots : dashes;
    if (isMarker(text, at)) yield at;
    if (isDots) dots = text.indexOf('...', at + 1);
    else dashes = text.indexOf('---', at + 1);
  }
}

function isMarker(text: string, at: number): boolean {
  const before = at === 0 ? 0x0a : text.charCodeAt(at - 1);
  if (before !== 0x0a && before !== 0x0d && !(at === 1 && before === 0xfeff)) return false;
  const next = text[at + 3];
  return next === undefined || next === '\n' || next === '\r' || next === ' ' || next === '\t';
}

/** Whether a part of a text is more than comments, directives and blank lines. */
function hasContent(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const letter = text[at];
    if (letter === '#' || (letter === '%' && (at === from || text[at - 1] === '\n'))) {
      at = text.indexOf('\n', at);
      if (at < 0) return false;
    } else if (letter !== ' ' && letter !== '\t' && letter !== '\r' && letter !== '\n' && letter !== '\ufeff')
      return true;
  }
  return false;
}

/**
 * Reads a file as positioned documents.
 * @param before the documents of the last version: those whose text is the same are taken over as they are
 */
export function readDocuments(text: string, before: readonly PlacedDocument[] = []): readonly PlacedDocument[] {
  const { head, tail, start, end } = unchanged(text, before);
  const known = new Map(before.slice(head, tail + 1).map(({ document }) => [document.text, document]));
  const read: PlacedDocument[] = before.slice(0, head);
  let offset = start;
  for (const piece of splitDocuments(text.slice(start, end))) {
    if (read.length >= MOST_DOCUMENTS) return [...read, { document: tooMany(text.slice(offset)), offset }];
    const document = known.get(piece) ?? readDocument(before.length > 0 ? ownText(piece) : piece);
    read.push({ document, offset });
    offset += piece.length;
  }
  const moved = end - (before[tail]?.offset ?? end);
  for (const { document, offset: was } of before.slice(tail)) read.push({ document, offset: was + moved });
  return read;
}

/**
 * Which documents at the beginning and the end of a file are the same as before. The outermost that is not the same takes a
 * neighbour on each side with it: its change can move the border between them.
 * @returns how many at the beginning, from which on at the end, and what part of the text is between them
 */
function unchanged(
  text: string,
  before: readonly PlacedDocument[],
): { head: number; tail: number; start: number; end: number } {
  let head = 0;
  let start = 0;
  for (; head < before.length; head++) {
    const piece = before[head]?.document.text ?? '';
    if (!text.startsWith(piece, start)) break;
    start += piece.length;
  }
  if (head > 0) start -= before[--head]?.document.text.length ?? 0;
  let tail = before.length;
  let end = text.length;
  for (; tail > head + 1; tail--) {
    const piece = before[tail - 1]?.document.text ?? '';
    if (end - piece.length < start || !text.startsWith(piece, end - piece.length)) break;
    end -= piece.length;
  }
  if (tail < before.length) end += before[tail++]?.document.text.length ?? 0;
  // Only between two markers a border is sure to stay, whatever comes before.
  const isSure = [before[tail - 1], before[tail]].every(placed => {
    const piece = placed?.document.text ?? '';
    return piece.startsWith('---') && isMarker(piece, 0);
  });
  if (!isSure) [tail, end] = [before.length, text.length];
  return { head, tail, start, end };
}

/** A copy: part of a text keeps all of it in memory, and an editor has a new one for every key. */
function ownText(piece: string): string {
  return ` ${piece}`.slice(1);
}

function tooMany(text: string): YamlDocument {
  const problem: SyntaxProblem = {
    span: { start: 0, end: Math.min(3, text.length) },
    message: 'This file has more than {0} documents. From here on they are not read.',
    values: [String(MOST_DOCUMENTS)],
  };
  return { text, root: undefined, problems: [problem], templated: false };
}

function readDocument(text: string): YamlDocument {
  const mask = mayBeTemplated(text) ? maskTemplates(text) : undefined;
  if (!mask) return documentOf(text, parseDocument(text), false);
  // Where braces belong to the language of the file itself, masking is for files that are templates of such files.
  const owned = ownsBraces(text) ? parseDocument(text) : undefined;
  if (owned?.ok) return documentOf(text, owned, false);
  const masked = parseDocument(text, mask);
  if (masked.ok) return documentOf(text, masked, true);
  // Braces in texts may look like a template that goes over lines.
  const asWritten = owned ?? parseDocument(text);
  return asWritten.ok ? documentOf(text, asWritten, false) : documentOf(text, masked, true);
}

function documentOf(text: string, parsed: ParsedDocument, templated: boolean): YamlDocument {
  if (!parsed.ok) return { text, root: undefined, problems: [parsed.problem], templated };
  const { root, problems, repeatedKeys } = parsed;
  return { text, root, problems, ...(repeatedKeys ? { repeatedKeys } : {}), templated };
}
