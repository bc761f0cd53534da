import { missingText, type HealthWords } from '../../core/health/healthText.js';
import type { HealthChart, HealthLine } from '../../core/health/serviceDetail.js';
import type { ChartData } from '../../../webview/health/protocol.js';

const LINE: Readonly<Record<HealthLine['name'], string>> = {
  traffic: 'Requests',
  errors: 'Errors',
  latencyP50: 'p50',
  latencyP95: 'p95',
  latencyP99: 'p99',
  saturation: 'Saturation',
  availability: 'Availability',
  budget: 'Budget left',
};

/** A chart as the page draws it; undefined for one that it does not draw. */
export function chartRow(chart: HealthChart, { translate }: HealthWords): ChartData | undefined {
  const { chart: name, unit, times, lines, objective, queries, missing } = chart;
  if (name === 'availability') return undefined;
  // What is recorded since today has no line over a month: an empty chart must say so.
  const isEmpty = lines.every(({ values }) => values.every(value => value === null));
  const why = missing ?? (isEmpty ? 'no-series' : undefined);
  return {
    chart: name,
    unit,
    times,
    lines: lines.map(line => ({ name: translate(LINE[line.name]), values: line.values })),
    ...(objective === undefined
      ? {}
      : { threshold: { name: name === 'budget' ? translate('Used up') : translate('Objective'), value: objective } }),
    query: [...new Set(queries)].join('\n'),
    ...(why === undefined ? {} : { empty: missingText(why, translate) }),
  };
}
