import { isPartial, scopeOf, type BatchAsk } from './batch.js';
import { renderQuery, UNITS, type QueryTemplates } from './queryTemplates.js';
import type { Binding, MissingReason, SignalName } from './serviceHealth.js';
import type { HealthChart } from './serviceDetail.js';
import type { RangeSeries, SignalAnswer, TimeRange } from './source.js';
import { alignToGrid, gridTimes } from './timeGrid.js';

/** Which signals are the lines of which chart. */
export const CHARTS: readonly (readonly [HealthChart['chart'], readonly SignalName[]])[] = [
  ['traffic', ['traffic']],
  ['errors', ['errors']],
  ['latency', ['latencyP50', 'latencyP95', 'latencyP99']],
  ['saturation', ['saturation']],
  ['availability', ['availability']],
];

/** What one question about a service gave over a range. */
export type RangeReading = readonly RangeSeries[] | MissingReason;

/** The questions behind the lines of charts. @param window as PromQL writes it */
export function chartAsks(
  signals: readonly SignalName[],
  templates: QueryTemplates,
  window: string,
): readonly BatchAsk[] {
  return signals.flatMap(name => {
    const template = templates.get(name);
    return template === undefined ? [] : [{ name, id: name, template, window }];
  });
}

/**
 * The charts of a service.
 * @param read what each question gave
 * @param objectives in the unit of the chart
 */
export function drawCharts(
  binding: Binding,
  templates: QueryTemplates,
  range: TimeRange,
  window: string,
  read: ReadonlyMap<string, RangeReading>,
  objectives: Readonly<Partial<Record<HealthChart['chart'], number>>>,
): readonly HealthChart[] {
  const times = gridTimes(range);
  return CHARTS.map(([chart, names]): HealthChart => {
    const [first = names[0]] = names;
    const lines = names.map(name => lineOf(read.get(name), range));
    const queries = names.map(name => {
      const template = templates.get(name);
      return template === undefined ? '' : renderQuery(template, scopeOf(binding), window);
    });
    const missing = lines.every(({ missing }) => missing !== undefined) ? lines[0]?.missing : undefined;
    const objective = objectives[chart];
    return {
      ...{ chart, unit: first === undefined ? 'ratio' : UNITS[first], times, queries },
      lines: names.map((name, index) => ({ name, values: lines[index]?.values ?? [] })),
      ...(objective === undefined ? {} : { objective }),
      ...(missing === undefined ? {} : { missing }),
    };
  });
}

/** The values of the one series that a question gave, or why there is nothing to draw. */
export function lineOf(
  read: RangeReading | undefined,
  range: TimeRange,
): { readonly values: readonly (number | null)[]; readonly missing?: MissingReason } {
  if (read === undefined) return { values: alignToGrid(undefined, range), missing: 'no-series' };
  if (typeof read === 'string') return { values: alignToGrid(undefined, range), missing: read };
  const [series, another] = read;
  const values = alignToGrid(another ? undefined : series, range);
  if (!series) return { values, missing: 'no-series' };
  if (another) return { values, missing: 'ambiguous' };
  return values.some(value => value !== null) ? { values } : { values, missing: 'not-a-number' };
}

/** Why a question was not answered, where the answer has no series for it. */
export function absentReason(answer: SignalAnswer<unknown>): MissingReason {
  return isPartial(answer) ? 'partial' : 'no-series';
}
