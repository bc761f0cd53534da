import { iconButton, linkButton, textButton } from '../common/button.js';
import { element, replaceContent, setAttribute } from '../common/element.js';
import { ChartPanel, type ChartContent } from './chartPanel.js';
import type { PageContext } from './context.js';
import { alertList, burnTable, dependencyList, deploymentList, workloadFacts } from './detailLists.js';
import type { TimeSpan } from './plot.js';
import { firingSince, hotWindows } from './marks.js';
import { RANGES, type ChartData, type ChartName, type Detail, type NumberBehind, type RangeName } from './protocol.js';
import { flagWords, statusIcon, statusWord } from './statusMark.js';
import type { Text } from './texts.js';
import { threeNumbers } from './threeNumbers.js';

export interface DetailEvents {
  back(): void;
  open(ref: string, name: string): void;
  setRange(range: RangeName): void;
  zoom(span: TimeSpan): void;
  tables(charts: readonly ChartName[]): void;
}

const RANGE_TITLES: Readonly<Record<RangeName, Text>> = {
  '1h': 'Last hour',
  '6h': 'Last 6 hours',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
};

/** One service: how it is and why, its three numbers, its signals over time, and what is around it. */
export class DetailView {
  readonly node = element('section', { class: 'detail' });
  readonly heading = element('div', { class: 'heading heading-service' });
  private readonly title = element('h1', { tabindex: '-1' });
  private readonly about = element('div', { class: 'about' });
  private readonly numbers = element('div', { class: 'tiles' });
  private readonly ranges = new Map<RangeName, HTMLElement>();
  private readonly zoomed = element('div', { class: 'zoomed', role: 'status' });
  private readonly charts = element('div', { class: 'charts' });
  private readonly aside = element('div', { class: 'aside' });
  private readonly sections = new Map<Text, { readonly node: HTMLElement; readonly body: HTMLElement }>();
  private readonly loading: HTMLElement;
  private readonly panels = new Map<ChartName, ChartPanel>();
  private readonly tables: Set<ChartName>;
  private detail: Detail | undefined;
  private range: RangeName;
  /** What was dragged over, until the editor says that it covers it. */
  private zoom: TimeSpan | undefined;

  constructor(
    private readonly context: PageContext,
    service: { readonly ref: string; readonly name: string },
    range: RangeName,
    tables: readonly ChartName[],
    private readonly events: DetailEvents,
  ) {
    const { t } = context.words;
    this.range = range;
    this.tables = new Set(tables);
    this.title.textContent = service.name;
    this.heading.append(
      iconButton('back', t('Back to the overview'), () => events.back()),
      this.title,
    );
    const rangeGroup = element('div', { class: 'ranges', role: 'group', 'aria-label': t('Time that is shown') });
    for (const name of Object.keys(RANGES) as RangeName[]) rangeGroup.append(this.rangeButton(name));
    this.loading = element('p', { class: 'loading', role: 'status' }, t('Reading the numbers of {0} …', service.name));
    this.node.append(
      this.about,
      this.numbers,
      element('div', { class: 'range-bar' }, rangeGroup, this.zoomed),
      this.loading,
      element('div', { class: 'columns' }, this.charts, this.aside),
    );
    this.showRange();
  }

  get readAt(): number | undefined {
    return this.detail?.readAt;
  }

  /** Puts the focus on the name of the service. */
  focus(): void {
    this.title.focus({ preventScroll: true });
  }

  show(detail: Detail): void {
    const before = this.detail;
    this.detail = detail;
    // What a slower answer says of another range is not what the person has chosen since.
    if (detail.range !== this.range) return;
    if (detail.span || !this.zoom) this.zoom = detail.span;
    this.loading.remove();
    this.showAbout(detail);
    replaceContent(this.numbers, ...threeNumbers(detail, this.context));
    this.showRange();
    this.showCharts(detail);
    this.showAside(detail);
    if (before && before.service.status !== detail.service.status) {
      const { words, announce } = this.context;
      announce(words.t('{0} is now: {1}', detail.service.name, statusWord(detail.service.status, words)));
    }
  }

  resetZoom(): void {
    if (!this.zoom) return;
    this.zoom = undefined;
    this.showRange();
    if (this.detail) this.showCharts(this.detail);
    this.events.setRange(this.range);
  }

  get isZoomed(): boolean {
    return this.zoom !== undefined;
  }

  dispose(): void {
    for (const panel of this.panels.values()) panel.dispose();
    this.panels.clear();
  }

  private rangeButton(name: RangeName): HTMLElement {
    const button = element('button', { type: 'button', title: this.context.words.t(RANGE_TITLES[name]) }, name);
    button.addEventListener('click', () => {
      if (name === this.range && !this.zoom) return;
      this.range = name;
      this.zoom = undefined;
      this.showRange();
      this.events.setRange(name);
    });
    this.ranges.set(name, button);
    return button;
  }

  private showRange(): void {
    const { words, formats } = this.context;
    for (const [name, button] of this.ranges) setAttribute(button, 'aria-pressed', String(name === this.range));
    const { zoom } = this;
    if (!zoom) {
      this.zoomed.replaceChildren();
      return;
    }
    const length = Math.max(zoom.end - zoom.start, 601);
    replaceContent(
      this.zoomed,
      element('span', {}, `${formats.time(zoom.start, length)} – ${formats.time(zoom.end, length)}`),
      linkButton(words.t('Show all of it'), 'resetZoom', () => this.resetZoom()),
    );
  }

  private showAbout({ service, links }: Detail): void {
    const { words, formats, send } = this.context;
    const { t } = words;
    const { binding, unknownSince, asOf } = service;
    this.title.textContent = service.name;
    const place = [service.owner, service.system, service.lifecycle].filter(Boolean).join(' · ');
    const reasons = [
      ...(unknownSince === undefined ? [] : [t('Unknown since {0}', formats.time(unknownSince, 0))]),
      ...service.reasons,
    ];
    const facts: Node[] = [];
    if (asOf !== undefined) facts.push(element('span', {}, t('Data as of {0}', formats.time(asOf, 0))));
    if (binding)
      facts.push(element('span', {}, element('code', {}, binding.matchers), ' ', t('said by {0}', binding.saidBy)));
    replaceContent(
      this.about,
      element(
        'p',
        { class: 'verdict', 'data-status': service.status },
        element(
          'span',
          { class: 'status' },
          statusIcon(service.status),
          element('strong', {}, statusWord(service.status, words)),
        ),
        ...flagWords(service.flags, words).map(word => element('span', { class: 'flag' }, word)),
        element('span', { class: 'dim' }, place),
      ),
      element('ul', { class: 'reasons' }, ...reasons.map(reason => element('li', {}, reason))),
      element('p', { class: 'about-facts dim' }, ...facts),
      element(
        'div',
        { class: 'actions' },
        linkButton(t('Open in the catalogue'), 'entity', () => send({ type: 'openEntity', ref: service.ref })),
        ...links.map(({ id, title }) => linkButton(title, `link:${id}`, () => send({ type: 'openLink', id }))),
        ...(binding ? [] : [textButton(t('Open the settings'), () => send({ type: 'act', action: 'openSettings' }))]),
      ),
    );
  }

  private showCharts(detail: Detail): void {
    const span = this.zoom ?? { start: detail.readAt - RANGES[this.range], end: detail.readAt };
    const names = new Set(detail.charts.map(({ chart }) => chart));
    for (const [name, panel] of this.panels)
      if (!names.has(name)) {
        panel.dispose();
        panel.node.remove();
        this.panels.delete(name);
      }
    for (const data of detail.charts) {
      const content = this.content(detail, data, span);
      let panel = this.panels.get(data.chart);
      if (!panel) {
        panel = new ChartPanel(this.context, content, this.tables.has(data.chart), {
          zoom: part => this.zoomTo(part),
          resetZoom: () => this.resetZoom(),
          point: time => this.pointAt(time),
          table: shown => this.keepTable(data.chart, shown),
        });
        this.panels.set(data.chart, panel);
        this.charts.append(panel.node);
      }
      panel.show(content);
    }
  }

  private content(detail: Detail, data: ChartData, span: TimeSpan): ChartContent {
    const { service, burn, alerts, readAt } = detail;
    return {
      data,
      span,
      service: service.name,
      now: currentNumber(detail, data.chart),
      marks: {
        deployments: service.deployments,
        windows: data.chart === 'budget' ? hotWindows(burn, readAt) : [],
        firingSince: data.chart === 'errors' ? firingSince(alerts) : [],
        ...levelOf(data),
      },
    };
  }

  private keepTable(chart: ChartName, shown: boolean): void {
    if (shown) this.tables.add(chart);
    else this.tables.delete(chart);
    this.events.tables([...this.tables]);
  }

  private zoomTo(span: TimeSpan): void {
    this.zoom = span;
    this.showRange();
    if (this.detail) this.showCharts(this.detail);
    this.events.zoom(span);
  }

  private pointAt(time: number | undefined): void {
    for (const panel of this.panels.values()) panel.pointAt(time);
  }

  private showAside(detail: Detail): void {
    const { context } = this;
    const { alerts, canSilence, burn, service, dependencies, workload } = detail;
    this.section('Alerts', alertList(alerts, canSilence, context));
    this.section('Burn rate', burnTable(burn, context));
    this.section(
      'Deployments',
      deploymentList(service.deployments, context, time => this.pointAt(time)),
    );
    this.section(
      'Depends on',
      dependencyList(dependencies, context, (ref, name) => this.events.open(ref, name)),
    );
    this.section('Workload', workload ? workloadFacts(workload, context) : []);
  }

  /** A part of the column beside the charts; without content it is not there. */
  private section(title: Text, content: readonly HTMLElement[]): void {
    let section = this.sections.get(title);
    if (!section) {
      const body = element('div', { class: 'section-body' });
      const text = this.context.words.t(title);
      section = { body, node: element('section', { 'aria-label': text }, element('h2', {}, text), body) };
      this.sections.set(title, section);
      this.aside.append(section.node);
    }
    section.node.hidden = content.length === 0;
    replaceContent(section.body, ...content);
  }
}

/** A budget is held against nothing left. */
function levelOf({ threshold, chart }: ChartData): { readonly level?: number } {
  if (threshold) return { level: threshold.value };
  return chart === 'budget' ? { level: 0 } : {};
}

function currentNumber({ service }: Detail, chart: ChartName): NumberBehind | undefined {
  switch (chart) {
    case 'traffic':
      return service.traffic;
    case 'errors':
      return service.errors;
    case 'latency':
      return service.p99;
    case 'saturation':
      return service.saturation;
    case 'budget':
      return service.budgetLeft;
  }
}
