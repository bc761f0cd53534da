import { entriesOf, entryOf, isNull, isUnknown, itemsOf, mapOf, resolved, seqOf } from '../yaml/navigate.js';
import type { YamlNode } from '../yaml/node.js';
import { k8sText, k8sValue } from '../kubernetes/resource.js';
import type { LabelFacts, LabelPair, SelectorExpression, SelectorFacts } from './facts.js';

/** Longer values are not kept: they are no labels, and nobody compares them. */
const LONGEST_VALUE = 256;

/** A copy of its own: part of a text keeps the whole text in memory. */
export function ownText(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}

const NO_LABELS: LabelFacts = { pairs: [], complete: true };
const UNKNOWN_LABELS: LabelFacts = { pairs: [], complete: false };

/** Labels or annotations as they are written. A mapping that is no mapping is not known: the API server refuses it. */
export function labelFacts(node: YamlNode | undefined): LabelFacts {
  if (!node || isNull(node)) return NO_LABELS;
  const map = mapOf(node);
  if (!map) return UNKNOWN_LABELS;
  const pairs = entriesOf(map).map(({ name, value }): LabelPair => {
    const text = isUnknown(value) ? undefined : k8sText(value);
    return text === undefined || text.length > LONGEST_VALUE ? [ownText(name)] : [ownText(name), ownText(text)];
  });
  const complete = !isUnknown(map) && map.entries.every(({ key }) => !isUnknown(key));
  return pairs.length === 0 && complete ? NO_LABELS : { pairs, complete };
}

const OPERATORS: readonly string[] = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** A selector of labels alone, as Services have it. */
export function plainSelector(node: YamlNode, at: YamlNode): SelectorFacts {
  const { pairs, complete } = labelFacts(node);
  return { start: at.start, end: at.end, labels: pairs, expressions: [], complete };
}

/** A selector with `matchLabels` and `matchExpressions`. */
export function labelSelector(node: YamlNode, at: YamlNode): SelectorFacts {
  const map = mapOf(node);
  const { pairs, complete } = labelFacts(entryOf(map, 'matchLabels')?.value);
  const written = entryOf(map, 'matchExpressions')?.value;
  const expressions = itemsOf(written).map(expressionOf);
  const understood =
    (map !== undefined || isNull(node)) &&
    !isUnknown(node) &&
    (written === undefined || isNull(written) || seqOf(written) !== undefined) &&
    !isUnknown(written) &&
    expressions.every(each => each !== undefined);
  return {
    start: at.start,
    end: at.end,
    labels: pairs,
    expressions: expressions.filter(each => each !== undefined),
    complete: complete && understood,
  };
}

function expressionOf(node: YamlNode): SelectorExpression | undefined {
  const key = k8sText(entryOf(node, 'key')?.value);
  const operator = k8sText(entryOf(node, 'operator')?.value);
  const list = resolved(entryOf(node, 'values')?.value);
  if (key === undefined || operator === undefined || !OPERATORS.includes(operator)) return undefined;
  if (list && !isNull(list) && (list.type !== 'seq' || list.masked)) return undefined;
  const values = itemsOf(list).map(item => k8sValue(item));
  if (!values.every(value => typeof value === 'string')) return undefined;
  return {
    key: ownText(key),
    operator: operator as SelectorExpression['operator'],
    values: values.map(ownText),
  };
}

/**
 * Whether a selector selects what has these labels. An empty one selects everything, as in policies and budgets; of a Service
 * that has another meaning, which its caller knows.
 * @returns undefined where that hangs on what is not known
 */
export function selects(
  { labels: wanted, expressions, complete }: SelectorFacts,
  labels: LabelFacts,
): boolean | undefined {
  let certain = complete;
  for (const [name, value] of wanted) {
    const has = labels.pairs.findLast(each => each[0] === name);
    if (!has && labels.complete) return false;
    if (!has || value === undefined || has[1] === undefined) certain = false;
    else if (has[1] !== value) return false;
  }
  for (const expression of expressions) {
    const holds = expressionHolds(expression, labels);
    if (holds === false) return false;
    if (holds === undefined) certain = false;
  }
  return certain ? true : undefined;
}

function expressionHolds(
  { key, operator, values }: SelectorExpression,
  { pairs, complete }: LabelFacts,
): boolean | undefined {
  const has = pairs.findLast(([name]) => name === key);
  if (!has && !complete) return undefined;
  if (operator === 'Exists') return has !== undefined;
  if (operator === 'DoesNotExist') return has === undefined;
  if (!has) return operator === 'NotIn';
  if (has[1] === undefined) return undefined;
  return values.includes(has[1]) === (operator === 'In');
}

/** The value of a label: undefined where it is not there or not known. */
export function labelValue({ pairs }: LabelFacts, name: string): string | undefined {
  return pairs.findLast(each => each[0] === name)?.[1];
}

/** Whether a label is there, or may be. */
export function mayHaveLabel({ pairs, complete }: LabelFacts, name: string): boolean {
  return !complete || pairs.some(each => each[0] === name);
}
