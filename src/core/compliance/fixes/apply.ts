import type { TextEdit } from '../finding.js';

/** Edits that belong together, and where the document that they count from begins in its file. */
export interface PlacedEdits {
  readonly edits: readonly TextEdit[];
  readonly offset: number;
}

/** Passes after which fixing all of a file is given up: a fix can bring out what another one mends. */
export const MOST_PASSES = 10;

/**
 * A text with edits made, all at once.
 * @returns undefined where two of them are at odds, or one is outside of the text
 */
export function withEdits(text: string, edits: readonly TextEdit[], offset = 0): string | undefined {
  const sorted = inOrder(edits);
  let made = '';
  let at = 0;
  for (const [index, { start, end, text: inserted }] of sorted.entries()) {
    const from = start + offset;
    const to = end + offset;
    const before = sorted[index - 1];
    if (from < at || to < from || to > text.length || (before && meets(before, { start, end }))) return undefined;
    made += text.slice(at, from) + inserted;
    at = to;
  }
  return made + text.slice(at);
}

/**
 * Takes as many fixes at once as do not touch each other, the first ones first, each whole or not at all. What was left out can
 * be asked for again on the new text: at most `MOST_PASSES` times.
 * @returns the new text, and which of the fixes are in it
 */
export function applyFixes(
  text: string,
  fixes: readonly PlacedEdits[],
): { readonly text: string; readonly applied: readonly number[] } {
  const taken: TextEdit[] = [];
  const applied: number[] = [];
  for (const [index, { edits, offset }] of fixes.entries()) {
    const placed = edits.map(edit => ({ ...edit, start: edit.start + offset, end: edit.end + offset }));
    if (placed.length === 0 || placed.some(edit => taken.some(other => meets(edit, other)))) continue;
    if (withEdits(text, placed) === undefined) continue;
    taken.push(...placed);
    applied.push(index);
  }
  return { text: withEdits(text, taken) ?? text, applied };
}

function inOrder(edits: readonly TextEdit[]): readonly TextEdit[] {
  return [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** Whether two edits touch: two at one place have no order, and neighbours may need each other. */
function meets(a: Omit<TextEdit, 'text'>, b: Omit<TextEdit, 'text'>): boolean {
  return a.start <= b.end && b.start <= a.end;
}
