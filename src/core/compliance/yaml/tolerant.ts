import { Composer, Parser } from 'yaml';
import { tokensNestTooDeep } from '../../catalogue/descriptor.js';
import { markHoles } from './holes.js';
import { LibraryTree, type Doubt } from './libraryTree.js';
import { LARGEST_TOLERATED } from './limits.js';
import { maskTemplates, ownsBraces, type TemplateMask } from './mask.js';
import type { YamlDocument, YamlNode } from './node.js';
import { lineStartAt } from './trivia.js';

/** Not the library's own reading of values, nor what it does beyond the tree: both take time and say nothing more. */
const OPTIONS = {
  schema: 'failsafe',
  uniqueKeys: false,
  strict: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/**
 * Reads what can be relied on of a document that has mistakes in its form, with a parser that goes on behind them.
 * @param document one that could not be read
 * @returns the same with a tree, in which everything that the mistakes may touch is masked or left out; without one where nothing
 * can be relied on, or it is larger than `LARGEST_TOLERATED`
 */
export function readTolerantly(document: YamlDocument): YamlDocument {
  const { text, templated } = document;
  const mask = templated && !ownsBraces(text) ? maskTemplates(text) : undefined;
  const root = text.length > LARGEST_TOLERATED ? undefined : tolerantTree(mask?.text ?? text, mask, document);
  if (mask) markHoles(mask.text, root, mask.holes);
  return { ...document, root, partial: true };
}

function tolerantTree(
  text: string,
  mask: TemplateMask | undefined,
  { problems }: Pick<YamlDocument, 'problems'>,
): YamlNode | undefined {
  try {
    const tokens = [...new Parser().parse(text)];
    // The library goes into what is nested by calling itself, until the whole process ends.
    if (tokensNestTooDeep(tokens)) return undefined;
    const [read] = new Composer(OPTIONS).compose(tokens, true, text.length);
    if (!read) return undefined;
    const { contents, errors } = read;
    const places = [...problems.map(({ span }) => [span.start, span.end] as const), ...errors.map(({ pos }) => pos)];
    return new LibraryTree(text, mask, doubtOf(text, places)).build(contents);
  } catch {
    // Nested so deep that a parser gives up: nothing is known of it then, as without this.
    return undefined;
  }
}

/** The lines from the first mistake to the last one. */
function doubtOf(text: string, places: readonly (readonly [start: number, end: number])[]): Doubt {
  let [first, last] = [text.length, 0];
  for (const [start, end] of places) {
    first = Math.min(first, Math.max(0, start));
    last = Math.max(last, start, end - 1);
  }
  const start = lineStartAt(text, first);
  const lineEnd = text.indexOf('\n', last);
  const end = lineEnd < 0 ? text.length : lineEnd + 1;
  let column = Infinity;
  for (const line of text.slice(start, end).split('\n')) column = Math.min(column, indentOf(line));
  const [own = ''] = text.slice(start, end).split('\n', 1);
  return {
    start,
    above: lineAbove(text, start),
    end,
    column: column === Infinity ? 0 : column,
    first: { column: Math.min(indentOf(own), own.length), isItem: /^ *-(?:\s|$)/.test(own) },
  };
}

/** Where the line with content above a line begins. */
function lineAbove(text: string, from: number): number {
  let start = from;
  while (start > 0) {
    const above = lineStartAt(text, start - 1);
    if (above >= start) break;
    const line = text.slice(above, start);
    start = above;
    if (indentOf(line) !== Infinity) break;
  }
  return start;
}

/** How far in what stands in a line is; infinitely where nothing does but a comment. */
function indentOf(line: string): number {
  const indent = line.search(/[^ \r\n]/);
  return indent < 0 || line[indent] === '#' ? Infinity : indent;
}
