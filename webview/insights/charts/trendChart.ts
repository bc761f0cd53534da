import type { Target, TrendPoint } from '../protocol.js';
import type { ChartDrawing, Label, Shape } from './chartShapes.js';
import { disc, marksUpTo, n, rectangle } from './paths.js';

const HEIGHT = 190;
const TOP = 10;
const BOTTOM = 24;
const LEFT = 64;
const RIGHT = 12;
/** A target that is this many times higher than the data is named, but not drawn: it would press them flat. */
const FAR_TARGET = 4;

export interface TrendChartOptions {
  readonly trend: readonly TrendPoint[];
  readonly target?: Target;
  readonly width: number;
  /** Counts are columns from 0; medians are points, joined where there is no gap. */
  readonly asColumns: boolean;
  readonly write: (value: number) => string;
  readonly writeDay: (at: number) => string;
  readonly targetText: string;
  /** From milliseconds to a unit with round marks; 1 for what has none. */
  readonly unit: number;
}

/** How a number went, step by step; a step without a number has a gap. */
export function trendChart(options: TrendChartOptions): ChartDrawing {
  const { trend, target, width, asColumns, write, writeDay, targetText, unit } = options;
  const values = trend.flatMap(({ value }) => value ?? []);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const isTargetNear = target !== undefined && (most === 0 || target.value <= most * FAR_TARGET);
  const marks = marksUpTo(Math.max(most, isTargetNear ? target.value : 0) / unit).map(mark => mark * unit);
  const top = marks.at(-1) ?? 1;
  const start = trend[0]?.from ?? 0;
  const end = trend.at(-1)?.to ?? 1;
  const inner = Math.max(1, width - LEFT - RIGHT);
  const x = (at: number): number => LEFT + ((at - start) / Math.max(1, end - start)) * inner;
  const y = (value: number): number => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const shapes: Shape[] = marks.map(mark => ({ path: `M${LEFT} ${n(y(mark))}H${n(width - RIGHT)}`, stroke: 'grid' }));
  const labels: Label[] = marks.map(mark => ({ x: LEFT - 8, y: y(mark) + 4, text: write(mark), anchor: 'end' }));
  if (asColumns) {
    for (const { from, to, value } of trend) {
      if (value === null || value === 0) continue;
      const wide = Math.max(1, (x(to) - x(from)) * 0.7);
      const middle = (x(from) + x(to)) / 2;
      shapes.push({ path: rectangle(middle - wide / 2, y(value), wide, y(0) - y(value)), fill: 'series' });
    }
  } else {
    const points = trend.map(({ from, to, value }) => ({ x: (x(from) + x(to)) / 2, value }));
    let line = '';
    let isGap = true;
    for (const point of points) {
      if (point.value !== null) line += `${isGap ? 'M' : 'L'}${n(point.x)} ${n(y(point.value))}`;
      isGap = point.value === null;
    }
    shapes.push({ path: line, stroke: 'series', width: 1.75 });
    const dots = points.flatMap(point => (point.value === null ? [] : disc(point.x, y(point.value), 2.5))).join('');
    shapes.push({ path: dots, fill: 'series' });
  }
  if (isTargetNear) {
    const height = y(target.value);
    shapes.push({ path: `M${LEFT} ${n(height)}H${n(width - RIGHT)}`, stroke: 'mark', dash: [5, 4], width: 1.25 });
    labels.push({
      x: width - RIGHT,
      y: height - 4 < TOP + 8 ? height + 13 : height - 4,
      text: targetText,
      anchor: 'end',
      ink: 'text',
    });
  }
  const every = Math.max(1, Math.ceil(trend.length / Math.max(1, Math.floor(inner / 80))));
  trend.forEach(({ from, to }, index) => {
    if (index % every === 0)
      labels.push({ x: (x(from) + x(to)) / 2, y: HEIGHT - 8, text: writeDay(from), anchor: 'middle' });
  });
  return { width, height: HEIGHT, shapes, labels };
}
