import { element, setAttribute } from '../common/element.js';
import { icon } from '../common/icons.js';
import type { PageContext } from './context.js';
import type { ServiceRow } from './protocol.js';
import type { Column, Order } from './rows.js';
import { movedRow, rowWindow, scrollToRow } from './rowWindow.js';
import { COLUMN_TITLES, ServiceLine, TABLE_COLUMNS } from './serviceLine.js';

const SPARE_ROWS = 6;
const ROW_HEIGHT = 34;
const CARD_HEIGHT = 92;

export interface TableEvents {
  open(row: ServiceRow): void;
  sort(column: Column): void;
  scrolled(top: number): void;
}

/** The services as a grid of which only what can be seen exists: 2,000 rows cost as much as 40. */
export class ServiceTable {
  readonly node: HTMLElement;
  private readonly heads = new Map<Column | 'spark', HTMLElement>();
  private readonly viewport = element('div', { class: 'viewport' });
  private readonly space = element('div', { class: 'space', role: 'rowgroup' });
  private lines: ServiceLine[] = [];
  private rows: readonly ServiceRow[] = [];
  /** Reference of the row to which Tab leads. */
  private current: string | undefined;
  private rowHeight = ROW_HEIGHT;
  private isPrinting = false;
  private frame = 0;

  constructor(
    private readonly context: PageContext,
    private readonly events: TableEvents,
  ) {
    const { t } = context.words;
    const head = element('div', { role: 'row', class: 'heads', 'aria-rowindex': '1' }, ...TABLE_COLUMNS.map(this.head));
    this.viewport.append(this.space);
    this.node = element(
      'div',
      { role: 'grid', class: 'services', 'aria-label': t('Services'), 'aria-colcount': String(TABLE_COLUMNS.length) },
      element('div', { role: 'rowgroup' }, head),
      this.viewport,
    );
    this.viewport.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.space.addEventListener('click', event => this.onClick(event));
    this.space.addEventListener('keydown', event => this.onKey(event));
    new ResizeObserver(() => this.render()).observe(this.viewport);
    window.addEventListener('beforeprint', () => this.print(true));
    window.addEventListener('afterprint', () => this.print(false));
  }

  /** @param rows sorted */
  show(rows: readonly ServiceRow[], order: Order): void {
    this.rows = rows;
    setAttribute(this.node, 'aria-rowcount', String(rows.length + 1));
    for (const [column, head] of this.heads) {
      const direction = order.descending ? 'descending' : 'ascending';
      setAttribute(head, 'aria-sort', column === 'spark' ? undefined : column === order.column ? direction : 'none');
    }
    this.render();
  }

  /** Lines of a table, or cards for a narrow column. */
  setCards(cards: boolean): void {
    const height = cards ? CARD_HEIGHT : ROW_HEIGHT;
    if (height === this.rowHeight) return;
    const top = this.viewport.scrollTop / this.rowHeight;
    this.rowHeight = height;
    this.render();
    this.viewport.scrollTop = top * height;
  }

  get scrollTop(): number {
    return this.viewport.scrollTop;
  }

  set scrollTop(top: number) {
    this.viewport.scrollTop = top;
    this.render();
  }

  /** Gives the focus to the row of a service, or to the one that had it last. */
  focusRow(ref = this.current): void {
    const index = this.rows.findIndex(row => row.ref === ref);
    if (index >= 0) this.moveTo(index);
  }

  private readonly head = (column: Column | 'spark'): HTMLElement => {
    const title = this.context.words.t(COLUMN_TITLES[column]);
    const head = element('div', { role: 'columnheader', class: `head cell-${column}` });
    if (column === 'spark') head.append(title);
    else {
      const button = element('button', { type: 'button' }, element('span', {}, title), icon('back'));
      button.addEventListener('click', () => this.events.sort(column));
      head.append(button);
    }
    this.heads.set(column, head);
    return head;
  };

  private onScroll(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      // Read before anything is changed, or the browser would have to lay all out twice.
      const top = this.viewport.scrollTop;
      this.render();
      this.events.scrolled(top);
    });
  }

  private onClick(event: MouseEvent): void {
    const row = this.lineOf(event.target)?.row;
    if (!row) return;
    this.current = row.ref;
    this.events.open(row);
  }

  private onKey(event: KeyboardEvent): void {
    const line = this.lineOf(event.target);
    if (!line?.row || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter' || event.key === ' ') this.events.open(line.row);
    else {
      const pageRows = Math.max(1, Math.floor(this.viewport.clientHeight / this.rowHeight) - 1);
      const target = movedRow(event.key, line.index, this.rows.length, pageRows);
      if (target === undefined) return;
      this.moveTo(target);
    }
    event.preventDefault();
  }

  private moveTo(index: number): void {
    const { viewport, rowHeight } = this;
    viewport.scrollTop = scrollToRow(index, viewport.scrollTop, viewport.clientHeight, rowHeight);
    this.render(index);
    this.lines.find(line => line.index === index)?.node.focus({ preventScroll: true });
  }

  private lineOf(target: EventTarget | null): ServiceLine | undefined {
    return target instanceof Node ? this.lines.find(({ node }) => node.contains(target)) : undefined;
  }

  private print(printing: boolean): void {
    this.isPrinting = printing;
    this.render();
  }

  /**
   * Puts a line where each visible row is. Lines that stay are not touched, so that the focus stays too.
   * @param next index of the row that is about to get the focus
   */
  private render(next?: number): void {
    const { rows, rowHeight } = this;
    this.space.style.height = `${rows.length * rowHeight}px`;
    const current = next ?? this.currentIndex();
    this.current = rows[current]?.ref;
    const wanted = this.wantedRows(current);
    const free = new Map(this.lines.map(line => [line.row?.ref, line]));
    const kept = wanted.map(index => {
      const ref = rows[index]?.ref;
      const line = free.get(ref);
      free.delete(ref);
      return line;
    });
    const spare = [...free.values()];
    // What is used for another row leaves its place first, so that the lines that stay are not moved.
    for (const line of spare) line.node.remove();
    this.lines = wanted.flatMap((index, place) => {
      const row = rows[index];
      if (!row) return [];
      const line = kept[place] ?? spare.pop() ?? new ServiceLine(this.context);
      line.show(row, index, rowHeight);
      setAttribute(line.node, 'tabindex', index === current ? '0' : '-1');
      return [line];
    });
    let place = this.space.firstChild;
    for (const { node } of this.lines)
      if (node === place) place = place.nextSibling;
      else this.space.insertBefore(node, place);
  }

  /** The row to which Tab leads: the one with the focus, else the first that is wholly seen. */
  private currentIndex(): number {
    const { rows, viewport, rowHeight } = this;
    if (this.space.contains(document.activeElement)) {
      const focused = rows.findIndex(({ ref }) => ref === this.current);
      if (focused >= 0) return focused;
    }
    return Math.min(Math.ceil(viewport.scrollTop / rowHeight), Math.max(rows.length - 1, 0));
  }

  /** Indices of the rows that have to be there: those that are seen, and the one with the focus even if it is scrolled away. */
  private wantedRows(current: number): number[] {
    const { rows, viewport, rowHeight } = this;
    const { first, end } = this.isPrinting
      ? { first: 0, end: rows.length }
      : rowWindow(viewport.scrollTop, viewport.clientHeight, rowHeight, rows.length, SPARE_ROWS);
    const seen = Array.from({ length: end - first }, (_, index) => first + index);
    if (current < first) return [current, ...seen];
    return current >= end && current < rows.length ? [...seen, current] : seen;
  }
}
