import { element } from '../common/element.js';
import type { Channel } from '../common/page.js';
import { Theme } from '../common/theme.js';
import { WhenVisible } from '../common/visible.js';
import type { PageContext } from './context.js';
import { DetailView } from './detailView.js';
import { Freshness } from './freshness.js';
import { Notices } from '../common/notices.js';
import { Formats } from './numbers.js';
import { OverviewView } from './overviewView.js';
import type { FromPage, RangeName, ToPage, TroubleAction } from './protocol.js';
import type { Text } from './texts.js';
import type { ViewState } from './viewState.js';
import { wordsOf } from '../common/words.js';

/** Below this width, in pixels, services are cards; below the second, less important columns are left out. */
const CARDS_BELOW = 680;
const FEW_COLUMNS_BELOW = 1_000;
const KEEP_AFTER_MS = 250;

/** The whole page: which view is shown, what is kept of it, and which message goes where. */
export class HealthPage {
  private readonly context: PageContext;
  private readonly overview: OverviewView;
  private readonly freshness: Freshness;
  private readonly notices: Notices<TroubleAction>;
  private readonly progress = element('div', { class: 'progress', 'aria-hidden': 'true' });
  private readonly heading = element('header', { class: 'page-head' });
  private readonly body = element('div', { class: 'body' });
  private readonly live = element('div', { class: 'sr-only', role: 'status', 'aria-live': 'polite' });
  private detail: DetailView | undefined;
  private keeping: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly channel: Channel<ToPage, FromPage>,
    start: ToPage & { readonly type: 'start' },
    private state: ViewState,
    private readonly root: HTMLElement,
  ) {
    const words = wordsOf<Text>(start.texts, start.language);
    this.context = {
      words,
      formats: new Formats(words),
      theme: new Theme(),
      whenVisible: new WhenVisible(),
      send: message => channel.send(message),
      announce: text => {
        // The same words again are only said if they have been gone.
        this.live.replaceChildren();
        this.live.append(text);
      },
    };
    this.notices = new Notices(words.t('Close'), action => channel.send({ type: 'act', action }));
    this.freshness = new Freshness(this.context, state.paused, {
      refresh: () => channel.send({ type: 'refresh' }),
      pause: paused => {
        this.keep({ paused });
        channel.send({ type: 'pause', paused });
      },
    });
    this.overview = new OverviewView(this.context, state, {
      open: ({ ref, name }) => this.openService(ref, name),
      changed: change => this.keep(change),
    });
    root.replaceChildren(this.progress, this.heading, this.notices.node, this.body, this.live);
    new ResizeObserver(() => this.fit()).observe(root);
    document.addEventListener('keydown', event => this.onKey(event));
    document.addEventListener('visibilitychange', () => this.keepNow());
    if (state.service) this.turnToService(state.service.ref, state.service.name);
    else this.turnToOverview();
  }

  /** Takes a message of the editor. A hidden page only remembers the last of each kind. */
  take(message: ToPage): void {
    this.context.whenVisible.do(message.type, () => this.takeNow(message));
  }

  private takeNow(message: ToPage): void {
    switch (message.type) {
      case 'start':
        return;
      case 'show':
        if (message.range) this.keep({ range: message.range });
        if (message.service !== undefined) this.turnToService(message.service, message.name ?? message.service);
        else this.turnToOverview();
        return;
      case 'overview':
        this.overview.show(message.overview);
        this.notices.setProblem(undefined);
        if (!this.detail) this.showState();
        return;
      case 'detail':
        if (!this.detail || message.detail.service.ref !== this.state.service?.ref) return;
        this.detail.show(message.detail);
        this.notices.setProblem(undefined);
        this.notices.setTrouble(message.detail.trouble);
        this.freshness.setReadAt(this.detail.readAt);
        return;
      case 'busy':
        this.root.setAttribute('aria-busy', String(message.busy));
        this.progress.classList.toggle('busy', message.busy);
        return;
      case 'problem':
        this.notices.setProblem(message.text);
    }
  }

  private openService(ref: string, name: string): void {
    this.turnToService(ref, name);
    this.channel.send({ type: 'openService', ref, range: this.state.range });
    this.detail?.focus();
  }

  private turnToService(ref: string, name: string): void {
    if (!this.detail) this.overview.leave();
    this.detail?.dispose();
    this.keep({ service: { ref, name } });
    this.detail = new DetailView(this.context, { ref, name }, this.state.range, this.state.tables, {
      back: () => this.back(),
      open: (other, otherName) => this.openService(other, otherName),
      setRange: range => this.setRange(range),
      zoom: ({ start, end }) => this.channel.send({ type: 'zoom', start: Math.floor(start), end: Math.ceil(end) }),
      tables: tables => this.keep({ tables }),
    });
    this.notices.setTrouble(undefined);
    this.freshness.setReadAt(undefined);
    this.heading.replaceChildren(this.detail.heading, this.freshness.node);
    this.body.replaceChildren(this.detail.node);
    this.body.scrollTop = 0;
  }

  private setRange(range: RangeName): void {
    this.keep({ range });
    this.channel.send({ type: 'setRange', range });
  }

  private back(): void {
    const ref = this.state.service?.ref;
    this.turnToOverview();
    this.channel.send({ type: 'openOverview' });
    this.overview.focus(ref);
  }

  private turnToOverview(): void {
    this.detail?.dispose();
    this.detail = undefined;
    this.keep({ service: undefined });
    this.heading.replaceChildren(this.overview.heading, this.freshness.node);
    this.body.replaceChildren(this.overview.node);
    this.overview.comeBack();
    this.showState();
  }

  private showState(): void {
    this.notices.setTrouble(this.overview.trouble);
    this.freshness.setReadAt(this.overview.readAt);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || event.defaultPrevented || !this.detail) return;
    event.preventDefault();
    if (this.detail.isZoomed) this.detail.resetZoom();
    else this.back();
  }

  private fit(): void {
    const width = this.root.clientWidth;
    this.root.dataset['width'] = width < CARDS_BELOW ? 'narrow' : width < FEW_COLUMNS_BELOW ? 'medium' : 'wide';
    this.overview.setNarrow(width < CARDS_BELOW);
  }

  /** Remembers a change for a reload. While one scrolls or types, it is handed over once in a while. */
  private keep(change: Partial<ViewState>): void {
    this.state = { ...this.state, ...change };
    this.keeping ??= setTimeout(() => this.keepNow(), KEEP_AFTER_MS);
  }

  private keepNow(): void {
    clearTimeout(this.keeping);
    this.keeping = undefined;
    this.channel.keep(this.state);
  }
}
