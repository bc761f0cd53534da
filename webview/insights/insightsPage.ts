import { iconButton, textButton } from '../common/button.js';
import { element, replaceContent } from '../common/element.js';
import { menuButton } from '../common/menu.js';
import { Notices } from '../common/notices.js';
import type { Channel } from '../common/page.js';
import { base64Of, pictureName } from '../common/plotPicture.js';
import { Theme } from '../common/theme.js';
import { whileVisible } from '../common/visible.js';
import { wordsOf } from '../common/words.js';
import { AdoptionView } from './adoptionView.js';
import { partView } from './adviceView.js';
import type { BacklogOrder } from './backlogOrder.js';
import { backlogView } from './backlogView.js';
import type { FigureEvents } from './chartFigure.js';
import type { PageContext } from './context.js';
import { DeliveryView } from './deliveryView.js';
import { FilterBar } from './filterBar.js';
import { InsightFormats } from './insightFormats.js';
import type {
  Adoption,
  Choices,
  ExportFormat,
  FromPage,
  PageAction,
  PartState,
  Query,
  Survey,
  ToPage,
} from './protocol.js';
import { reportPicture } from './reportPicture.js';
import { surveyView } from './surveyView.js';
import { TabBar } from './tabBar.js';
import type { Text } from './texts.js';
import type { Tab, ViewState } from './viewState.js';

/** Below this width, in pixels, cards stand in fewer columns. */
const NARROW_BELOW = 680;
const MEDIUM_BELOW = 1_000;
const AGE_EVERY_MS = 30_000;

/** The whole page: what is asked for, which part is shown, and which message goes where. */
export class InsightsPage {
  private readonly context: PageContext;
  private readonly notices: Notices<PageAction>;
  private readonly filters: FilterBar;
  private readonly tabs: TabBar;
  private readonly delivery: DeliveryView;
  private readonly adoptionView: AdoptionView;
  private readonly progress = element('div', { class: 'progress', 'aria-hidden': 'true' });
  private readonly age = element('span', { class: 'age' });
  private readonly panel = element('div', { class: 'body', id: 'panel', role: 'tabpanel', tabindex: '0' });
  private readonly live = element('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
  private readonly other = element('div', { class: 'view' });
  private adoption: PartState<Adoption> | undefined;
  private survey: PartState<Survey> | undefined;
  private backlogOrder: BacklogOrder = 'count';
  private query: Query | undefined;
  private choices: Choices = { teams: [], systems: [], services: [] };

  constructor(
    private readonly channel: Channel<ToPage, FromPage>,
    start: ToPage & { readonly type: 'start' },
    private state: ViewState,
    private readonly root: HTMLElement,
  ) {
    const words = wordsOf<Text>(start.texts, start.language);
    const { t } = words;
    this.context = {
      words,
      formats: new InsightFormats(words),
      theme: new Theme(),
      send: message => channel.send(message),
      announce: text => {
        // The same words again are only said if they have been gone.
        this.live.replaceChildren();
        this.live.append(text);
      },
    };
    this.notices = new Notices<PageAction>(t('Close'), action => channel.send({ type: 'act', action }));
    this.filters = new FilterBar(this.context, query => {
      this.query = query;
      channel.send({ type: 'ask', query });
    });
    const titles = { delivery: t('Delivery'), adoption: t('Adoption'), survey: t('Survey'), backlog: t('Backlog') };
    this.tabs = new TabBar(t('Insights'), titles, tab => this.turnTo(tab));
    this.delivery = new DeliveryView(this.context, state.measure, {
      opened: measure => this.keep({ measure }),
      tables: name => this.tables(name),
    });
    this.adoptionView = new AdoptionView(this.context, name => this.tables(name));
    root.replaceChildren(
      this.progress,
      this.heading(),
      this.filters.node,
      this.tabs.node,
      this.notices.node,
      this.panel,
      this.live,
    );
    new ResizeObserver(() => this.fit()).observe(root);
    document.addEventListener('keydown', event => this.onKey(event));
    whileVisible(AGE_EVERY_MS, () => this.showAge());
    this.turnTo(state.tab);
  }

  take(message: ToPage): void {
    switch (message.type) {
      case 'start':
        return;
      case 'choices':
        this.choices = message.choices;
        this.query = message.query;
        this.filters.show(message.choices, message.query);
        return;
      case 'delivery':
        this.delivery.show(message.part);
        this.showAge();
        if (message.part.state === 'ready') this.context.announce(this.context.words.t('The numbers are there.'));
        return;
      case 'adoption':
        this.adoption = message.part;
        this.draw();
        return;
      case 'survey':
        this.survey = message.part;
        this.draw();
        return;
      case 'busy':
        this.root.setAttribute('aria-busy', String(message.busy));
        this.progress.classList.toggle('busy', message.busy);
        return;
      case 'takePicture':
        this.savePicture();
        return;
      case 'show':
        this.turnTo('delivery');
        if (message.measure) this.delivery.turnTo(message.measure);
        return;
      case 'problem':
        this.notices.setProblem(message.text);
    }
  }

  private heading(): HTMLElement {
    const { words, send } = this.context;
    const { t } = words;
    const save = textButton(t('Save as picture …'), () => this.savePicture());
    return element(
      'header',
      { class: 'page-head' },
      element('div', { class: 'heading' }, element('h1', {}, t('Insights'))),
      element(
        'div',
        { class: 'freshness' },
        this.age,
        iconButton('refresh', t('Refresh now'), () => send({ type: 'refresh' })),
        save,
        menuButton(t('Export'), () => [
          { title: t('Copy as Markdown'), run: () => this.exportAs('copyMarkdown') },
          { title: t('Save as Markdown …'), run: () => this.exportAs('markdown') },
          { title: t('Save as CSV …'), run: () => this.exportAs('csv') },
          { title: t('Save as picture …'), run: () => this.savePicture() },
        ]),
      ),
    );
  }

  private turnTo(tab: Tab): void {
    this.keep({ tab });
    this.tabs.show(tab);
    this.panel.setAttribute('aria-labelledby', `tab-${tab}`);
    this.panel.replaceChildren(tab === 'delivery' ? this.delivery.node : this.other);
    this.panel.scrollTop = 0;
    this.draw();
    this.showAge();
  }

  /** Draws the part that is shown, unless it is the one that draws itself. */
  private draw(): void {
    const { tab } = this.state;
    if (tab !== 'adoption') this.adoptionView.dispose();
    if (tab === 'adoption')
      replaceContent(this.other, ...partView(this.adoption, this.context, value => this.adoptionView.content(value)));
    else if (tab === 'survey')
      replaceContent(this.other, ...partView(this.survey, this.context, value => surveyView(value, this.context)));
    else if (tab === 'backlog')
      replaceContent(
        this.other,
        ...partView(this.adoption, this.context, value =>
          backlogView(
            value,
            this.backlogOrder,
            order => {
              this.backlogOrder = order;
              this.draw();
            },
            this.context,
          ),
        ),
      );
  }

  private exportAs(format: ExportFormat): void {
    const { tab } = this.state;
    this.channel.send({ type: 'export', format, part: tab === 'backlog' ? 'adoption' : tab });
  }

  private savePicture(): void {
    const { words, send } = this.context;
    const delivery = this.delivery.value;
    if (!delivery) {
      this.notices.setProblem(words.t('There are no numbers of delivery to make a picture of.'));
      return;
    }
    const scope = this.scope();
    const picture = reportPicture(delivery, scope, this.context);
    send({ type: 'save', name: pictureName('insights', scope), base64: base64Of(picture) });
  }

  /** What the numbers are of, as a name. */
  private scope(): string {
    const { query } = this;
    const { teams, systems, services } = this.choices;
    const name = (list: Choices['teams'], ref: string | undefined): string[] =>
      ref === undefined ? [] : [list.find(one => one.ref === ref)?.name ?? ref];
    const names = [...name(services, query?.service), ...name(systems, query?.system), ...name(teams, query?.team)];
    return names.length > 0 ? names.join(', ') : this.context.words.t('All services');
  }

  private showAge(): void {
    const { words, formats } = this.context;
    const { tab } = this.state;
    const parts = {
      delivery: this.delivery.value,
      adoption: ready(this.adoption),
      survey: ready(this.survey),
      backlog: ready(this.adoption),
    };
    const readAt = parts[tab]?.readAt;
    this.age.replaceChildren(
      readAt === undefined ? '' : words.t('as of {0}', formats.age((Date.now() - readAt) / 1_000)),
    );
    this.age.title = readAt === undefined ? '' : formats.time(readAt / 1_000, 0);
  }

  private tables(name: string): FigureEvents {
    return {
      isTable: () => this.state.tables.includes(name),
      setTable: isTable => {
        const others = this.state.tables.filter(one => one !== name);
        this.keep({ tables: isTable ? [...others, name] : others });
      },
    };
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || this.state.tab !== 'delivery' || !this.delivery.isOpen)
      return;
    event.preventDefault();
    this.delivery.turnTo(undefined);
  }

  private fit(): void {
    const width = this.root.clientWidth;
    this.root.dataset['width'] = width < NARROW_BELOW ? 'narrow' : width < MEDIUM_BELOW ? 'medium' : 'wide';
  }

  private keep(change: Partial<ViewState>): void {
    this.state = { ...this.state, ...change };
    this.channel.keep(this.state);
  }
}

function ready<T>(part: PartState<T> | undefined): T | undefined {
  return part?.state === 'ready' ? part.value : undefined;
}
