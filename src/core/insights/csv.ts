/** A row of a table in text, with the line on which it begins. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** From 1 on. */
  readonly line: number;
}

export interface CsvTable {
  readonly rows: readonly CsvRow[];
  /** Lines with a quotation mark where none may be; read as they most likely were meant. */
  readonly odd: readonly number[];
}

const SEPARATORS = [',', ';', '\t'] as const;

/**
 * Reads a table in text: cells apart by comma, semicolon or tabulator (whichever the first line has most of), in quotation marks
 * where they hold one of these or a line break. Source: RFC 4180. What breaks its rules is read all the same and told of: a
 * quotation mark inside of a bare cell is a character, what follows a closed quotation belongs to the cell, and a quotation that is
 * never closed ends at the end of its line.
 */
export function parseCsv(text: string): CsvTable {
  const source = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const separator = separatorOf(source);
  const rows: CsvRow[] = [];
  const odd = new Set<number>();
  let at = 0;
  let line = 1;
  while (at < source.length) {
    const begin = line;
    const cells: string[] = [];
    for (;;) {
      const cell = readCell(source, at, separator);
      if (cell.isOdd) odd.add(line);
      cells.push(cell.text);
      line += source.slice(at, cell.end).split('\n').length - 1;
      at = cell.end;
      if (source[at] !== separator) break;
      at++;
    }
    at++;
    line++;
    if (cells.length > 1 || cells[0]?.trim() !== '') rows.push({ cells, line: begin });
  }
  return { rows, odd: [...odd] };
}

interface Cell {
  readonly text: string;
  /** Where the separator, the line break or the end of the text stands. */
  readonly end: number;
  readonly isOdd: boolean;
}

function readCell(source: string, start: number, separator: string): Cell {
  if (source[start] === '"') {
    const quoted = readQuoted(source, start);
    if (quoted) {
      const rest = bareEnd(source, quoted.end, separator);
      const tail = source.slice(quoted.end, rest);
      return { text: quoted.text + tail.trimEnd(), end: rest, isOdd: tail.trim() !== '' };
    }
  }
  const end = bareEnd(source, start, separator);
  const text = source.slice(start, end);
  return { text, end, isOdd: text.includes('"') };
}

/** @returns undefined where the quotation is not closed */
function readQuoted(source: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let text = '';
  for (let from = start + 1; ;) {
    const mark = source.indexOf('"', from);
    if (mark < 0) return undefined;
    text += source.slice(from, mark);
    if (source[mark + 1] !== '"') return { text, end: mark + 1 };
    text += '"';
    from = mark + 2;
  }
}

function bareEnd(source: string, start: number, separator: string): number {
  const ends = [source.indexOf(separator, start), source.indexOf('\n', start)].filter(end => end >= 0);
  return ends.length === 0 ? source.length : Math.min(...ends);
}

function separatorOf(source: string): string {
  const first = source.slice(0, source.includes('\n') ? source.indexOf('\n') : source.length);
  const bare = first.replace(/"[^"]*"/g, '');
  const count = (separator: string): number => bare.split(separator).length;
  return SEPARATORS.reduce((best, separator) => (count(separator) > count(best) ? separator : best));
}

/**
 * Writes a table. A text that a spreadsheet would take for a formula gets an apostrophe in front: what stands in it may come from
 * anybody.
 */
export function csvText(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map(row => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
