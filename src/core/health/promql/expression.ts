import type { TextSpan } from './problem.js';

/** A condition on a label. */
export interface LabelMatcher {
  readonly label: string;
  readonly operator: '=' | '!=' | '=~' | '!~';
  readonly value: string;
  readonly span: TextSpan;
  /** Where the value stands, with its quotes. */
  readonly valueSpan: TextSpan;
}

interface Node {
  readonly span: TextSpan;
}

/** Which series are looked at. */
export interface SelectorNode extends Node {
  readonly kind: 'selector';
  /** The name of the metric; undefined where only labels say which. */
  readonly metric: string | undefined;
  /** Where the name stands, its quotes not counted. */
  readonly metricSpan: TextSpan | undefined;
  /** Whether the name stands before the braces, as usual. */
  readonly isNamedBefore: boolean;
  readonly matchers: readonly LabelMatcher[];
}

/** A range, a subquery, `offset`, `@` or one of the modifiers behind another expression. */
export interface PostfixNode extends Node {
  readonly kind: 'range' | 'subquery' | 'offset' | '@' | 'modifier';
  readonly of: Expression;
  /** Lengths in brackets, or what stands behind `offset`. */
  readonly durations: readonly TextSpan[];
}

export interface BinaryNode extends Node {
  readonly kind: 'binary';
  readonly operator: TextSpan;
  readonly operatorKind: 'comparison' | 'set' | 'arithmetic';
  readonly bool: TextSpan | undefined;
  readonly matching: Matching | undefined;
  readonly left: Expression;
  readonly right: Expression;
}

/** `on` or `ignoring` with labels, and `group_left` or `group_right`. */
export interface Matching extends Node {
  readonly isOn: boolean;
  readonly labels: readonly TextSpan[];
  readonly group: TextSpan | undefined;
  readonly groupLabels: readonly TextSpan[];
}

export interface CallNode extends Node {
  readonly kind: 'call' | 'aggregate';
  /** As written. */
  readonly name: string;
  readonly nameSpan: TextSpan;
  readonly args: readonly Expression[];
}

/** An expression of PromQL as a tree. Spans count from the beginning of its text. */
export type Expression =
  | SelectorNode
  | PostfixNode
  | BinaryNode
  | CallNode
  | (Node & { readonly kind: 'paren' | 'unary'; readonly of: Expression })
  | (Node & { readonly kind: 'number' | 'string' | 'unread' });

/** The expressions that an expression is made of, in the order of the text. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'selector':
    case 'number':
    case 'string':
    case 'unread':
      return [];
    case 'binary':
      return [expression.left, expression.right];
    case 'call':
    case 'aggregate':
      return expression.args;
    default:
      return [expression.of];
  }
}
