import type { ChartDrawing, Ink, Label, Shape } from './chartShapes.js';
import { hatching, marksUpTo, n, rectangle } from './paths.js';

const HEIGHT = 200;
const TOP = 10;
const BOTTOM = 24;
const LEFT = 40;
const RIGHT = 12;

/** How a layer of a column is told from the others: by its colour, and by being full, hatched or empty. */
export interface Layer {
  readonly ink: Ink;
  readonly look: 'full' | 'hatched' | 'empty';
}

export interface StackedColumnsOptions {
  readonly layers: readonly Layer[];
  /** Values of the layers, from the lowest. */
  readonly columns: readonly { readonly name: string; readonly values: readonly number[] }[];
  readonly width: number;
  /** Parts stand side by side: they are no parts of one whole. */
  readonly isBeside?: boolean;
  readonly writeCount: (count: number) => string;
}

/** Counts as columns, whose parts lie one on the other, or side by side. */
export function stackedColumns({ layers, columns, width, isBeside, writeCount }: StackedColumnsOptions): ChartDrawing {
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const levels = marksUpTo(Math.max(0, ...columns.flatMap(({ values }) => (isBeside ? values : sum(values)))), true);
  const top = levels.at(-1) ?? 1;
  const inner = Math.max(1, width - LEFT - RIGHT);
  const step = inner / Math.max(1, columns.length);
  const wide = Math.min(48, step * 0.66);
  const y = (count: number): number => HEIGHT - BOTTOM - (count / top) * (HEIGHT - TOP - BOTTOM);
  const shapes: Shape[] = levels.map(level => ({
    path: `M${LEFT} ${n(y(level))}H${n(width - RIGHT)}`,
    stroke: 'grid',
  }));
  const labels: Label[] = levels.map(level => ({
    x: LEFT - 8,
    y: y(level) + 4,
    text: writeCount(level),
    anchor: 'end',
  }));
  const every = Math.max(1, Math.ceil(columns.length / Math.max(1, Math.floor(inner / 56))));
  columns.forEach(({ name, values }, index) => {
    const middle = LEFT + (index + 0.5) * step;
    let below = 0;
    values.forEach((value, layer) => {
      const look = layers[layer];
      const each = isBeside ? wide / values.length : wide;
      const left = middle - wide / 2 + (isBeside ? layer * each : 0);
      if (look && value > 0)
        shapes.push(...layerShapes(look, left, y(below + value), each, y(below) - y(below + value)));
      if (!isBeside) below += value;
    });
    if (index % every === 0) labels.push({ x: middle, y: HEIGHT - 8, text: name, anchor: 'middle' });
  });
  return { width, height: HEIGHT, shapes, labels };
}

/** The shapes of one part, also for the legend. */
export function layerShapes({ ink, look }: Layer, x: number, y: number, width: number, height: number): Shape[] {
  const inside = rectangle(x + 0.5, y + 0.5, Math.max(0, width - 1), Math.max(0, height - 1));
  if (look === 'full') return [{ path: rectangle(x, y, width, height), fill: ink }];
  if (look === 'empty') return [{ path: inside, stroke: ink }];
  return [
    { path: hatching(x, y, width, height), stroke: ink, width: 1.5 },
    { path: inside, stroke: ink },
  ];
}
