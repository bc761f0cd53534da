import type { Clock } from '../../common/clock.js';
import { success, type Problem, type Result } from '../../common/problem.js';
import { escapePattern, quoteLabelValue } from '../selector.js';
import type { InstantSample, SignalAnswer, SignalSource } from '../source.js';
import { countQuery, instantSelector, rangeSelector, readParts } from './countQuery.js';
import type { PlacedSelector } from './ruleFindings.js';

/** Answers younger than this are shown as they are. */
export const FRESH_MS = 30_000;
/** The names of metrics seldom change, and there are many. */
const NAMES_FRESH_MS = 300_000;
/** Parts of one question. */
const MOST_PARTS = 50;
const LONGEST_QUERY = 50_000;
const MOST_KEPT = 5_000;

/** In which states an alert is now. */
export interface AlertCounts {
  readonly firing: number;
  readonly pending: number;
}

/** How many series an expression gives, or why it cannot be evaluated. */
export type Count = { readonly series: number } | { readonly refused: Problem };

interface Kept<T> {
  readonly at: number;
  readonly value: T;
}

/**
 * What the language of rules asks the source: few questions for many expressions, and none twice within half a minute. An answer
 * that is not complete is no answer.
 */
export class RuleAnswers {
  private known: Kept<ReadonlySet<string>> | undefined;
  private readonly counted = new Map<string, Kept<Count>>();
  private readonly alerting = new Map<string, Kept<AlertCounts>>();
  private readonly valued = new Map<string, Kept<readonly number[]>>();

  constructor(
    private readonly source: SignalSource,
    private readonly clock: Clock,
  ) {}

  /** The names of all metrics of the source. */
  async names(signal: AbortSignal): Promise<Result<ReadonlySet<string>>> {
    if (this.isFresh(this.known, NAMES_FRESH_MS)) return success(this.known.value);
    const answer = await this.source.metricNames(signal);
    if (!answer.ok) return answer;
    const value = new Set(answer.value);
    this.known = { at: this.clock.now(), value };
    return success(value);
  }

  /**
   * How many series expressions give now. Where the source refuses some of them, the others are asked without them.
   * @param expressions of type instant vector
   * @returns by expression; what is missing is not known
   */
  async counts(expressions: readonly string[], signal: AbortSignal): Promise<Result<ReadonlyMap<string, Count>>> {
    const counts = this.counted;
    const wanted = [...new Set(expressions)];
    const missing = wanted.filter(expression => !this.isFresh(counts.get(expression), FRESH_MS));
    for (const part of inParts(missing)) {
      const problem = await this.countPart(part, signal);
      if (problem) return { ok: false, problem };
    }
    return success(this.freshOnes(counts, wanted));
  }

  /**
   * How many series selectors match: now, or within their range where that is longer than Prometheus looks back.
   * @returns by the text of `instantSelector`; what is missing is not known
   */
  async matches(
    selectors: readonly PlacedSelector[],
    signal: AbortSignal,
  ): Promise<Result<ReadonlyMap<string, number>>> {
    const now = await this.counts(selectors.map(instantSelector), signal);
    if (!now.ok) return now;
    const found = new Map<string, number>();
    const later = new Map<string, string>();
    for (const selector of selectors) {
      const text = instantSelector(selector);
      const count = now.value.get(text);
      if (!count || !('series' in count)) continue;
      const range = count.series === 0 ? rangeSelector(selector) : undefined;
      if (range === undefined) found.set(text, Math.max(count.series, found.get(text) ?? 0));
      else later.set(range, text);
    }
    const within = await this.counts([...later.keys()], signal);
    if (!within.ok) return within;
    for (const [range, text] of later) {
      const count = within.value.get(range);
      if (count && 'series' in count) found.set(text, Math.max(count.series, found.get(text) ?? 0));
    }
    return success(found);
  }

  /** In which states alerts are. @returns for each name, with zeros where an alert neither fires nor is pending */
  async alerts(names: readonly string[], signal: AbortSignal): Promise<Result<ReadonlyMap<string, AlertCounts>>> {
    const alerts = this.alerting;
    const wanted = [...new Set(names)];
    for (const part of inParts(wanted.filter(name => !this.isFresh(alerts.get(name), FRESH_MS)))) {
      const query = `count by (alertname, alertstate) (ALERTS{alertname=~${quoteLabelValue(part.map(escapePattern).join('|'))}})`;
      const answer = await this.source.instant(query, undefined, signal);
      if (!answer.ok) return answer;
      if (!isComplete(answer.value)) continue;
      const at = this.clock.now();
      for (const name of part) keep(alerts, name, { at, value: alertCounts(answer.value.series, name) });
    }
    return success(this.freshOnes(alerts, wanted));
  }

  /**
   * The values of a costly query.
   * @param freshMs for how long an answer is good
   */
  async values(query: string, freshMs: number, signal: AbortSignal): Promise<Result<readonly number[] | undefined>> {
    const known = this.valued.get(query);
    if (this.isFresh(known, freshMs)) return success(known.value);
    const answer = await this.source.instant(query, undefined, signal);
    if (!answer.ok) return answer;
    if (!isComplete(answer.value)) return success(undefined);
    const value = answer.value.series.map(series => series.value);
    keep(this.valued, query, { at: this.clock.now(), value });
    return success(value);
  }

  private async countPart(part: readonly string[], signal: AbortSignal): Promise<Problem | undefined> {
    const counts = this.counted;
    const answer = await this.source.instant(countQuery(part), undefined, signal);
    const at = this.clock.now();
    if (answer.ok) {
      if (!isComplete(answer.value)) return undefined;
      const found = readParts(answer.value.series);
      part.forEach((expression, index) => {
        keep(counts, expression, { at, value: { series: found.get(String(index)) ?? 0 } });
      });
      return undefined;
    }
    if (answer.problem.kind !== 'invalid') return answer.problem;
    const [only] = part;
    if (part.length === 1 && only !== undefined) {
      keep(counts, only, { at, value: { refused: answer.problem } });
      return undefined;
    }
    const middle = part.length >> 1;
    return (await this.countPart(part.slice(0, middle), signal)) ?? (await this.countPart(part.slice(middle), signal));
  }

  private isFresh<T>(kept: Kept<T> | undefined, freshMs: number): kept is Kept<T> {
    return kept !== undefined && this.clock.now() - kept.at < freshMs;
  }

  private freshOnes<T>(kept: ReadonlyMap<string, Kept<T>>, keys: readonly string[]): ReadonlyMap<string, T> {
    const fresh = new Map<string, T>();
    for (const key of keys) {
      const one = kept.get(key);
      if (this.isFresh(one, FRESH_MS)) fresh.set(key, one.value);
    }
    return fresh;
  }
}

/** Prometheus marks what it says of the query itself; all else is about stores that did not answer. */
export function isComplete({ warnings, leftOut }: SignalAnswer<unknown>): boolean {
  return leftOut === undefined && warnings.every(warning => warning.startsWith('PromQL '));
}

function keep<T>(kept: Map<string, Kept<T>>, key: string, value: Kept<T>): void {
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, value);
}

function inParts(texts: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  let length = 0;
  for (const text of texts) {
    const last = parts.at(-1);
    if (last && last.length < MOST_PARTS && length + text.length < LONGEST_QUERY) last.push(text);
    else {
      parts.push([text]);
      length = 0;
    }
    length += text.length;
  }
  return parts;
}

function alertCounts(series: readonly InstantSample[], name: string): AlertCounts {
  const of = (state: string): number =>
    series.find(({ labels }) => labels['alertname'] === name && labels['alertstate'] === state)?.value ?? 0;
  return { firing: of('firing'), pending: of('pending') };
}
