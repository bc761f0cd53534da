import { changeIconButton, iconButton } from '../common/button.js';
import { toCsv } from '../common/csv.js';
import { element } from '../common/element.js';
import { menuButton } from '../common/menu.js';
import { base64Of, pictureName, plotPicture } from '../common/plotPicture.js';
import { drawingCanvas, drawingNode } from './charts/chartDrawing.js';
import type { ChartDrawing } from './charts/chartShapes.js';
import { layerShapes, type Layer } from './charts/stackedColumns.js';
import type { PageContext } from './context.js';
import { dataTable, plainRows, type TableData } from './dataTable.js';

export interface FigureContent {
  readonly title: string;
  /** One sentence with what the chart shows, for those who do not see it and for the picture. */
  readonly summary: string;
  readonly span: string;
  readonly draw: (width: number) => ChartDrawing;
  readonly table: TableData;
  readonly legend?: readonly { readonly layer: Layer; readonly name: string }[];
}

export interface FigureEvents {
  isTable(): boolean;
  setTable(isTable: boolean): void;
}

const SMALLEST_WIDTH = 240;

/** A chart with its table behind it, which can be copied and kept as a picture. It is drawn for the width that it has. */
export class ChartFigure {
  readonly node: HTMLElement;
  private readonly body = element('div', { class: 'figure-body' });
  private readonly toggle: HTMLElement;
  private readonly observer = new ResizeObserver(() => this.fit());
  private width = 0;

  constructor(
    private readonly context: PageContext,
    private readonly content: FigureContent,
    private readonly events: FigureEvents,
  ) {
    const { t } = context.words;
    const { title, legend = [] } = content;
    this.toggle = iconButton('table', t('Show as table'), () => {
      events.setTable(!events.isTable());
      this.show();
    });
    const menu = menuButton(t('More for {0}', title), () => [
      { title: t('Copy as CSV'), run: () => context.send({ type: 'copy', text: toCsv(plainRows(content.table)) }) },
      { title: t('Save as picture …'), run: () => this.savePicture() },
    ]);
    this.node = element(
      'figure',
      { class: 'figure', role: 'group', 'aria-label': title },
      element('div', { class: 'figure-head' }, element('figcaption', {}, title), this.toggle, menu),
      ...(legend.length > 0 ? [legendOf(legend)] : []),
      this.body,
    );
    this.show();
    this.observer.observe(this.body);
  }

  dispose(): void {
    this.observer.disconnect();
  }

  private show(): void {
    const { t } = this.context.words;
    const isTable = this.events.isTable();
    if (isTable) changeIconButton(this.toggle, 'chart', t('Show as chart'));
    else changeIconButton(this.toggle, 'table', t('Show as table'));
    this.width = 0;
    if (!isTable) {
      this.fit();
      return;
    }
    const label = this.content.title;
    this.body.replaceChildren(
      element(
        'div',
        { class: 'table-holder', tabindex: '0', role: 'region', 'aria-label': label },
        dataTable(this.content.table),
      ),
    );
  }

  private fit(): void {
    const width = Math.max(SMALLEST_WIDTH, Math.floor(this.body.clientWidth));
    if (this.events.isTable() || this.body.clientWidth === 0 || width === this.width) return;
    this.width = width;
    this.body.replaceChildren(drawingNode(this.content.draw(width), `${this.content.title}. ${this.content.summary}`));
  }

  private savePicture(): void {
    const { title, summary, span, draw } = this.content;
    const { theme, send } = this.context;
    const canvas = drawingCanvas(draw(Math.max(this.width, 640)), theme);
    const picture = plotPicture(canvas, { title, legend: summary, span }, theme);
    send({ type: 'save', name: pictureName('insights', title), base64: base64Of(picture) });
  }
}

function legendOf(legend: readonly { readonly layer: Layer; readonly name: string }[]): HTMLElement {
  return element(
    'ul',
    { class: 'legend' },
    ...legend.map(({ layer, name }) => {
      const chart = { width: 14, height: 12, shapes: layerShapes(layer, 0, 0, 14, 12), labels: [] };
      const sample = drawingNode(chart, '');
      sample.setAttribute('aria-hidden', 'true');
      return element('li', {}, sample, name);
    }),
  );
}
