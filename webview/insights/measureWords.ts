import { drawing, element } from '../common/element.js';
import type { PageContext } from './context.js';
import type { Grade, LevelName, Measure, MeasureKey, OtherMeasure, TimeWindow } from './protocol.js';
import type { Text } from './texts.js';

export const MEASURE_TITLES: Readonly<Record<MeasureKey, Text>> = {
  deploymentFrequency: 'Deployment frequency',
  leadTime: 'Lead time for changes',
  changeFailureRate: 'Change failure rate',
  failedDeploymentRecoveryTime: 'Failed deployment recovery time',
  timeToRestore: 'Time to restore (all incidents)',
  reworkRate: 'Deployment rework rate',
};

/** What the data of a number are counted in. */
export const COUNTED: Readonly<Record<MeasureKey, Text>> = {
  deploymentFrequency: 'from {0} deployments',
  leadTime: 'median of {0} changes',
  changeFailureRate: 'of {0} deployments',
  failedDeploymentRecoveryTime: 'median of {0} recoveries',
  timeToRestore: 'median of {0} incidents',
  reworkRate: 'of {0} deployments',
};

export const GRADE_WORDS: Readonly<Record<Grade, Text>> = {
  met: 'Target met',
  near: 'Near the target',
  missed: 'Target missed',
};

const LEVEL_WORDS: Readonly<Record<LevelName, Text>> = { elite: 'elite', high: 'high', medium: 'medium', low: 'low' };

/** Each grade has a shape of its own: colour says nothing that shape and word do not say. */
const GRADE_SHAPES: Readonly<Record<Grade, string>> = {
  met: 'M2.5 8.5 6.5 12.5 13.5 4',
  near: 'M2 9.5c2-4 4-4 6-1.5s4 2.5 6-1.5',
  missed: 'M4 4l8 8M12 4l-8 8',
};

/** The grade as shape and word. */
export function gradeMark(grade: Grade, { words }: PageContext): HTMLElement {
  return element(
    'span',
    { class: `grade grade-${grade}` },
    drawing(
      'svg',
      { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
      drawing('path', { d: GRADE_SHAPES[grade] }),
    ),
    words.t(GRADE_WORDS[grade]),
  );
}

/** The levels of DORA's reports that a value falls into, the newest first: `2024: high`. */
export function levelWords({ levels }: Measure, { words }: PageContext): string[] {
  return [...levels]
    .sort((a, b) => b.year - a.year)
    .map(({ year, level }) => words.t('{0}: {1}', String(year), words.t(LEVEL_WORDS[level])));
}

export interface Delta {
  readonly text: string;
  readonly verdict: 'better' | 'worse' | 'same' | 'unknown';
}

/** Changes smaller than this share of the other value are none. */
const SAME_WITHIN = 0.005;

/** How a number differs from the one of another window, in words. */
export function deltaWords(
  measure: Measure,
  other: OtherMeasure | undefined,
  window: TimeWindow,
  { words, formats }: PageContext,
): Delta {
  const { t } = words;
  const span = formats.window(window);
  if (measure.value === null)
    return { text: t('Not comparable: there is no number in this window'), verdict: 'unknown' };
  if (other?.value === null || other === undefined)
    return { text: t('Not comparable: no number in {0}', span), verdict: 'unknown' };
  const difference = measure.value - other.value;
  const was = formats.value(other.value, measure.unit);
  if (Math.abs(difference) <= Math.abs(other.value) * SAME_WITHIN)
    return { text: t('As in {0}: {1}', span, was), verdict: 'same' };
  const better = measure.target?.better ?? (measure.key === 'deploymentFrequency' ? 'higher' : 'lower');
  const verdict = difference > 0 === (better === 'higher') ? 'better' : 'worse';
  return {
    text: verdict === 'better' ? t('Better than {0} in {1}', was, span) : t('Worse than {0} in {1}', was, span),
    verdict,
  };
}
