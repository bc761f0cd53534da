import { describeAge } from '../../common/age.js';
import type { Translate } from '../../common/translate.js';
import { durationText } from '../promql/duration.js';
import type { ValueType } from '../promql/functions.js';
import type { SloStanding } from './errorRatio.js';
import type { AlertCounts, Count } from './ruleAnswers.js';
import type { PrometheusRule } from './ruleFile.js';
import type { SloDeclaration } from './sloDeclaration.js';

/**
 * What stands over a rule: in which states its alert is, or what its expression gives now.
 * @param alert undefined where that is not known
 * @param count of its expression; undefined where that is not known
 * @returns undefined where nothing is known
 */
export function ruleLine(
  { kind, expression }: PrometheusRule,
  alert: AlertCounts | undefined,
  count: Count | undefined,
  translate: Translate,
): string | undefined {
  if (count && 'refused' in count)
    return translate('Prometheus cannot evaluate this: {0}', count.refused.said ?? count.refused.message);
  const isActive = alert !== undefined && alert.firing + alert.pending > 0;
  if (kind === 'record') return recordLine(expression?.type, count, translate);
  if (isActive) return translate('firing {0} · pending {1}', alert.firing, alert.pending);
  if (!count) return alert && translate('not firing');
  if (count.series === 0) return translate('not firing');
  return count.series === 1
    ? translate('would fire for 1 series now')
    : translate('would fire for {0} series now', count.series);
}

function recordLine(type: ValueType | undefined, count: Count | undefined, translate: Translate): string | undefined {
  if (type === 'scalar' || !count || !('series' in count)) return undefined;
  if (count.series === 0) return translate('gives no series now');
  return count.series === 1 ? translate('gives 1 series now') : translate('gives {0} series now', count.series);
}

/**
 * What stands over an objective: what is promised, and how it stands.
 * @param standing undefined where that is not known
 */
export function sloLine(
  { objective }: SloDeclaration,
  standing: SloStanding | undefined,
  translate: Translate,
): string | undefined {
  if (!objective) return undefined;
  const promise = translate('{0} over {1}', percentText(objective.target), durationText(objective.windowS));
  if (!standing) return promise;
  const achieved = translate('achieved {0}', percentText(standing.achieved));
  return [promise, achieved, budgetText(standing.remaining, translate)].filter(part => part !== undefined).join(' · ');
}

function budgetText(remaining: number | undefined, translate: Translate): string | undefined {
  if (remaining === undefined) return undefined;
  if (remaining < 0) return translate('error budget overspent by {0}', percentText(-remaining, 0));
  return translate('{0} of the error budget left', percentText(remaining, 0));
}

/**
 * A share as a percentage. Rounded away from what sounds better: a share below 1 never becomes 100 %.
 * @param most places behind the point
 */
export function percentText(share: number, most = 3): string {
  const percent = Number((share * 100).toFixed(6));
  const factor = 10 ** most;
  const rounded = share < 1 ? Math.floor(percent * factor + 1e-6) / factor : Math.round(percent * factor) / factor;
  return `${String(rounded)} %`;
}

/** A value of a series for reading: six digits that count. */
export function valueText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  return String(Number(value.toPrecision(6)));
}

/** How old data is. @param at and `now` Unix times in seconds */
export function ageText(at: number, now: number, translate: Translate): string {
  return describeAge((now - at) * 1000, translate);
}
