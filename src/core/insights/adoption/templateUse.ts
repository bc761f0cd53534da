import type { TaskStatus, Values } from '../../templates/scaffolder.js';
import type { TemplateUse } from './adoptionReport.js';
import { isInWindow, type AdoptionWindow } from './calendar.js';
import { median } from './medians.js';
import type { QualityNotes } from '../ledger/qualityNotes.js';

/** A run of a template, without who started it. */
export interface TemplateRun {
  readonly id: string;
  /** Full reference. */
  readonly templateRef?: string;
  readonly title?: string;
  readonly status: TaskStatus;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** When it ended, where that is known. */
  readonly endedAt?: number;
  /** The step at which it failed, as the template names it. */
  readonly failingStep?: string;
  /** Why it failed, without secrets: data of a server. */
  readonly error?: string;
  /** Stands for who started it, and says nothing of them but that two runs are of the same one. */
  readonly starter?: string;
  /** Full references of what it gave out. */
  readonly entityRefs: readonly string[];
  /** The answers to the template's questions. */
  readonly values: Values;
}

const UNKNOWN = 'unknown';

/**
 * The runs of each template in a window. A run that was cancelled, or still goes on, has not failed.
 * @returns those that were run most first
 */
export function templateUse(
  runs: readonly TemplateRun[],
  window: AdoptionWindow,
  quality: QualityNotes,
): readonly TemplateUse[] {
  const groups = new Map<string, TemplateRun[]>();
  for (const run of runs) {
    if (run.createdAt > window.now + 86_400_000) {
      quality.add('futureRun', 'Runs of templates that lie in the future and were passed over: {0}', run.id);
      continue;
    }
    // The clock of a server may be ahead by a little.
    if (!isInWindow(Math.min(run.createdAt, window.now), window)) continue;
    if (run.templateRef === undefined)
      quality.add('noTemplate', 'Runs that do not say which template they are of: {0}', run.id);
    const key = run.templateRef ?? UNKNOWN;
    const group = groups.get(key);
    if (group) group.push(run);
    else groups.set(key, [run]);
  }
  return [...groups]
    .map(([template, group]) => useOf(template, group, quality))
    .sort((a, b) => b.runs - a.runs || (a.template < b.template ? -1 : 1));
}

function useOf(template: string, group: readonly TemplateRun[], quality: QualityNotes): TemplateUse {
  const failed = group.filter(({ status }) => status === 'failed');
  const lengths = group.flatMap(({ id, status, createdAt, endedAt }) => {
    if (status !== 'completed' || endedAt === undefined) return [];
    if (endedAt >= createdAt) return [endedAt - createdAt];
    quality.add('negativeRun', 'Runs that end before they begin and have no length: {0}', id);
    return [];
  });
  const title = group.findLast(run => run.title !== undefined)?.title;
  const failingStep = mostFrequent(failed.flatMap(run => run.failingStep ?? []));
  return {
    template,
    ...(title === undefined ? {} : { title }),
    runs: group.length,
    failed: failed.length,
    medianMs: median(lengths),
    ...(failingStep === undefined ? {} : { failingStep }),
  };
}

/** The text that comes most; of several the one that is first in the alphabet. */
function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))[0]?.[0];
}
