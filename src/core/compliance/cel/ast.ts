import type { Span } from '../yaml/node.js';
import type { CelUint } from './value.js';

export type BinaryOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%' | 'in' | '&&' | '||';

/** A node of an expression. Spans are UTF-16 offsets in its text. */
export type CelNode = { readonly span: Span } & (
  | { readonly op: 'literal'; readonly value: null | boolean | bigint | number | string | Uint8Array | CelUint }
  | { readonly op: 'name'; readonly name: string }
  | { readonly op: 'select'; readonly of: CelNode; readonly field: string; readonly optional: boolean }
  | { readonly op: 'index'; readonly of: CelNode; readonly index: CelNode; readonly optional: boolean }
  | { readonly op: 'call'; readonly name: string; readonly on: CelNode | undefined; readonly args: readonly CelNode[] }
  | { readonly op: 'list'; readonly items: readonly CelNode[] }
  | { readonly op: 'map'; readonly entries: readonly (readonly [CelNode, CelNode])[] }
  | { readonly op: 'choice'; readonly condition: CelNode; readonly then: CelNode; readonly otherwise: CelNode }
  | { readonly op: 'not' | 'negative'; readonly of: CelNode }
  | { readonly op: 'binary'; readonly operator: BinaryOperator; readonly left: CelNode; readonly right: CelNode }
);

/** Why an expression is none, and where in its text. */
export interface CelProblem {
  readonly span: Span;
  readonly message: string;
  readonly values: readonly string[];
}

export type Parsed =
  { readonly ok: true; readonly node: CelNode } | { readonly ok: false; readonly problem: CelProblem };
