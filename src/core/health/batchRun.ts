import { cancelledBy, failure, success, type Problem, type Result } from '../common/problem.js';
import { BatchReadings, readBatch, refuseBatch, splitRequest, type BatchRequest } from './batch.js';
import type { SignalSource } from './source.js';

/** What a number of requests gave. */
export interface BatchOutcome {
  readonly readings: BatchReadings;
  /** Words of the source, and how many series belong to nobody. */
  readonly warnings: readonly string[];
  /** Why the requests that were not answered were not. */
  readonly problems: readonly Problem[];
  /** Ids of questions that the source refuses even alone: asking them again would end the same way. */
  readonly refused: readonly string[];
  /** How many requests were answered. */
  readonly answered: number;
}

// HTTP statuses of a query that is wrong, cannot be computed, or is too long: the parts of it may be better off.
const OF_THE_QUERY: ReadonlySet<number> = new Set([400, 413, 414, 422]);

// Some servers take no longer query than this by default: VictoriaMetrics, `-search.maxQueryLen`.
const LONG_QUERY = 16_000;

/** Does things in order, no more than a number of them at the same time. */
export async function inTurns<T>(tasks: readonly (() => Promise<T>)[], most: number): Promise<readonly T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < tasks.length; index = next++) {
      const task = tasks[index];
      if (task) results[index] = await task();
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, tasks.length) }, worker));
  return results;
}

/**
 * Asks one request, and its parts where the source refuses the whole.
 * @param at Unix time in seconds; undefined for the source's own now
 * @returns the outcome; a problem only where it was cancelled
 */
export async function runRequest(
  source: SignalSource,
  request: BatchRequest,
  at: number | undefined,
  signal: AbortSignal,
): Promise<Result<BatchOutcome>> {
  const readings = new BatchReadings();
  const warnings = new Set<string>();
  const problems: Problem[] = [];
  const refused = new Set<string>();
  let answered = 0;
  const waiting = [request];
  for (let one = waiting.shift(); one; one = waiting.shift()) {
    const answer = await source.instant(one.query, at, signal);
    const cancelled = cancelledBy(signal);
    if (cancelled) return cancelled;
    if (answer.ok) {
      answered++;
      const strange = readBatch(one, answer.value, readings);
      for (const warning of answer.value.warnings) warnings.add(warning);
      if (strange > 0) warnings.add(`${strange} series are of no service that was asked for.`);
      continue;
    }
    const { problem } = answer;
    const parts = isOfTheQuery(problem) ? smaller(one, problem) : [];
    if (parts.length > 0) {
      waiting.push(...parts);
      continue;
    }
    refuseBatch(one, readings);
    problems.push(problem);
    if (!isOfTheQuery(problem)) {
      // It would answer the others in the same way.
      for (const rest of waiting.splice(0)) refuseBatch(rest, readings);
    } else for (const { ask } of one.parts) refused.add(ask.id);
  }
  return success({ readings, problems, answered, warnings: [...warnings], refused: [...refused] });
}

function isOfTheQuery({ kind, status }: Problem): boolean {
  return kind === 'unsupported' || (status !== undefined && OF_THE_QUERY.has(status));
}

function smaller(request: BatchRequest, { kind }: Problem): readonly BatchRequest[] {
  const mayBeTooLong = kind === 'unsupported' || request.query.length > LONG_QUERY;
  return request.parts.length > 1 || mayBeTooLong ? splitRequest(request) : [];
}

/** What several outcomes are together. */
export function mergeOutcomes(
  outcomes: readonly Result<BatchOutcome>[],
  entityRefs: readonly string[],
): Result<BatchOutcome> {
  const readings = new BatchReadings();
  const known: BatchOutcome[] = [];
  for (const outcome of outcomes) {
    if (!outcome.ok) return failure(outcome.problem);
    known.push(outcome.value);
    for (const ref of entityRefs) readings.take(ref, outcome.value.readings);
  }
  return success({
    readings,
    warnings: [...new Set(known.flatMap(one => one.warnings))],
    problems: known.flatMap(one => one.problems),
    refused: [...new Set(known.flatMap(one => one.refused))],
    answered: known.reduce((sum, one) => sum + one.answered, 0),
  });
}
