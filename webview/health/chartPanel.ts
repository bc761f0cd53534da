import { changeIconButton, iconButton } from '../common/button.js';
import { drawing, element, setAttribute, setText } from '../common/element.js';
import { menuButton, type MenuItem } from '../common/menu.js';
import { CHART_TITLES, lineStyle } from './chartStyle.js';
import { chartTable } from './chartTable.js';
import type { PageContext } from './context.js';
import { chartCsv } from './csv.js';
import { NO_NUMBER } from '../common/localFormats.js';
import { Plot, type PlotEvents, type TimeSpan } from './plot.js';
import type { PlotMarks } from './marks.js';
import { base64Of, pictureName, plotPicture } from '../common/plotPicture.js';
import type { ChartData, NumberBehind } from './protocol.js';

export interface ChartPanelEvents extends Omit<PlotEvents, 'cursor'> {
  table(shown: boolean): void;
}

/** What a chart shows at one time. */
export interface ChartContent {
  readonly data: ChartData;
  readonly span: TimeSpan;
  readonly marks: PlotMarks;
  /** The number of now, beside the title. */
  readonly now: NumberBehind | undefined;
  readonly service: string;
}

/** One chart with its title, its legend, the table behind it, and what can be done with it. */
export class ChartPanel {
  readonly node: HTMLElement;
  private readonly title: string;
  private readonly now = element('span', { class: 'now' });
  private readonly legend = element('div', { class: 'legend' });
  private readonly body = element('div', { class: 'chart-body' });
  private readonly tableButton: HTMLElement;
  private readonly legendValues: HTMLElement[] = [];
  private readonly legendTime = element('span', { class: 'legend-time' });
  private plotHolder: HTMLElement | undefined;
  private plot: Plot | undefined;
  private content: ChartContent;

  constructor(
    private readonly context: PageContext,
    content: ChartContent,
    private isTable: boolean,
    private readonly events: ChartPanelEvents,
  ) {
    const { t } = context.words;
    this.content = content;
    this.title = t(CHART_TITLES[content.data.chart]);
    this.tableButton = iconButton('table', t('Show as table'), () => {
      this.isTable = !this.isTable;
      this.events.table(this.isTable);
      this.render();
    });
    const heading = element('h2', { id: `chart-${content.data.chart}` }, this.title);
    this.node = element(
      'section',
      { class: `chart chart-${content.data.chart}`, 'aria-labelledby': heading.id },
      element(
        'div',
        { class: 'chart-head' },
        heading,
        this.now,
        element(
          'div',
          { class: 'chart-tools' },
          this.tableButton,
          menuButton(t('More for {0}', this.title), () => this.menu()),
        ),
      ),
      this.legend,
      this.body,
    );
    new ResizeObserver(() => this.plot?.setWidth(this.body.clientWidth)).observe(this.body);
  }

  show(content: ChartContent): void {
    this.content = content;
    this.render();
  }

  pointAt(time: number | undefined): void {
    this.plot?.pointAt(time);
  }

  dispose(): void {
    this.plot?.dispose();
    this.plot = undefined;
  }

  private render(): void {
    const { data, now } = this.content;
    const { words, formats } = this.context;
    const shown = formats.shown(now, words.t('No value'));
    this.now.hidden = now === undefined;
    setText(this.now, shown.text);
    this.now.title = shown.about;
    const isEmpty = data.times.length === 0 || data.lines.length === 0;
    this.tableButton.hidden = isEmpty;
    this.legend.hidden = isEmpty;
    changeIconButton(
      this.tableButton,
      this.isTable ? 'chart' : 'table',
      this.isTable ? words.t('Show as chart') : words.t('Show as table'),
    );
    if (isEmpty || this.isTable) {
      this.dispose();
      this.plotHolder = undefined;
      this.body.replaceChildren(
        isEmpty
          ? element('p', { class: 'chart-empty' }, data.empty ?? words.t('There are no values in this time'))
          : chartTable(data, this.title, this.context),
      );
    } else this.renderPlot();
    this.showLegend();
  }

  private renderPlot(): void {
    const { data, span, marks } = this.content;
    if (this.plot?.fits(data)) {
      this.plot.show(data, span, marks);
      return;
    }
    this.dispose();
    // A slider says by its role that arrows move something, and by its value where that is.
    this.plotHolder = element('div', {
      class: 'plot',
      tabindex: '0',
      role: 'slider',
      'aria-label': this.context.words.t('{0} over time: arrows move the cursor, plus zooms in, minus out', this.title),
      'aria-valuemin': '0',
      'aria-valuemax': String(data.times.length - 1),
      'aria-valuenow': String(data.times.length - 1),
    });
    this.plotHolder.addEventListener('keydown', event => this.onKey(event));
    this.plotHolder.addEventListener('blur', () => this.events.point(undefined));
    this.body.replaceChildren(this.plotHolder);
    this.plot = new Plot(this.plotHolder, this.context, data, span, marks, {
      ...this.events,
      cursor: index => this.showValues(index),
    });
  }

  private onKey(event: KeyboardEvent): void {
    const plot = this.plot;
    if (!plot || event.ctrlKey || event.metaKey || event.altKey) return;
    const large = Math.max(1, Math.round(this.content.data.times.length / 20));
    const steps = { ArrowRight: 1, ArrowLeft: -1, PageDown: large, PageUp: -large, Home: -1e6, End: 1e6 }[event.key];
    if (steps !== undefined) plot.step(steps);
    else if (event.key === '+' || event.key === '=') plot.zoomIn();
    else if (event.key === '-' || event.key === '0') this.events.resetZoom();
    else return;
    event.preventDefault();
  }

  private showLegend(): void {
    const { data } = this.content;
    const level = data.threshold;
    const names = [...data.lines.map(({ name }) => name), level?.name ?? ''].join('\n');
    if (this.legend.dataset['names'] !== names) {
      this.legend.dataset['names'] = names;
      this.legendValues.length = 0;
      this.legend.replaceChildren(...data.lines.map((line, index) => this.legendEntry(line.name, index)));
      if (level)
        this.legend.append(
          element(
            'span',
            { class: 'legend-entry' },
            sample('vscode-foreground', [6, 4]),
            element('span', {}, `${level.name} ${this.context.formats.value(level.value, data.unit)}`),
          ),
        );
      this.legend.append(this.legendTime);
    }
    this.showValues(undefined);
  }

  private legendEntry(name: string, index: number): HTMLElement {
    const value = element('span', { class: 'number' });
    this.legendValues[index] = value;
    const { chart, lines } = this.content.data;
    const style = lineStyle(chart, index, lines.length);
    return element(
      'span',
      { class: 'legend-entry' },
      sample(style.colour, style.dash),
      element('span', {}, name),
      value,
    );
  }

  /** @param index of the point under the cursor; without one the last values are shown */
  private showValues(index: number | undefined): void {
    const { data, span } = this.content;
    const { formats } = this.context;
    const spoken = data.lines.map(({ name, values }, line) => {
      const text = formats.value(index === undefined ? lastValue(values) : values[index], data.unit);
      const node = this.legendValues[line];
      if (node) setText(node, text);
      return `${name} ${text}`;
    });
    const time = index === undefined ? undefined : data.times[index];
    const written = time === undefined ? '' : formats.time(time, span.end - span.start);
    setText(this.legendTime, written);
    if (!this.plotHolder || index === undefined) return;
    setAttribute(this.plotHolder, 'aria-valuemax', String(data.times.length - 1));
    setAttribute(this.plotHolder, 'aria-valuenow', String(index));
    setAttribute(this.plotHolder, 'aria-valuetext', [written, ...spoken].join(', '));
  }

  private menu(): MenuItem[] {
    const { words, send, announce } = this.context;
    const { t } = words;
    const { data } = this.content;
    const copy = (text: string): void => {
      send({ type: 'copy', text });
      announce(t('Copied'));
    };
    const hasQuery = data.query !== '';
    return [
      ...(data.times.length > 0 ? [{ title: t('Copy as CSV'), run: () => copy(chartCsv(data)) }] : []),
      ...(this.plot
        ? [
            { title: t('Copy as picture'), run: () => void this.copyPicture() },
            { title: t('Save as picture …'), run: () => this.savePicture() },
          ]
        : []),
      ...(hasQuery
        ? [
            { title: t('Show the query'), run: () => send({ type: 'showQuery', query: data.query }) },
            { title: t('Copy the query'), run: () => copy(data.query) },
            { title: t('Open in the browser'), run: () => send({ type: 'openGraph', query: data.query }) },
          ]
        : []),
    ];
  }

  private picture(): HTMLCanvasElement | undefined {
    if (!this.plot) return undefined;
    const { data, span, service } = this.content;
    const { formats, theme } = this.context;
    return plotPicture(
      this.plot.canvas,
      {
        title: `${service} · ${this.title}`,
        legend: data.lines
          .map(({ name, values }) => `${name} ${formats.value(lastValue(values), data.unit)}`)
          .concat(data.threshold ? [`${data.threshold.name} ${formats.value(data.threshold.value, data.unit)}`] : [])
          .join('   '),
        span: `${formats.time(span.start, 0)} – ${formats.time(span.end, 0)}`,
      },
      theme,
    );
  }

  private savePicture(): void {
    const picture = this.picture();
    const { data, service } = this.content;
    if (picture) this.context.send({ type: 'save', name: pictureName(service, data.chart), base64: base64Of(picture) });
  }

  private async copyPicture(): Promise<void> {
    const picture = this.picture();
    if (!picture) return;
    try {
      const blob = new Promise<Blob>((resolve, reject) =>
        picture.toBlob(made => (made ? resolve(made) : reject(new Error(NO_NUMBER))), 'image/png'),
      );
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': blob })]);
      this.context.announce(this.context.words.t('Copied'));
    } catch {
      // Not every window lets a page write pictures to the clipboard: then it is offered as a file.
      this.savePicture();
    }
  }
}

function lastValue(values: readonly (number | null)[]): number | null {
  return values.findLast(value => value !== null) ?? null;
}

/** A piece of a line as it is drawn in the chart. */
function sample(colour: string, dash: readonly number[]): SVGSVGElement {
  return drawing(
    'svg',
    { class: `sample sample-${colour}`, viewBox: '0 0 18 8', 'aria-hidden': 'true' },
    drawing('path', { d: 'M0 4h18', 'stroke-dasharray': dash.join(' ') }),
  );
}
