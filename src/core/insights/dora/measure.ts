import type { DoraDefinition } from './definitions.js';
import { definitionText, LEVERS } from './definitions.js';
import type { LeadTimeStart } from './doraOptions.js';
import type { DoraKey, DoraMeasure, DoraPoint, DoraTarget, DoraText, DoraUnit, DoraWindow } from './doraReport.js';
import type { KeySeries } from './keySeries.js';
import { levelsOf } from './levels.js';
import { ascending, lowerMedian, mean, quantile } from './statistics.js';
import { FEWEST_TO_GRADE, gradeOf } from './targets.js';

const UNITS: Readonly<Record<DoraKey, DoraUnit>> = {
  deploymentFrequency: 'perDay',
  leadTime: 'milliseconds',
  changeFailureRate: 'share',
  failedDeploymentRecoveryTime: 'milliseconds',
  timeToRestore: 'milliseconds',
  reworkRate: 'share',
};

/** What is the same for all keys of a report. */
export interface MeasureFrame {
  readonly window: DoraWindow;
  readonly steps: readonly DoraWindow[];
  readonly definition: DoraDefinition;
  readonly environment: string;
  readonly leadTimeFrom: LeadTimeStart;
  readonly attributionHours: number;
  readonly targets: Readonly<Partial<Record<DoraKey, DoraTarget | null>>>;
  /** Successful deployments in the window. */
  readonly deployments: number;
}

export interface KeyData {
  readonly key: DoraKey;
  readonly series: KeySeries;
  /** Why there is no value, where there is none. */
  readonly reason: string;
  readonly pointOf: (reference: number, value: number) => Omit<DoraPoint, 'at' | 'value'>;
  readonly details: DoraMeasure['details'];
}

/** One key as the report shows it. */
export function measureOf(frame: MeasureFrame, { key, series, reason, pointOf, details }: KeyData): DoraMeasure {
  const unit = UNITS[key];
  const summary = summaryOf(unit, frame.definition);
  const value = summary(series.values, frame.window);
  const target = frame.targets[key] ?? undefined;
  const isGraded = value !== null && frame.deployments >= FEWEST_TO_GRADE;
  return {
    key,
    unit,
    value,
    ...(value === null ? { reason: { text: reason, values: [frame.environment] } satisfies DoraText } : {}),
    count: series.count,
    ...spreadOf(unit, series.values, frame.definition),
    ...(target ? { target } : {}),
    ...(isGraded && target ? { grade: gradeOf(value, target, unit) } : {}),
    levels: isGraded ? levelsOf(key, value) : [],
    definition: definitionText(frame.definition, key, {
      environment: frame.environment,
      leadTimeFrom: frame.leadTimeFrom,
      hours: frame.attributionHours,
    }),
    lever: { text: LEVERS[key], values: [] },
    trend: series.trend(frame.steps, summary),
    points: series.points(pointOf),
    leftOut: series.leftOut.list(),
    details,
  };
}

const DAY = 86_400_000;

function summaryOf(
  unit: DoraUnit,
  definition: DoraDefinition,
): (values: Float64Array, window: DoraWindow) => number | null {
  if (unit === 'perDay') return (values, { from, to }) => (to > from ? (values.length * DAY) / (to - from) : null);
  if (unit === 'share') return values => mean(values);
  return definition.median === 'lower'
    ? values => lowerMedian(ascending(values))
    : values => quantile(ascending(values), 0.5);
}

function spreadOf(
  unit: DoraUnit,
  values: Float64Array,
  { median }: DoraDefinition,
): Pick<DoraMeasure, 'percentiles' | 'mean'> {
  if (unit !== 'milliseconds' || values.length === 0) return {};
  const sorted = ascending(values);
  const at = (share: number): number => quantile(sorted, share) ?? 0;
  const p50 = median === 'lower' ? (lowerMedian(sorted) ?? 0) : at(0.5);
  return { percentiles: { p50, p75: at(0.75), p90: at(0.9), p95: at(0.95) }, mean: mean(sorted) ?? 0 };
}
