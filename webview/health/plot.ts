import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { lineStyle } from './chartStyle.js';
import type { PageContext } from './context.js';
import type { PlotMarks } from './marks.js';
import { drawAbove, drawBelow } from './plotMarks.js';
import type { ChartData } from './protocol.js';
import { valueRange } from './scales.js';

const HEIGHT = 148;
/** Of the upright axis: the same in all charts, so that their times lie below one another. */
const AXIS_WIDTH = 58;
/** Room for the versions of deployments above the chart. */
const TOP = 16;
const SMALLEST_DRAG = 6;

export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

export interface PlotEvents {
  /** Something was dragged over, or asked for by key. */
  zoom(span: TimeSpan): void;
  resetZoom(): void;
  /** The cursor is at a point of the data, or nowhere. */
  cursor(index: number | undefined): void;
  /** The cursor of all charts is to be at an instant; undefined takes it away. */
  point(time: number | undefined): void;
}

/** A chart on a canvas. All charts of the page share their cursor. */
export class Plot {
  private readonly plot: UPlot;
  private data: ChartData;
  private span: TimeSpan;
  private marks: PlotMarks;
  private readonly endTheme: () => void;

  constructor(
    holder: HTMLElement,
    private readonly context: PageContext,
    data: ChartData,
    span: TimeSpan,
    marks: PlotMarks,
    private readonly events: PlotEvents,
  ) {
    this.data = data;
    this.span = span;
    this.marks = marks;
    this.plot = new UPlot(this.options(holder.clientWidth || 320), aligned(data), holder);
    this.endTheme = context.theme.onChange(() => this.plot.redraw(false, true));
  }

  show(data: ChartData, span: TimeSpan, marks: PlotMarks): void {
    this.data = data;
    this.span = span;
    this.marks = marks;
    this.plot.batch(() => {
      this.plot.setData(aligned(data), false);
      this.plot.setScale('x', { min: span.start, max: span.end });
    });
  }

  /** Whether data with so many lines can be shown by this very plot. */
  fits(data: ChartData): boolean {
    return (
      data.chart === this.data.chart && data.lines.length === this.data.lines.length && data.unit === this.data.unit
    );
  }

  setWidth(width: number): void {
    if (width > 0 && width !== this.plot.width) this.plot.setSize({ width, height: HEIGHT });
  }

  /** Moves the cursor of this chart alone to an instant; undefined takes it away. */
  pointAt(time: number | undefined): void {
    if (time === undefined) this.plot.setCursor({ left: -10, top: -10 });
    else this.plot.setCursor({ left: this.plot.valToPos(time, 'x'), top: 0 });
  }

  /** Has the cursor moved by so many points. */
  step(points: number): void {
    const { times } = this.data;
    if (times.length === 0) return;
    const from = this.plot.cursor.idx ?? (points > 0 ? -1 : times.length);
    this.events.point(times[Math.min(Math.max(from + points, 0), times.length - 1)]);
  }

  /** Half of what is shown, around the cursor. */
  zoomIn(): void {
    const { start, end } = this.span;
    const middle = this.data.times[this.plot.cursor.idx ?? -1] ?? (start + end) / 2;
    const quarter = (end - start) / 4;
    const from = Math.min(Math.max(middle - quarter, start), end - 2 * quarter);
    this.events.zoom({ start: from, end: from + 2 * quarter });
  }

  get canvas(): HTMLCanvasElement {
    return this.plot.ctx.canvas;
  }

  dispose(): void {
    this.endTheme();
    this.plot.destroy();
  }

  private options(width: number): UPlot.Options {
    const { theme, formats } = this.context;
    const font = theme.font(11);
    const axis: UPlot.Axis = {
      font,
      stroke: () => theme.colour('vscode-descriptionForeground'),
      grid: { stroke: () => theme.colour('vscode-foreground', theme.isHighContrast ? 0.35 : 0.1), width: 1 },
      ticks: { show: false },
    };
    return {
      width,
      height: HEIGHT,
      padding: [TOP, 10, 0, 0],
      legend: { show: false },
      cursor: {
        sync: { key: 'health', setSeries: false, filters: { pub: isMoving, sub: isMoving } },
        drag: { x: true, y: false, setScale: false, dist: SMALLEST_DRAG },
        y: false,
        points: { size: 6, width: 1.5 },
      },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: true, range: () => [this.span.start, this.span.end] },
        y: { range: () => valueRange(this.data) },
      },
      axes: [
        {
          ...axis,
          space: 70,
          size: 26,
          gap: 6,
          values: (_plot, splits, _axis, _space, step) => splits.map(at => formats.timeMark(at, step)),
        },
        {
          ...axis,
          space: 28,
          size: AXIS_WIDTH,
          gap: 6,
          values: (_plot, splits) => splits.map(value => formats.value(value, this.data.unit)),
        },
      ],
      series: [
        {},
        ...this.data.lines.map(({ name }, index): UPlot.Series => {
          const style = lineStyle(this.data.chart, index, this.data.lines.length);
          return {
            label: name,
            stroke: () => theme.colour(style.colour),
            width: theme.isHighContrast ? style.width + 0.5 : style.width,
            dash: [...style.dash],
            points: { show: false },
            spanGaps: false,
            ...(style.filled ? { fill: () => theme.colour(style.colour, 0.14) } : {}),
          };
        }),
      ],
      hooks: {
        drawClear: [plot => drawBelow(plot, this.marks, theme)],
        draw: [plot => drawAbove(plot, this.marks, theme)],
        setCursor: [plot => this.events.cursor(plot.cursor.idx ?? undefined)],
        setSelect: [plot => this.selected(plot)],
      },
    };
  }

  private selected(plot: UPlot): void {
    const { left, width } = plot.select;
    if (width < SMALLEST_DRAG) return;
    const span = { start: plot.posToVal(left, 'x'), end: plot.posToVal(left + width, 'x') };
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.events.zoom(span);
  }
}

/** What the charts tell one another: where the cursor is, and not what is dragged over in one of them. */
function isMoving(type: string): boolean {
  return type === 'mousemove' || type === 'mouseleave';
}

function aligned({ times, lines }: ChartData): UPlot.AlignedData {
  return [[...times], ...lines.map(({ values }) => [...values])];
}
