import type { Measured, MissingReason, ServiceHealth, SignalName } from './serviceHealth.js';
import type { Deployment, TimeRange } from './source.js';

/** A part of the past, as somebody asks for it. */
export interface DetailRange {
  /** Unix time in seconds of its end; undefined for now. */
  readonly end?: number;
  /** Length in seconds. */
  readonly lengthS: number;
  /** How many points fit, as the chart's width in pixels; 1,000 where nothing is said, and at most. */
  readonly points?: number;
}

/** One line of a chart. */
export interface HealthLine {
  readonly name: SignalName | 'budget';
  /** null where there was no value. */
  readonly values: readonly (number | null)[];
}

/** A chart of one service. All charts of a detail have the same times. */
export interface HealthChart {
  readonly chart: 'traffic' | 'errors' | 'latency' | 'saturation' | 'availability' | 'budget';
  readonly unit: Measured['unit'];
  /** Unix times in seconds, ascending, in even steps. */
  readonly times: readonly number[];
  readonly lines: readonly HealthLine[];
  /** The objective that the lines are held against, in the chart's unit. */
  readonly objective?: number;
  /** The query behind it in the source's language; one for each line, in their order. */
  readonly queries: readonly string[];
  /** Why there is nothing to draw. */
  readonly missing?: MissingReason;
}

/** Everything about one service. */
export interface ServiceDetail {
  readonly health: ServiceHealth;
  readonly range: TimeRange;
  readonly charts: readonly HealthChart[];
  /** What the error budget was over its whole period, whatever the range of the other charts. */
  readonly burnDown?: HealthChart;
  /** Deployments within the range, ascending. */
  readonly deployments: readonly Deployment[];
  /** What could not be read, and what the source says besides. */
  readonly warnings: readonly string[];
}
