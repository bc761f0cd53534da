/**
 * Rows of a table for a terminal: each cell as wide as the widest of its column, two spaces between them, none at the end of a line.
 * A character counts as one column, also one outside the basic plane.
 */
export function alignedRows(rows: readonly (readonly string[])[]): readonly string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, lengthOf(cell))));
  return rows.map(row =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - lengthOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

const PAIRS = /[\ud800-\udbff][\udc00-\udfff]/g;

function lengthOf(text: string): number {
  return text.length - (text.match(PAIRS)?.length ?? 0);
}
