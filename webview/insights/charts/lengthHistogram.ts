import type { ChartDrawing, Label, Shape } from './chartShapes.js';
import { marksUpTo, n, rectangle } from './paths.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Bounds that people count in; each about twice to four times the one before. */
const BOUNDS = [
  ...[0, MINUTE, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE],
  ...[HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR],
  ...[DAY, 2 * DAY, 4 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 60 * DAY, 90 * DAY, 180 * DAY, 365 * DAY],
];

const HEIGHT = 190;
const TOP = 30;
const BOTTOM = 24;
const LEFT = 40;
const RIGHT = 12;

/** How many lengths of time are at least `from` and less than `to`, in milliseconds; the last has no end. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Counts lengths of time in bins that grow with them; only those from the shortest to the longest that there is. */
export function binsOf(lengths: readonly number[]): Bin[] {
  const counts = BOUNDS.map(() => 0);
  for (const length of lengths) {
    const index = BOUNDS.findLastIndex(bound => length >= bound);
    counts[Math.max(0, index)] = (counts[Math.max(0, index)] ?? 0) + 1;
  }
  const first = counts.findIndex(count => count > 0);
  const last = counts.findLastIndex(count => count > 0);
  if (first < 0) return [];
  return BOUNDS.slice(first, last + 1).map((from, place) => ({
    ...{ from, to: BOUNDS[first + place + 1] ?? Number.POSITIVE_INFINITY },
    count: counts[first + place] ?? 0,
  }));
}

export interface Mark {
  readonly name: string;
  readonly value: number;
}

export interface HistogramOptions {
  readonly bins: readonly Bin[];
  readonly marks: readonly Mark[];
  readonly width: number;
  readonly writeLength: (ms: number) => string;
  readonly writeCount: (count: number) => string;
}

/** How lengths of time are spread, with upright lines at the median and other marks. */
export function lengthHistogram({ bins, marks, width, writeLength, writeCount }: HistogramOptions): ChartDrawing {
  const most = bins.reduce((a, { count }) => Math.max(a, count), 0);
  const levels = marksUpTo(most, true);
  const top = levels.at(-1) ?? 1;
  const inner = Math.max(1, width - LEFT - RIGHT);
  const step = inner / Math.max(1, bins.length);
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
  bins.forEach(({ count }, index) => {
    if (count > 0)
      shapes.push({ path: rectangle(LEFT + index * step + 1, y(count), step - 2, y(0) - y(count)), fill: 'series' });
  });
  const every = Math.max(1, Math.ceil(bins.length / Math.max(1, Math.floor(inner / 64))));
  bins.forEach(({ from }, index) => {
    if (index % every === 0)
      labels.push({
        x: LEFT + index * step,
        y: HEIGHT - 8,
        text: writeLength(from),
        anchor: index === 0 ? 'start' : 'middle',
      });
  });
  marks.forEach(({ name, value }, index) => {
    const at = LEFT + place(value, bins) * step;
    const isLeft = at > width - 90;
    shapes.push({
      path: `M${n(at)} ${TOP - 6 - (index % 2) * 12}V${HEIGHT - BOTTOM}`,
      stroke: 'mark',
      dash: index === 0 ? [] : [5, 4],
      width: 1.5,
    });
    labels.push({
      x: isLeft ? at - 4 : at + 4,
      y: TOP - 8 - (index % 2) * 12,
      text: name,
      anchor: isLeft ? 'end' : 'start',
      ink: 'text',
    });
  });
  return { width, height: HEIGHT, shapes, labels };
}

/** Where a length stands among bins of one width each: 1.5 is the middle of the second. */
function place(length: number, bins: readonly Bin[]): number {
  const index = Math.max(
    0,
    bins.findLastIndex(({ from }) => length >= from),
  );
  const bin = bins[index];
  if (!bin || !Number.isFinite(bin.to)) return index + 0.5;
  return index + Math.min(1, Math.max(0, (length - bin.from) / (bin.to - bin.from)));
}
