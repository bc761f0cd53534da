import { durationSeconds } from './duration.js';
import { partsOf, type Expression, type SelectorNode } from './expression.js';

/** Which series an expression looks at, in one place. */
export interface VectorSelector extends SelectorNode {
  /** Length of the range behind it and of the subqueries around it, in seconds; undefined where there is none that is a number. */
  readonly rangeS: number | undefined;
  /** As written, such as `5m` or `-1h`. */
  readonly offset: string | undefined;
  /** Whether it is asked here whether there is nothing: in `absent()` and `absent_over_time()`. */
  readonly mayBeAbsent: boolean;
}

type Around = Pick<VectorSelector, 'rangeS' | 'offset' | 'mayBeAbsent'>;

/** All selectors of an expression, in the order of the text. */
export function selectorsOf(text: string, expression: Expression): readonly VectorSelector[] {
  const found: VectorSelector[] = [];
  collect(expression, { rangeS: undefined, offset: undefined, mayBeAbsent: false });
  return found;

  function collect(node: Expression, around: Around): void {
    if (node.kind === 'selector') found.push({ ...node, ...around });
    else for (const part of partsOf(node)) collect(part, within(text, node, around));
  }
}

function within(text: string, node: Expression, around: Around): Around {
  if (node.kind === 'call' && /^absent(?:_over_time)?$/.test(node.name)) return { ...around, mayBeAbsent: true };
  if (node.kind === 'range' || node.kind === 'subquery') {
    const [length] = node.durations;
    const seconds = length && durationSeconds(text.slice(length.start, length.end));
    return { ...around, rangeS: seconds === undefined ? around.rangeS : seconds + (around.rangeS ?? 0) };
  }
  if (node.kind !== 'offset') return around;
  const [amount] = node.durations;
  const isDirect = node.of.kind === 'selector' || node.of.kind === 'range';
  return isDirect && amount ? { ...around, offset: text.slice(amount.start, amount.end).replace(/\s+/g, '') } : around;
}
