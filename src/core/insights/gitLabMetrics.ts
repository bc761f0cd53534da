import type { DoraKey, DoraReport } from './dora/doraReport.js';
import { timeOf } from './eventFormats/payload.js';

/** What GitLab calls its numbers, the key each stands beside, and how it is asked for. */
export interface GitLabMetric {
  readonly key: DoraKey;
  readonly metric: string;
  /** Deployments of days can be added up; medians and shares of days cannot, so GitLab works them out over all of the window. */
  readonly interval: 'daily' | 'all';
}

export const GITLAB_METRICS: readonly GitLabMetric[] = [
  { key: 'deploymentFrequency', metric: 'deployment_frequency', interval: 'daily' },
  { key: 'leadTime', metric: 'lead_time_for_changes', interval: 'all' },
  { key: 'timeToRestore', metric: 'time_to_restore_service', interval: 'all' },
  { key: 'changeFailureRate', metric: 'change_failure_rate', interval: 'all' },
];

const DAY = 86_400_000;

/**
 * A number of `GET /projects/:id/dora/metrics` in the unit of its key. GitLab counts deployments by day, and gives times in seconds and
 * the share of failures as 0 to 1 (GitLab documentation, "DORA metrics API"). Over all of the window it answers a bare number, an object
 * or a list of one, by its version.
 * @param days how many days were asked for
 * @returns undefined where the answer is of none of these forms; null where GitLab has no number
 */
export function gitLabValue({ key, interval }: GitLabMetric, answer: unknown, days: number): number | null | undefined {
  const list: readonly unknown[] = Array.isArray(answer) ? answer : [answer];
  const values = list.map(valueOf);
  if (values.some(value => value === undefined)) return undefined;
  if (interval === 'daily') {
    if (!Array.isArray(answer) || !(days > 0) || list.some(day => Number.isNaN(dayOf(day)))) return undefined;
    return values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / days;
  }
  if (values.length > 1) return undefined;
  const value = values[0] ?? null;
  return value === null || key === 'changeFailureRate' ? value : value * 1000;
}

function valueOf(one: unknown): number | null | undefined {
  const value: unknown = typeof one === 'object' && one !== null && 'value' in one ? one.value : one;
  return value === null || (typeof value === 'number' && value >= 0 && Number.isFinite(value)) ? value : undefined;
}

function dayOf(one: unknown): number {
  return typeof one === 'object' && one !== null && 'date' in one ? timeOf(one.date) : NaN;
}

/** The days of a window as GitLab takes them, both included: `2026-11-28`; and how many these are. */
export function gitLabDays({ from, to }: { readonly from: number; readonly to: number }): {
  readonly start: string;
  readonly end: string;
  readonly count: number;
} {
  const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
  const [start, end] = [day(from), day(Math.max(from, to - 1))];
  return { start, end, count: (Date.parse(end) - Date.parse(start)) / DAY + 1 };
}

const DEFINITIONS: Readonly<Partial<Record<DoraKey, string>>> = {
  deploymentFrequency: 'Successful deployments to the production tier, on the average of all days.',
  leadTime:
    'Median from the merge of a merge request to its deployment to the production tier; the time of coding is not in it.',
  timeToRestore: 'Median of the time that incidents in the production tier were open.',
  changeFailureRate: 'Incidents divided by deployments in the production tier.',
};

/** A report with what GitLab says beside it. Nothing of it enters our own numbers. */
export function besideGitLab(report: DoraReport, values: ReadonlyMap<DoraKey, number>): DoraReport {
  return {
    ...report,
    measures: report.measures.map(measure => {
      const value = values.get(measure.key);
      if (value === undefined) return measure;
      const definition = { text: DEFINITIONS[measure.key] ?? '', values: [] };
      return { ...measure, said: { by: { text: 'GitLab says', values: [] }, value, definition } };
    }),
  };
}
