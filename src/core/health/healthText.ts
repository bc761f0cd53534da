import { escapeMarkdown } from '../common/markdown.js';
import type { Translate } from '../common/translate.js';
import type { BindingMistake, ErrorBudget, Measured, RolledUpHealth, ServiceHealth } from './serviceHealth.js';
import type { HealthReason, HealthStatus } from './status.js';

/** What turns numbers and words into a person's language. */
export interface HealthWords {
  readonly translate: Translate;
  /** BCP 47 language for numbers and times. */
  readonly language: string;
}

/** A shape for each status, so that nobody has to tell colours apart. */
export const STATUS_SHAPE: Readonly<Record<HealthStatus, string>> = {
  down: '✖',
  critical: '▲',
  degraded: '◆',
  unknown: '?',
  healthy: '✓',
};

const STATUS_WORD: Readonly<Record<HealthStatus, string>> = {
  down: 'Down',
  critical: 'Critical',
  degraded: 'Degraded',
  unknown: 'Unknown',
  healthy: 'Healthy',
};

// `{0}` is what is said beside it: an age, a time, names.
const REASON: Readonly<Record<HealthReason, string>> = {
  'not-bound': 'Nothing says which series are its own.',
  'source-unreachable': 'The source of the numbers does not answer.',
  stale: 'The source of the numbers does not answer: this is what it said last.',
  'all-targets-down': 'None of its targets can be reached.',
  'no-replicas': 'None of its replicas is available.',
  'telemetry-lost': 'Its series were there within the last day and are gone.',
  'no-telemetry': 'The source has never had a series of it.',
  alert: 'An alert fires.',
  'fast-burn': 'The error budget burns fast enough to page somebody.',
  'slow-burn': 'The error budget burns faster than it should.',
  'budget-exhausted': 'Nothing is left of the error budget.',
  'budget-low': 'Less than a tenth of the error budget is left.',
  latency: 'The 99th percentile of latency is above its objective.',
  'partly-down': 'Some of its targets or replicas are gone.',
  saturation: 'A resource has been used by more than 90 % for ten minutes.',
  'insufficient-traffic': 'There are too few requests for a burn rate to mean anything.',
  idle: 'It has no traffic now; within the last day it had.',
  silenced: 'An alert fires that somebody has silenced.',
};

/** The word for a status. */
export function statusWord(status: HealthStatus, translate: Translate): string {
  return translate(STATUS_WORD[status]);
}

/** A sentence for each reason of a service's status, the deciding one first; firing alerts are named. */
export function reasonSentences(health: ServiceHealth, words: HealthWords): readonly string[] {
  const { translate } = words;
  const names = (state: 'firing' | 'silenced'): string =>
    [...new Set(health.alerts.filter(alert => alert.state === state).map(({ name }) => name))].join(', ');
  const sentences = health.reasons.map(reason => {
    if (reason === 'not-bound' && health.bindingMistake) return mistakeSentence(health.bindingMistake, translate);
    if (reason === 'telemetry-lost' && health.lostSince !== undefined)
      return translate('Its series are gone since {0}.', timeText(health.lostSince, words));
    const firing = reason === 'alert' ? names('firing') : reason === 'silenced' ? names('silenced') : '';
    if (firing === '') return translate(REASON[reason]);
    return reason === 'alert' ? translate('Fires: {0}.', firing) : translate('Fires and is silenced: {0}.', firing);
  });
  const other = health.binding?.otherName;
  if (other === undefined) return sentences;
  return [...sentences, translate('Its series are those of “{0}”: they may be another service’s.', other)];
}

function mistakeSentence({ kind, saidBy, text }: BindingMistake, translate: Translate): string {
  switch (kind) {
    case 'unreadable':
      return translate('{0} is no selector of PromQL: {1}', saidBy, text);
    case 'no-value':
      return translate('{0} names {1}, which it does not have.', saidBy, text);
    case 'no-instance':
      return translate('{0} names the source “{1}”, which is not set up.', saidBy, text);
  }
}

/** A number with its unit, as short as it can be read; why there is none, where there is none. */
export function measuredText(measured: Measured, words: HealthWords): string {
  const { value, unit } = measured;
  if (value === undefined || Number.isNaN(value)) return missingText(measured.missing, words.translate);
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  switch (unit) {
    case 'seconds':
      return value < 1 ? `${number(value * 1000, 3, words)}\u00a0ms` : `${number(value, 3, words)}\u00a0s`;
    case 'requestsPerSecond':
      return words.translate('{0}\u00a0req/s', number(value, 3, words));
    case 'ratio':
      return `${number(value * 100, Math.abs(value) > 0.1 ? 3 : 2, words)}\u00a0%`;
    case 'burnRate':
      return `${number(value, 3, words)}×`;
    case 'count':
      return number(value, 6, words);
  }
}

/** What is left of a budget. A share near to nothing or to all is not rounded to it. */
export function budgetText({ remaining }: ErrorBudget, words: HealthWords): string {
  const { value } = remaining;
  if (value === undefined || !Number.isFinite(value)) return measuredText(remaining, words);
  const percent = value * 100;
  const digits = Math.abs(percent) < 10 || (percent > 99 && percent < 100) ? 1 : 0;
  const text = new Intl.NumberFormat(words.language, { maximumFractionDigits: digits }).format(percent);
  return `${text}\u00a0%`;
}

/** One line on a service: `Healthy · 12 req/s · 0.02 % errors · budget 74 %`. Only what is known is in it. */
export function healthLine(health: ServiceHealth, words: HealthWords): string {
  const { translate } = words;
  const { traffic, errors } = health.signals;
  const { budget } = health;
  const parts = [
    statusWord(health.status, translate),
    isKnown(traffic) ? measuredText(traffic, words) : undefined,
    isKnown(errors) ? translate('{0} errors', measuredText(errors, words)) : undefined,
    budget && isKnown(budget.remaining) ? translate('budget {0}', budgetText(budget, words)) : undefined,
  ].filter(part => part !== undefined);
  const [reason] = parts.length === 1 ? reasonSentences(health, words) : [];
  return [...parts, ...(reason === undefined ? [] : [reason])].join(' · ');
}

/**
 * The section on health in a card, as Markdown in which every word of a server is only text.
 * @param health of a service
 */
export function healthMarkdown(health: ServiceHealth, words: HealthWords): string {
  const { translate } = words;
  const { traffic, errors, latencyP50, latencyP95, latencyP99, saturation } = health.signals;
  const text = (measured: Measured): string => escapeMarkdown(measuredText(measured, words));
  const latency = [latencyP50, latencyP95, latencyP99].some(isKnown)
    ? translate('p50 {0}, p95 {1}, p99 {2}', text(latencyP50), text(latencyP95), text(latencyP99))
    : text(latencyP99);
  const facts: readonly [string, string | undefined][] = [
    [translate('Traffic'), text(traffic)],
    [translate('Errors'), text(errors)],
    [translate('Latency'), latency],
    [translate('Saturation'), text(saturation)],
    [translate('Error budget'), health.budget && budgetFact(health.budget, words)],
    [translate('Numbers of'), standing(health, words)],
    [translate('Its series'), health.binding && bindingFact(health.binding, translate)],
  ];
  const heading = `${STATUS_SHAPE[health.status]} **${escapeMarkdown(statusWord(health.status, translate))}**`;
  return [
    [heading, ...reasonSentences(health, words).map(escapeMarkdown)].join('  \n'),
    facts.flatMap(([label, value]) => (value ? [`${escapeMarkdown(label)}: ${value}`] : [])).join('  \n'),
  ]
    .filter(part => part !== '')
    .join('\n\n');
}

/** One line on a system, a domain or an owner: `Critical · 7 of 9 known`. */
export function rolledUpLine({ status, known, of }: RolledUpHealth, { translate }: HealthWords): string {
  return [statusWord(status, translate), translate('{0} of {1} known', known, of)].join(' · ');
}

/** @param nameOf the name shown for a reference */
export function rolledUpMarkdown(health: RolledUpHealth, nameOf: (ref: string) => string, words: HealthWords): string {
  const { translate } = words;
  const { status, because } = health;
  const line = `${STATUS_SHAPE[status]} **${escapeMarkdown(rolledUpLine(health, words))}**`;
  const names = because.slice(0, MOST_NAMES).map(ref => escapeMarkdown(nameOf(ref)));
  const more =
    because.length > MOST_NAMES ? [escapeMarkdown(translate('and {0} more', because.length - MOST_NAMES))] : [];
  const reason =
    names.length > 0 && status !== 'healthy' ? translate('Because of: {0}', [...names, ...more].join(', ')) : '';
  return reason === '' ? line : `${line}  \n${reason}`;
}

const MOST_NAMES = 5;

function isKnown({ value }: Measured): boolean {
  return value !== undefined && !Number.isNaN(value);
}

/** Why there is no number. */
export function missingText(missing: Measured['missing'], translate: Translate): string {
  switch (missing) {
    case 'refused':
      return translate('the source refused the query');
    case 'not-asked':
      return translate('not asked for');
    case 'ambiguous':
      return translate('the query gives more than one series');
    case 'partial':
      return translate('the answer of the source is not whole');
    case 'not-a-number':
      return translate('not a number');
    default:
      return translate('no data');
  }
}

function budgetFact(budget: ErrorBudget, words: HealthWords): string {
  const { target, windowS } = budget.objective;
  const objective = new Intl.NumberFormat(words.language, { maximumFractionDigits: 4 }).format(target * 100);
  return escapeMarkdown(
    words.translate(
      '{0} left of an objective of {1} over {2} days',
      budgetText(budget, words),
      `${objective}\u00a0%`,
      Math.round(windowS / 86_400),
    ),
  );
}

function standing({ asOf, unknownSince }: ServiceHealth, words: HealthWords): string | undefined {
  const { translate } = words;
  if (unknownSince !== undefined) return escapeMarkdown(translate('unknown since {0}', timeText(unknownSince, words)));
  return asOf === undefined ? undefined : escapeMarkdown(timeText(asOf, words));
}

function bindingFact(binding: NonNullable<ServiceHealth['binding']>, translate: Translate): string {
  const matchers = escapeMarkdown(`{${binding.matchers}}`);
  return translate('{0}, by {1}', matchers, escapeMarkdown(binding.saidBy));
}

/** @param at Unix time in seconds */
export function timeText(at: number, { language }: HealthWords): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'short', timeStyle: 'medium' }).format(at * 1000);
}

function number(value: number, digits: number, { language }: HealthWords): string {
  return new Intl.NumberFormat(language, { maximumSignificantDigits: digits }).format(value);
}
