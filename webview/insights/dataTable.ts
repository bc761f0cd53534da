import { element } from '../common/element.js';

/** A cell: its text, and what it is in a file, where that is another. */
export interface Cell {
  readonly text: string;
  readonly plain?: string | number | null;
  readonly node?: Node;
}

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
}

export interface TableData {
  /** What the table is, for a screen reader. */
  readonly caption: string;
  readonly columns: readonly Column[];
  /** The first cell of a row is its head. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A table with heads for its columns and rows, whose caption only a screen reader says. */
export function dataTable({ caption, columns, rows }: TableData): HTMLTableElement {
  const kind = (index: number): Record<string, string> => (columns[index]?.isNumber ? { class: 'number' } : {});
  return element(
    'table',
    { class: 'data-table' },
    element('caption', { class: 'sr-only' }, caption),
    element(
      'thead',
      {},
      element('tr', {}, ...columns.map(({ title }, index) => element('th', { scope: 'col', ...kind(index) }, title))),
    ),
    element(
      'tbody',
      {},
      ...rows.map(row =>
        element(
          'tr',
          {},
          ...row.map(({ text, node }, index) =>
            index === 0
              ? element('th', { scope: 'row', ...kind(index) }, node ?? text)
              : element('td', kind(index), node ?? text),
          ),
        ),
      ),
    ),
  );
}

/** The cells of a table as they are in a file. */
export function plainRows({ columns, rows }: TableData): (string | number | null)[][] {
  return [
    columns.map(({ title }) => title),
    ...rows.map(row => row.map(({ text, plain }) => (plain === undefined ? text : plain))),
  ];
}
