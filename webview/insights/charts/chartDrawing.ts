import { drawing } from '../../common/element.js';
import type { Theme } from '../../common/theme.js';
import type { ChartDrawing, Ink } from './chartShapes.js';

export const LABEL_SIZE = 11;

const COLOURS: Readonly<Record<Ink, string>> = {
  series: 'vscode-charts-blue',
  second: 'vscode-charts-purple',
  third: 'page-orange',
  text: 'vscode-foreground',
  dim: 'vscode-descriptionForeground',
  grid: 'page-grid',
  mark: 'vscode-foreground',
};

/** The chart as an element. @param name what a screen reader says that it shows */
export function drawingNode(chart: ChartDrawing, name: string): SVGSVGElement {
  const { width, height, shapes, labels } = chart;
  return drawing(
    'svg',
    {
      ...{ class: 'drawing', role: 'img', 'aria-label': name },
      ...{ width: String(width), height: String(height), viewBox: `0 0 ${width} ${height}` },
    },
    ...shapes.map(({ path, fill, stroke, width: thickness = 1, dash, opacity }) =>
      drawing('path', {
        d: path,
        class: `${fill ? `fill-${fill}` : 'no-fill'}${stroke ? ` stroke-${stroke}` : ''}`,
        'stroke-width': String(thickness),
        ...(dash ? { 'stroke-dasharray': dash.join(' ') } : {}),
        ...(opacity === undefined ? {} : { opacity: String(opacity) }),
      }),
    ),
    ...labels.map(({ x, y, text, anchor = 'start', ink = 'dim' }) => {
      const node = drawing('text', { x: String(x), y: String(y), class: `fill-${ink}`, 'text-anchor': anchor });
      node.append(text);
      return node;
    }),
  );
}

/** Paints the chart, in the colours of the theme. @param ratio pixels of the picture for each of the chart's */
export function paintDrawing(chart: ChartDrawing, ctx: CanvasRenderingContext2D, theme: Theme, ratio: number): void {
  ctx.save();
  ctx.scale(ratio, ratio);
  for (const { path, fill, stroke, width = 1, dash = [], opacity = 1 } of chart.shapes) {
    const shape = new Path2D(path);
    ctx.globalAlpha = opacity;
    if (fill) {
      ctx.fillStyle = theme.colour(COLOURS[fill]);
      ctx.fill(shape);
    }
    if (stroke) {
      ctx.strokeStyle = theme.colour(COLOURS[stroke]);
      ctx.lineWidth = width;
      ctx.setLineDash([...dash]);
      ctx.stroke(shape);
    }
  }
  ctx.globalAlpha = 1;
  ctx.font = theme.font(LABEL_SIZE);
  ctx.textBaseline = 'alphabetic';
  for (const { x, y, text, anchor = 'start', ink = 'dim' } of chart.labels) {
    ctx.textAlign = anchor === 'middle' ? 'center' : anchor;
    ctx.fillStyle = theme.colour(COLOURS[ink]);
    ctx.fillText(text, x, y);
  }
  ctx.restore();
}

/** The chart as a picture of its own. */
export function drawingCanvas(chart: ChartDrawing, theme: Theme): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(chart.width * devicePixelRatio);
  canvas.height = Math.ceil(chart.height * devicePixelRatio);
  const ctx = canvas.getContext('2d');
  if (ctx) paintDrawing(chart, ctx, theme, devicePixelRatio);
  return canvas;
}
