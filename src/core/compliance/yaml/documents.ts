import type { PlacedDocument, YamlDocument } from './node.js';
import { parseDocument } from './parse.js';

/**
 * The texts of the documents of a file: each begins with its `---` (and the directives and comments before it) and runs to the next.
 * Nothing of the file is left out: put together again they are the file.
 */
export function splitDocuments(text: string): readonly string[] {
  const pieces: string[] = [];
  let begin = 0;
  // Whether the piece so far holds anything but comments, directives and blank lines.
  let filled = false;
  for (let at = 0; at < text.length;) {
    const end = lineEnd(text, at);
    if (isMarker(text, at, '---')) {
      if (filled) {
        pieces.push(text.slice(begin, at));
        begin = at;
      }
      filled = true;
    } else if (isMarker(text, at, '...')) {
      if (filled) {
        pieces.push(text.slice(begin, end));
        begin = end;
        filled = false;
      }
    } else if (!filled) filled = !isBlankOrComment(text, at, end);
    at = end;
  }
  if (begin < text.length || pieces.length === 0) pieces.push(text.slice(begin));
  return pieces;
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

function isMarker(text: string, at: number, marker: '---' | '...'): boolean {
  if (!text.startsWith(marker, at + (at === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0))) return false;
  const next = text[at + (at === 0 && text.charCodeAt(0) === 0xfeff ? 4 : 3)];
  return next === undefined || next === '\n' || next === '\r' || next === ' ' || next === '\t';
}

function isBlankOrComment(text: string, from: number, end: number): boolean {
  for (let at = from; at < end; at++) {
    const letter = text[at];
    if (letter === '#') return true;
    if (letter === '%' && at === from) return true;
    if (letter !== ' ' && letter !== '\t' && letter !== '\r' && letter !== '\n' && letter !== '\ufeff') return false;
  }
  return true;
}

/**
 * Reads a file as positioned documents.
 * @param before the documents of the last version: those whose text is the same are taken over as they are
 */
export function readDocuments(text: string, before: readonly PlacedDocument[] = []): readonly PlacedDocument[] {
  const known = new Map(before.map(({ document }) => [document.text, document]));
  let offset = 0;
  return splitDocuments(text).map(piece => {
    const placed: PlacedDocument = { document: known.get(piece) ?? readDocument(piece), offset };
    offset += piece.length;
    return placed;
  });
}

function readDocument(text: string): YamlDocument {
  const parsed = parseDocument(text);
  return parsed.ok
    ? { text, root: parsed.root, problems: [], templated: false }
    : { text, root: undefined, problems: [parsed.problem], templated: false };
}
