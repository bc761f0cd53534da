import { durationText } from '../promql/duration.js';
import { hasWindow, inWindow } from './placedExpression.js';
import type { SliQuery, SloDeclaration } from './sloDeclaration.js';

/** Functions of which a share over a longer range is the share of all events in it. */
const COUNTING = /\b(?:rate|increase|sum_over_time|count_over_time)\(\s*$/;
const RANGE = /^\s*\[[^\]:]+\]/;
const OFFSET = /^\s*offset\s+-?\w+\s*$/;

/**
 * A query for the share of bad events over the whole period of an objective, weighted by events where the indicator counts them.
 * Bad events that are not there although there were events count as none.
 * @returns undefined where the queries do not say how the period would be looked at
 */
export function errorRatioQuery({ objective, indicator, isRolling, ofCounters }: SloDeclaration): string | undefined {
  if (!objective || !indicator || !isRolling) return undefined;
  const window = durationText(objective.windowS);
  const over = (query: SliQuery | undefined): string | undefined => query && overWindow(query, window, ofCounters);
  switch (indicator.kind) {
    case 'events': {
      const total = over(indicator.total);
      const bad = over(indicator.bad);
      const good = over(indicator.good);
      if (total === undefined) return undefined;
      if (bad !== undefined) return `((${bad}) / (${total})) or (0 * (${total}))`;
      return good === undefined ? undefined : `1 - (((${good}) / (${total})) or (0 * (${total})))`;
    }
    case 'errorRatio':
      return over(indicator.errors);
    case 'goodRatio': {
      const good = over(indicator.good);
      return good === undefined ? undefined : `1 - (${good})`;
    }
    case 'boolGauge': {
      const gauge = onlySelector(indicator.gauge);
      if (!gauge) return undefined;
      const [selector, offset] = gauge;
      const of = `${selector}[${window}]${offset}`;
      return `1 - (sum(sum_over_time(${of})) / sum(count_over_time(${of})))`;
    }
    case 'nativeLatency': {
      const histogram = onlySelector(indicator.histogram);
      if (!histogram) return undefined;
      const [selector, offset] = histogram;
      return `1 - histogram_fraction(0, ${String(indicator.latencyS)}, sum(increase(${selector}[${window}]${offset})))`;
    }
  }
}

/** The query over a window: where the file fills it in, where a counter's increase is meant, or where a range is written. */
function overWindow({ written, expression }: SliQuery, window: string, ofCounters: boolean): string | undefined {
  if (expression.problems.length > 0) return undefined;
  if (hasWindow(written)) return inWindow(written, window);
  const only = onlySelector({ written, expression });
  if (ofCounters && only) return `sum(increase(${only[0]}[${window}]${only[1]}))`;
  const { text, selectors } = expression;
  let query = '';
  let at = 0;
  for (const { span } of selectors) {
    const selector = text.slice(span.start, span.end);
    const before = text.slice(at, span.start);
    const range = RANGE.exec(text.slice(span.end))?.[0];
    if (range !== undefined && COUNTING.test(text.slice(0, span.start))) query += `${before}${selector}[${window}]`;
    else if (range === undefined && ofCounters) query += `${before}increase(${selector}[${window}])`;
    else return undefined;
    at = span.end + (range?.length ?? 0);
  }
  // What moves or divides time in another way is left alone.
  if (/\boffset\b|@|\[[^\]]*:/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, ''))) return undefined;
  return selectors.length === 0 ? undefined : query + text.slice(at);
}

/** The text of a selector that is the whole expression, and of an offset behind it. */
function onlySelector({ expression }: SliQuery): readonly [selector: string, offset: string] | undefined {
  const { text, selectors } = expression;
  const [selector, ...more] = selectors;
  if (!selector || more.length > 0 || text.slice(0, selector.span.start).trim() !== '') return undefined;
  const behind = text.slice(selector.span.end);
  if (behind.trim() !== '' && !OFFSET.test(behind)) return undefined;
  return [text.slice(selector.span.start, selector.span.end), behind.trim() === '' ? '' : ` ${behind.trim()}`];
}

/** How an objective stands. */
export interface SloStanding {
  /** Share of good events over the period; of several series the worst. */
  readonly achieved: number;
  /** What is left of the error budget: 1 is all of it, below 0 overspent; undefined where the objective leaves none. */
  readonly remaining: number | undefined;
  /** How many series the query gave. */
  readonly series: number;
}

/**
 * Reads the answer to `errorRatioQuery`.
 * @param ratios shares of bad events; those that are no number had no events
 * @returns undefined where there were no events
 */
export function standingOf(target: number, ratios: readonly number[]): SloStanding | undefined {
  const known = ratios.filter(ratio => Number.isFinite(ratio));
  if (known.length === 0) return undefined;
  const worst = Math.max(...known);
  const allowed = 1 - target;
  return {
    achieved: 1 - worst,
    remaining: allowed > 0 ? 1 - worst / allowed : undefined,
    series: known.length,
  };
}
