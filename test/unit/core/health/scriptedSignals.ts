import { cancelledBy, failure, success, type Problem, type Result } from '../../../../src/core/common/problem.js';
import type {
  InstantSample,
  Labels,
  RangeSeries,
  SignalAnswer,
  SignalSource,
  TimeRange,
} from '../../../../src/core/health/source.js';

/** A series of a script: its labels, and its value at a time in Unix seconds; undefined where it has none. */
export interface ScriptedSeries {
  readonly labels: Labels;
  readonly valueAt: (at: number) => number | undefined;
}

/** A source for tests: each query has the series that the test says. A query that is not in the script cannot be read. */
export class ScriptedSignals implements SignalSource {
  /** Answers everything with this, until it is taken back. */
  problem: Problem | undefined;
  /** What is said besides. */
  warnings: readonly string[] = [];
  /** All queries so far. */
  readonly asked: string[] = [];

  /**
   * @param script series by query
   * @param now Unix time in seconds
   * @param names of the metrics
   */
  constructor(
    readonly script: Map<string, readonly ScriptedSeries[]>,
    private readonly now: () => number,
    private readonly names: readonly string[] = [],
  ) {}

  async instant(
    query: string,
    at: number | undefined,
    signal: AbortSignal,
  ): Promise<Result<SignalAnswer<InstantSample>>> {
    const when = at ?? this.now();
    return this.answer(query, signal, ({ labels, valueAt }) => {
      const value = valueAt(when);
      return value === undefined ? [] : [{ labels, value, at: when }];
    });
  }

  async range(query: string, range: TimeRange, signal: AbortSignal): Promise<Result<SignalAnswer<RangeSeries>>> {
    const { start, end, step } = range;
    const points = (end - start) / step;
    if (!(step > 0) || !(points >= 0) || points > 11_000)
      return failure({ kind: 'invalid', message: 'That is no range of time.' });
    return this.answer(query, signal, ({ labels, valueAt }) => {
      const times: number[] = [];
      const values: number[] = [];
      for (let at = start; at <= end; at += step) {
        const value = valueAt(at);
        if (value === undefined) continue;
        times.push(at);
        values.push(value);
      }
      return times.length === 0 ? [] : [{ labels, times, values }];
    });
  }

  async metricNames(signal: AbortSignal): Promise<Result<readonly string[]>> {
    await Promise.resolve();
    return cancelledBy(signal) ?? (this.problem ? failure(this.problem) : success(this.names));
  }

  graphAddress(query: string): string {
    return `https://prometheus.example/graph?g0.expr=${encodeURIComponent(query)}`;
  }

  private async answer<T>(
    query: string,
    signal: AbortSignal,
    read: (series: ScriptedSeries) => readonly T[],
  ): Promise<Result<SignalAnswer<T>>> {
    this.asked.push(query);
    // As from a server, nothing comes at once.
    await Promise.resolve();
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    if (this.problem) return failure(this.problem);
    const series = this.script.get(query);
    if (!series) return failure({ kind: 'invalid', message: `“${query}” is not in the script.` });
    return success({ series: series.flatMap(read), warnings: this.warnings });
  }
}
