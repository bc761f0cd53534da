import { element, setAttribute } from '../common/element.js';
import type { PageContext } from './context.js';
import {
  WINDOW_DAYS,
  type Choice,
  type Choices,
  type CompareChoice,
  type Query,
  type WindowChoice,
} from './protocol.js';
import type { Text } from './texts.js';

const DAY_MS = 86_400_000;

type FilterName = 'team' | 'system' | 'service';

const ALL_TITLES: Readonly<Record<FilterName, Text>> = {
  team: 'All teams',
  system: 'All systems',
  service: 'All services',
};

const FILTER_TITLES: Readonly<Record<FilterName, Text>> = { team: 'Team', system: 'System', service: 'Service' };

/** What the numbers are asked for: window, comparison, team, system and service. */
export class FilterBar {
  readonly node: HTMLElement;
  private readonly windows = new Map<number | 'custom', HTMLElement>();
  private readonly filters = new Map<FilterName, HTMLSelectElement>();
  private readonly compare: HTMLSelectElement;
  private readonly from: HTMLInputElement;
  private readonly to: HTMLInputElement;
  private readonly compareFrom: HTMLInputElement;
  private readonly dates: HTMLElement;
  private query: Query | undefined;

  constructor(
    private readonly context: PageContext,
    private readonly ask: (query: Query) => void,
  ) {
    const { t } = context.words;
    const group = element('div', { class: 'chips', role: 'group', 'aria-label': t('Window') });
    for (const days of WINDOW_DAYS) group.append(this.chip(days, t('{0} days', String(days)), () => ({ days })));
    group.append(this.chip('custom', t('Dates …'), () => this.customWindow()));
    this.from = this.dateField(t('First day'), () => this.change({ window: this.customWindow() }));
    this.to = this.dateField(t('Last day'), () => this.change({ window: this.customWindow() }));
    this.dates = element('div', { class: 'dates', hidden: '' }, this.from, '–', this.to);
    this.compareFrom = this.dateField(t('First day of the other window'), () =>
      this.change({ compare: { from: this.compareFrom.value } }),
    );
    this.compareFrom.hidden = true;
    this.compare = this.select(
      t('Compare'),
      [
        ['none', t('No comparison')],
        ['before', t('Compare with the window before')],
        ['year', t('Compare with a year earlier')],
        ['custom', t('Compare with other dates …')],
      ],
      value => this.change({ compare: this.compareChoice(value) }),
    );
    for (const name of ['team', 'system', 'service'] as const)
      this.filters.set(
        name,
        this.select(t(FILTER_TITLES[name]), [['', t(ALL_TITLES[name])]], value => this.filter(name, value)),
      );
    this.node = element(
      'div',
      { class: 'filter-bar' },
      group,
      this.dates,
      this.compare,
      this.compareFrom,
      ...this.filters.values(),
    );
  }

  show(choices: Choices, query: Query): void {
    this.query = query;
    const lists: Readonly<Record<FilterName, readonly Choice[]>> = {
      team: choices.teams,
      system: choices.systems,
      service: choices.services,
    };
    for (const [name, select] of this.filters) {
      const chosen = query[name] ?? '';
      const known = lists[name];
      const options = [
        { ref: '', name: this.context.words.t(ALL_TITLES[name]) },
        ...known,
        // What is filtered by is named even where the catalogue does not have it any more.
        ...(chosen === '' || known.some(({ ref }) => ref === chosen) ? [] : [{ ref: chosen, name: chosen }]),
      ];
      select.replaceChildren(...options.map(({ ref, name: text }) => element('option', { value: ref }, text)));
      select.value = chosen;
      select.hidden = known.length === 0 && chosen === '';
    }
    this.showWindow(query.window);
    this.showCompare(query.compare);
  }

  private showWindow(window: WindowChoice): void {
    const isCustom = 'from' in window;
    for (const [name, node] of this.windows)
      setAttribute(node, 'aria-pressed', String(isCustom ? name === 'custom' : name === window.days));
    this.dates.hidden = !isCustom;
    if (!isCustom) return;
    this.from.value = window.from;
    this.to.value = window.to;
  }

  private showCompare(compare: CompareChoice): void {
    const isCustom = typeof compare === 'object';
    this.compare.value = isCustom ? 'custom' : compare;
    this.compareFrom.hidden = !isCustom;
    if (isCustom) this.compareFrom.value = compare.from;
  }

  /** Changes one thing of what is asked for. A date that is not whole yet changes nothing. */
  private change(part: Partial<Query>): void {
    if (!this.query) return;
    const { window, compare } = { ...this.query, ...part };
    if ('from' in window && (window.from === '' || window.to === '' || window.from > window.to)) return;
    if (typeof compare === 'object' && compare.from === '') return;
    this.query = { ...this.query, ...part };
    this.showWindow(window);
    this.showCompare(compare);
    this.ask(this.query);
  }

  private filter(name: FilterName, value: string): void {
    if (!this.query) return;
    const { window, compare, ...chosen } = this.query;
    const refs = Object.entries({ ...chosen, [name]: value }).filter(([, ref]) => ref !== '');
    this.query = { window, compare, ...Object.fromEntries(refs) };
    this.ask(this.query);
  }

  /** The dates that are set, else those of the last thirty days. */
  private customWindow(): WindowChoice {
    const today = Date.now();
    return {
      from: this.from.value || isoDay(today - 29 * DAY_MS),
      to: this.to.value || isoDay(today),
    };
  }

  private compareChoice(value: string): CompareChoice {
    if (value === 'before' || value === 'year' || value === 'none') return value;
    return { from: this.compareFrom.value || isoDay(Date.now() - 90 * DAY_MS) };
  }

  private chip(name: number | 'custom', text: string, window: () => WindowChoice): HTMLElement {
    const node = element('button', { type: 'button', class: 'chip' }, text);
    node.addEventListener('click', () => this.change({ window: window() }));
    this.windows.set(name, node);
    return node;
  }

  private select(
    name: string,
    options: readonly (readonly [string, string])[],
    choose: (value: string) => void,
  ): HTMLSelectElement {
    const node = element(
      'select',
      { 'aria-label': name },
      ...options.map(([value, text]) => element('option', { value }, text)),
    );
    node.addEventListener('change', () => choose(node.value));
    return node;
  }

  private dateField(name: string, changed: () => void): HTMLInputElement {
    const node = element('input', { type: 'date', 'aria-label': name, title: name });
    node.addEventListener('change', changed);
    return node;
  }
}

/** A day in the person's own time zone, as `2026-11-28`. */
function isoDay(at: number): string {
  const date = new Date(at);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
