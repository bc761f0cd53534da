import { QualityNotes } from '../ledger/qualityNotes.js';
import type { DoraPoint, DoraTrendPoint, DoraWindow } from './doraReport.js';

/** How many points behind a number a report keeps. */
export const POINTS_KEPT = 500;

/** The data points of a key in a window, outside the heap, and what was left out of it. */
export class KeySeries {
  readonly leftOut = new QualityNotes();
  private times: Float64Array;
  private measured: Float64Array;
  private references: Uint32Array;
  private length = 0;

  /** @param expected about how many points there will be; it grows where there are more */
  constructor(expected = 0) {
    const room = Math.max(expected, FEWEST_KEPT);
    this.times = new Float64Array(room);
    this.measured = new Float64Array(room);
    this.references = new Uint32Array(room);
  }

  /** @param at must be in the window; `reference` is handed to whoever makes a point of it */
  add(at: number, value: number, reference: number): void {
    if (this.length === this.times.length) this.grow();
    this.times[this.length] = at;
    this.measured[this.length] = value;
    this.references[this.length++] = reference;
  }

  get count(): number {
    return this.length;
  }

  get values(): Float64Array {
    return this.measured.subarray(0, this.length);
  }

  get at(): Float64Array {
    return this.times.subarray(0, this.length);
  }

  /** The newest points, at most `POINTS_KEPT`. */
  points(pointOf: (reference: number, value: number) => Omit<DoraPoint, 'at' | 'value'>): readonly DoraPoint[] {
    const oldest = this.count <= POINTS_KEPT ? -Infinity : (this.at.slice().sort().at(-POINTS_KEPT) ?? 0);
    const kept: number[] = [];
    this.at.forEach((at, index) => {
      if (at >= oldest) kept.push(index);
    });
    kept.sort((a, b) => (this.times[b] ?? 0) - (this.times[a] ?? 0) || a - b);
    return kept.slice(0, POINTS_KEPT).map(index => {
      const value = this.measured[index] ?? 0;
      return { at: this.times[index] ?? 0, value, ...pointOf(this.references[index] ?? 0, value) };
    });
  }

  /**
   * The values by step.
   * @param steps in order, without gaps
   * @param summary of the values of one step
   */
  trend(
    steps: readonly DoraWindow[],
    summary: (values: Float64Array, step: DoraWindow) => number | null,
  ): readonly DoraTrendPoint[] {
    const counts = new Uint32Array(steps.length + 1);
    const stepOf = new Uint32Array(this.length);
    for (let index = 0; index < this.length; index++) {
      const step = stepAt(steps, this.times[index] ?? 0);
      stepOf[index] = step;
      counts[step] = (counts[step] ?? 0) + 1;
    }
    const byStep = Array.from(counts, count => new Float64Array(count));
    const filled = new Uint32Array(counts.length);
    stepOf.forEach((step, index) => {
      const values = byStep[step];
      const place = filled[step] ?? 0;
      if (values) values[place] = this.measured[index] ?? 0;
      filled[step] = place + 1;
    });
    return steps.map((step, index) => {
      const values = byStep[index] ?? new Float64Array();
      return { ...step, value: summary(values, step), count: values.length };
    });
  }

  private grow(): void {
    const room = this.length * 2;
    const [times, measured, references] = [new Float64Array(room), new Float64Array(room), new Uint32Array(room)];
    times.set(this.times);
    measured.set(this.measured);
    references.set(this.references);
    this.times = times;
    this.measured = measured;
    this.references = references;
  }
}

const FEWEST_KEPT = 16;

function stepAt(steps: readonly DoraWindow[], at: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle]?.to ?? Infinity) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
