import { iconButton } from '../common/button.js';
import { element, setAttribute, setText } from '../common/element.js';
import type { PageContext } from './context.js';
import type { Status } from './protocol.js';
import { COLUMNS, STATUSES, type Column, type Order } from './rows.js';
import { COLUMN_TITLES } from './serviceLine.js';
import { statusIcon, statusWord } from './statusMark.js';

export interface FilterEvents {
  filter(text: string): void;
  toggle(status: Status | 'all'): void;
  sort(order: Order): void;
  copy(): void;
  /** Arrow down in the field: on to the services. */
  leave(): void;
}

/** The field to filter by, a chip for each status with how many there are, and what cards are sorted by. */
export class FilterBar {
  readonly node: HTMLElement;
  private readonly field: HTMLElement & { value: string };
  private readonly chips = new Map<Status | 'all', { readonly node: HTMLElement; readonly count: HTMLElement }>();
  private readonly sorting: HTMLSelectElement;
  private order: Order | undefined;

  constructor(
    private readonly context: PageContext,
    events: FilterEvents,
  ) {
    const { t } = context.words;
    this.field = element('vscode-text-field', {
      class: 'filter',
      placeholder: t('Filter by name, owner or system'),
      'aria-label': t('Filter by name, owner or system'),
    }) as HTMLElement & { value: string };
    this.field.addEventListener('input', () => events.filter(this.field.value));
    this.field.addEventListener('keydown', event => {
      if (event.key === 'Escape' && this.field.value !== '') {
        this.field.value = '';
        events.filter('');
      } else if (event.key === 'ArrowDown') events.leave();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    const chips = element('div', { class: 'chips', role: 'group', 'aria-label': t('Filter by status') });
    for (const status of ['all', ...STATUSES] as const) chips.append(this.chip(status, events));
    this.sorting = element(
      'select',
      { 'aria-label': t('Sort by') },
      ...COLUMNS.map(column => element('option', { value: column }, t('Sorted by: {0}', t(COLUMN_TITLES[column])))),
    );
    this.sorting.addEventListener('change', () =>
      events.sort({ column: this.sorting.value as Column, descending: this.order?.descending ?? false }),
    );
    this.node = element(
      'div',
      { class: 'filter-bar' },
      this.field,
      chips,
      element('div', { class: 'sorting' }, this.sorting),
      iconButton('copy', t('Copy the list as CSV'), () => events.copy()),
    );
  }

  show(
    filter: string,
    chosen: readonly Status[],
    counts: Readonly<Record<Status, number>>,
    total: number,
    order: Order,
  ): void {
    if (this.field.value !== filter) this.field.value = filter;
    this.order = order;
    this.sorting.value = order.column;
    for (const [status, { node, count }] of this.chips) {
      const isChosen = status === 'all' ? chosen.length === 0 : chosen.includes(status);
      setAttribute(node, 'aria-pressed', String(isChosen));
      const number = status === 'all' ? total : counts[status];
      setText(count, this.context.formats.number(number, 0));
      node.classList.toggle('none', number === 0);
    }
  }

  focus(): void {
    this.field.focus();
  }

  private chip(status: Status | 'all', events: FilterEvents): HTMLElement {
    const { words } = this.context;
    const count = element('span', { class: 'count' });
    const word = status === 'all' ? words.t('All') : statusWord(status, words);
    const node = element(
      'button',
      { type: 'button', class: 'chip', 'data-status': status },
      ...(status === 'all' ? [] : [statusIcon(status)]),
      element('span', {}, word),
      count,
    );
    node.addEventListener('click', () => events.toggle(status));
    this.chips.set(status, { node, count });
    return node;
  }
}
