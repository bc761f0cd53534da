import { shortEntityRef } from '../../catalogue/entityRef.js';
import type { Feedback } from '../feedback.js';
import type { BacklogTheme, Deviation } from './adoptionReport.js';
import type { TemplateRun } from './templateUse.js';

export type Effort = NonNullable<BacklogTheme['effort']>;

/** The orders in which a backlog can be read. */
export const BACKLOG_ORDERS = ['count', 'reach', 'effort'] as const;

export type BacklogOrder = (typeof BACKLOG_ORDERS)[number];

/** From the least to the most. */
export const EFFORTS: readonly Effort[] = ['small', 'medium', 'large'];
const EXAMPLES = 3;
const LONGEST_EXAMPLE = 300;

/** What a backlog is made of. */
export interface BacklogInputs {
  readonly feedback: readonly Feedback[];
  readonly deviations: readonly Deviation[];
  /** Those of the window. */
  readonly runs: readonly TemplateRun[];
  /** What the platform team has estimated, by the id of a theme. */
  readonly efforts: ReadonlyMap<string, Effort>;
}

/**
 * The backlog of the platform team: what people say, what they deviate from and where runs of templates fail, by theme. The reach
 * is counted in services for deviations and in people for failed runs; of feedback nobody is known, so each counts as one.
 */
export function backlogOf({ feedback, deviations, runs, efforts }: BacklogInputs): readonly BacklogTheme[] {
  const themes = [...feedbackThemes(feedback), ...deviations.map(deviationTheme), ...failedThemes(runs)];
  const estimated = themes.map(theme => {
    const effort = efforts.get(theme.id);
    return effort === undefined ? theme : { ...theme, effort };
  });
  return sortBacklog(estimated, 'count');
}

/** `count` and `reach`: the largest first; `effort`: the smallest first, what has no estimate last. */
export function sortBacklog(themes: readonly BacklogTheme[], order: BacklogOrder): readonly BacklogTheme[] {
  const effort = (theme: BacklogTheme): number =>
    theme.effort === undefined ? EFFORTS.length : EFFORTS.indexOf(theme.effort);
  const by: Readonly<Record<BacklogOrder, (a: BacklogTheme, b: BacklogTheme) => number>> = {
    count: (a, b) => b.count - a.count || b.reach - a.reach,
    reach: (a, b) => b.reach - a.reach || b.count - a.count,
    effort: (a, b) => effort(a) - effort(b) || b.reach - a.reach || b.count - a.count,
  };
  return [...themes].sort((a, b) => by[order](a, b) || (a.id < b.id ? -1 : 1));
}

function feedbackThemes(feedback: readonly Feedback[]): readonly BacklogTheme[] {
  return [...grouped(feedback, ({ theme }) => theme.trim())].map(([theme, own]) => ({
    id: `feedback:${theme}`,
    title: theme,
    kind: 'feedback',
    count: own.length,
    reach: own.length,
    examples: own
      .toSorted((a, b) => (a.week < b.week ? 1 : -1))
      .slice(0, EXAMPLES)
      .map(({ text }) => shortened(text)),
  }));
}

function deviationTheme({ rule, waivers, services, reasons }: Deviation): BacklogTheme {
  return {
    id: `deviation:${rule}`,
    title: rule,
    kind: 'deviation',
    count: waivers,
    reach: services,
    examples: reasons.slice(0, EXAMPLES).map(({ text }) => shortened(text)),
  };
}

function failedThemes(runs: readonly TemplateRun[]): readonly BacklogTheme[] {
  const failed = runs.filter(({ status }) => status === 'failed');
  const key = ({ templateRef, failingStep }: TemplateRun): string => `${templateRef ?? 'unknown'}/${failingStep ?? ''}`;
  return [...grouped(failed, key)].map(([id, own]) => {
    const [first] = own;
    const name = first?.title ?? (first?.templateRef === undefined ? 'unknown' : shortEntityRef(first.templateRef));
    const step = first?.failingStep;
    return {
      id: `failedRun:${id}`,
      title: step === undefined ? name : `${name}: ${step}`,
      kind: 'failedRun',
      count: own.length,
      reach: new Set(own.map(({ id: run, starter }) => starter ?? run)).size,
      examples: [...new Set(own.flatMap(({ error }) => error ?? []))].slice(0, EXAMPLES).map(shortened),
    };
  });
}

function grouped<T>(items: readonly T[], key: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > LONGEST_EXAMPLE ? `${line.slice(0, LONGEST_EXAMPLE - 1)}…` : line;
}
