import { HOUR } from './calendar.js';
import type { DoraGrade, DoraKey, DoraTarget, DoraUnit } from './doraReport.js';

/** Below as many deployments a window says too little for a grade or a level. */
export const FEWEST_TO_GRADE = 5;

/**
 * What is aimed for where the organisation says nothing else: the elite level of 2021, several deployments a day (on average over all
 * days at least two, weekends included), everything else under an hour, and at most 15 % of failures.
 * DORA has published no level for rework, so there is no target of it.
 */
export const DEFAULT_TARGETS: Readonly<Partial<Record<DoraKey, DoraTarget>>> = {
  deploymentFrequency: { value: 2, better: 'higher' },
  leadTime: { value: HOUR, better: 'lower' },
  changeFailureRate: { value: 0.15, better: 'lower' },
  failedDeploymentRecoveryTime: { value: HOUR, better: 'lower' },
  timeToRestore: { value: HOUR, better: 'lower' },
};

/**
 * How a value stands against a target. A length of time meets it below it ("under an hour"), a share and a frequency at it as well;
 * `near` is within twice the target.
 */
export function gradeOf(value: number, { value: wanted, better }: DoraTarget, unit: DoraUnit): DoraGrade {
  if (better === 'higher') return value >= wanted ? 'met' : value >= wanted / 2 ? 'near' : 'missed';
  if (unit === 'milliseconds' ? value < wanted : value <= wanted) return 'met';
  return value <= wanted * 2 ? 'near' : 'missed';
}
