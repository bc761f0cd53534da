import type { InstantSample } from '../source.js';
import { durationText } from '../promql/duration.js';
import type { PlacedSelector } from './ruleFindings.js';

/** The label by which the parts of one question are told apart. Nobody else's label is called so. */
const PART = 'golden_path_part';

/**
 * One query that counts what several expressions give.
 * @param expressions each gives an instant vector
 * @returns a query whose answer has one series for each expression that gives something
 */
export function countQuery(expressions: readonly string[]): string {
  return partsQuery(expressions.map((expression, index) => [String(index), `count(${bracketed(expression)})`]));
}

/** One query for several that give one series each, by a name. */
export function partsQuery(parts: readonly (readonly [name: string, query: string])[]): string {
  return parts.map(([name, query]) => `label_replace(${query}, "${PART}", "${name}", "", "")`).join(' or ');
}

/** The values of an answer to `partsQuery`, by the name of the part. */
export function readParts(series: readonly InstantSample[]): ReadonlyMap<string, number> {
  return new Map(series.flatMap(({ labels, value }) => (labels[PART] === undefined ? [] : [[labels[PART], value]])));
}

/** Whether a series of an answer is a part of ours, not one that was asked for besides. */
export function isPart({ labels }: InstantSample): boolean {
  return labels[PART] !== undefined;
}

/** A remark at the end of an expression must not hide the bracket that closes behind it. */
export function bracketed(expression: string): string {
  return expression.includes('#') ? `(${expression}\n)` : `(${expression})`;
}

/** Prometheus looks back so far for an instant vector by default. */
const LOOK_BACK_S = 300;
/** A longer range is a costly question, and what is gone for a day is gone. */
const LONGEST_RANGE_S = 86_400;

/** The selector as it looks at one instant, with its offset. */
export function instantSelector({ text, selector }: PlacedSelector): string {
  return selector.offset === undefined ? text : `${text} offset ${selector.offset}`;
}

/**
 * The selector as it looks over its range, up to a day.
 * @returns undefined where that is no more than an instant vector looks at
 */
export function rangeSelector({ text, selector }: PlacedSelector): string | undefined {
  if (selector.rangeS === undefined || selector.rangeS <= LOOK_BACK_S) return undefined;
  const range = durationText(Math.min(selector.rangeS, LONGEST_RANGE_S));
  const offset = selector.offset === undefined ? '' : ` offset ${selector.offset}`;
  return `present_over_time(${text}[${range}]${offset})`;
}
