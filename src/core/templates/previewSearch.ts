import type { Preview } from './previewTree.js';

/** A place in a preview. */
export interface PreviewMatch {
  readonly parts: readonly string[];
  /** From 0. */
  readonly line: number;
  /** From 0, in UTF-16 units. */
  readonly column: number;
  /** The whole line, at most as long as a line can be shown. */
  readonly text: string;
}

const LONGEST_LINE = 300;

/**
 * Looks for a text in the files of a preview, in any letter case.
 * @param limit of how many places are given
 * @returns places in the order of the files; none for an empty text
 */
export function searchPreview({ files }: Preview, wanted: string, limit: number): readonly PreviewMatch[] {
  const found: PreviewMatch[] = [];
  const needle = wanted.toLowerCase();
  if (needle === '') return found;
  for (const { bytes, isBinary, parts } of files.values()) {
    if (isBinary) continue;
    const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
    for (const [line, text] of lines.entries()) {
      const column = text.toLowerCase().indexOf(needle);
      if (column < 0) continue;
      found.push({ parts, line, column, text: text.slice(0, LONGEST_LINE) });
      if (found.length === limit) return found;
    }
  }
  return found;
}
