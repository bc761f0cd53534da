import { QualityNotes } from '../ledger/qualityNotes.js';
import type { DoraPoint, DoraTrendPoint, DoraWindow } from './doraReport.js';

/** How many points behind a number a report keeps. */
export const POINTS_KEPT = 500;

/** The data points of a key in a window, and what was left out of it. */
export class KeySeries {
  readonly leftOut = new QualityNotes();
  private readonly times: number[] = [];
  private readonly measured: number[] = [];
  private readonly references: number[] = [];

  /** @param at must be in the window; `reference` is handed to whoever makes a point of it */
  add(at: number, value: number, reference: number): void {
    this.times.push(at);
    this.measured.push(value);
    this.references.push(reference);
  }

  get count(): number {
    return this.times.length;
  }

  get values(): readonly number[] {
    return this.measured;
  }

  get at(): readonly number[] {
    return this.times;
  }

  /** The newest points, at most `POINTS_KEPT`. */
  points(pointOf: (reference: number, value: number) => Omit<DoraPoint, 'at' | 'value'>): readonly DoraPoint[] {
    const oldest = this.count <= POINTS_KEPT ? -Infinity : (Float64Array.from(this.times).sort().at(-POINTS_KEPT) ?? 0);
    const kept: number[] = [];
    this.times.forEach((at, index) => {
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
    summary: (values: readonly number[], step: DoraWindow) => number | null,
  ): readonly DoraTrendPoint[] {
    const byStep: number[][] = steps.map(() => []);
    this.times.forEach((at, index) => {
      byStep[stepAt(steps, at)]?.push(this.measured[index] ?? 0);
    });
    return steps.map((step, index) => {
      const values = byStep[index] ?? [];
      return { ...step, value: summary(values, step), count: values.length };
    });
  }
}

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
