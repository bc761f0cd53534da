type Cell = string | number | null | undefined;

/**
 * A table as comma-separated values (RFC 4180). Numbers are plain, missing ones are empty. Text that a spreadsheet would take for a
 * formula gets an apostrophe before it: names come from servers.
 */
export function toCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map(row => `${row.map(csvCell).join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
