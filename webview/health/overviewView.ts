import { textButton } from '../common/button.js';
import { element } from '../common/element.js';
import type { PageContext } from './context.js';
import { servicesCsv } from './csv.js';
import { FilterBar } from './filterBar.js';
import type { Overview, ServiceRow, Status } from './protocol.js';
import { changedStatuses, countStatuses, matchText, nextOrder, sortRows, type Order } from './rows.js';
import { ServiceTable } from './serviceTable.js';
import { statusIcon, statusWord } from './statusMark.js';
import type { ViewState } from './viewState.js';

const SPOKEN_CHANGES = 3;
const LOADING_ROWS = 8;

export interface OverviewEvents {
  open(row: ServiceRow): void;
  /** What is kept of the view has changed. */
  changed(state: Partial<ViewState>): void;
}

/** All services with their signals, worst first. */
export class OverviewView {
  readonly node = element('section', { class: 'overview' });
  readonly heading = element('div', { class: 'heading' });
  private readonly bar: FilterBar;
  private readonly table: ServiceTable;
  private readonly empty = element('div', { class: 'empty', role: 'status' });
  private readonly loading: HTMLElement;
  private overview: Overview | undefined;
  private shown: readonly ServiceRow[] = [];
  private filter: string;
  private statuses: readonly Status[];
  private order: Order;
  /** Where to scroll once there are rows. */
  private scrollTo: number;

  constructor(
    private readonly context: PageContext,
    state: ViewState,
    private readonly events: OverviewEvents,
  ) {
    ({ filter: this.filter, statuses: this.statuses, order: this.order, scroll: this.scrollTo } = state);
    const { t } = context.words;
    this.bar = new FilterBar(context, {
      filter: text => this.change({ filter: text }),
      toggle: status => this.change({ statuses: this.toggled(status) }),
      sort: order => this.change({ order }),
      copy: () => {
        context.send({ type: 'copy', text: servicesCsv(this.shown) });
        context.announce(t('Copied'));
      },
      leave: () => this.table.focusRow(),
    });
    this.table = new ServiceTable(context, {
      open: row => events.open(row),
      sort: column => this.change({ order: nextOrder(this.order, column) }),
      scrolled: scroll => events.changed({ scroll }),
    });
    this.loading = element(
      'div',
      { class: 'loading', role: 'status' },
      element('p', {}, t('Reading the numbers of the services …')),
      ...Array.from({ length: LOADING_ROWS }, () => element('div', { class: 'loading-row', 'aria-hidden': 'true' })),
    );
    this.node.append(this.loading);
    this.heading.append(element('h1', {}, t('Service health')));
  }

  show(overview: Overview): void {
    const before = this.overview?.services;
    this.overview = overview;
    this.node.replaceChildren(this.bar.node, this.table.node, this.empty);
    this.showHeading(overview);
    this.render();
    if (this.scrollTo > 0) {
      this.table.scrollTop = this.scrollTo;
      this.scrollTo = 0;
    }
    if (before) this.announceChanges(changedStatuses(before, overview.services));
  }

  get readAt(): number | undefined {
    return this.overview?.readAt;
  }

  get title(): string | undefined {
    return this.overview?.title;
  }

  get trouble(): Overview['trouble'] {
    return this.overview?.trouble;
  }

  setNarrow(narrow: boolean): void {
    this.table.setCards(narrow);
  }

  /** Gives the focus to a service, or to the field where there is none. */
  focus(ref?: string): void {
    if (this.shown.length > 0) this.table.focusRow(ref);
    else this.bar.focus();
  }

  /** Remembers the place before the view is taken away, since a part that is not shown forgets it. */
  leave(): void {
    this.scrollTo = this.table.scrollTop;
  }

  comeBack(): void {
    if (this.overview) this.table.scrollTop = this.scrollTo;
  }

  private showHeading({ title, group, source }: Overview): void {
    const { words } = this.context;
    this.heading.replaceChildren(element('h1', {}, title));
    if (group) {
      const coverage = words.t('{0} of {1} known', group.known, group.of);
      this.heading.append(
        element(
          'p',
          { class: 'roll-up' },
          element('span', { class: 'status' }, statusIcon(group.status), statusWord(group.status, words)),
          element('span', { class: group.known < group.of ? 'coverage partial' : 'coverage' }, coverage),
        ),
      );
    }
    if (source !== undefined) this.heading.append(element('p', { class: 'source', title: source }, source));
  }

  private toggled(status: Status | 'all'): readonly Status[] {
    if (status === 'all') return [];
    return this.statuses.includes(status)
      ? this.statuses.filter(other => other !== status)
      : [...this.statuses, status];
  }

  private change(change: Partial<Pick<ViewState, 'filter' | 'statuses' | 'order'>>): void {
    ({
      filter: this.filter,
      statuses: this.statuses,
      order: this.order,
    } = {
      ...{ filter: this.filter, statuses: this.statuses, order: this.order },
      ...change,
    });
    this.events.changed(change);
    this.render();
  }

  private render(): void {
    if (!this.overview) return;
    const matching = matchText(this.overview.services, this.filter);
    const { statuses } = this;
    const chosen = statuses.length === 0 ? matching : matching.filter(({ status }) => statuses.includes(status));
    this.shown = sortRows(chosen, this.order, this.context.words.language);
    this.bar.show(this.filter, statuses, countStatuses(matching), matching.length, this.order);
    this.table.show(this.shown, this.order);
    this.table.node.hidden = this.shown.length === 0;
    this.bar.node.hidden = this.overview.services.length === 0;
    this.empty.hidden = this.shown.length > 0;
    if (this.shown.length === 0) this.empty.replaceChildren(...this.emptyText(this.overview));
  }

  private emptyText(overview: Overview): Node[] {
    const { words, send } = this.context;
    const { t } = words;
    if (overview.services.length > 0)
      return [
        element('h2', {}, t('No service fits the filter')),
        textButton(t('Show all services'), () => {
          this.change({ filter: '', statuses: [] });
          this.bar.focus();
        }),
      ];
    if (overview.trouble) return [element('h2', {}, t('There are no numbers yet'))];
    return [
      element('h2', {}, t('There are no services here')),
      element(
        'p',
        {},
        t(
          'Components of the catalogue of the type service are listed. Check what this page was opened for, or the filter of the catalogue.',
        ),
      ),
      element(
        'p',
        {},
        t('Which series belong to a service is said by annotations, or by the setting goldenPath.telemetry.selector.'),
      ),
      textButton(t('Open the settings'), () => send({ type: 'act', action: 'openSettings' }), true),
    ];
  }

  private announceChanges(changed: readonly ServiceRow[]): void {
    const { words } = this.context;
    const spoken = changed
      .slice(0, SPOKEN_CHANGES)
      .map(({ name, status }) => words.t('{0} is now: {1}', name, statusWord(status, words)));
    if (changed.length > SPOKEN_CHANGES) spoken.push(words.t('and {0} more', changed.length - SPOKEN_CHANGES));
    if (spoken.length > 0) this.context.announce(spoken.join('. '));
  }
}
