import { sourceSpan } from '../../compliance/yaml/scalarSource.js';
import type { PlacedDocument, ScalarNode, Span } from '../../compliance/yaml/node.js';
import { readPromql, type Promql } from '../promql/readPromql.js';

/** An expression of PromQL in a file. */
export interface PlacedExpression extends Promql {
  /** Where the value stands in the file, with its quotes or the sign of its block. */
  readonly span: Span;
  /** Where a part of the expression stands in the file. */
  readonly spanOf: (part: Span) => Span;
  /** The offset in the expression of a place of the file; undefined outside of it. */
  readonly offsetAt: (place: number) => number | undefined;
}

/** What Sloth puts the length of each window in the place of. */
const WINDOW = /\{\{-?\s*\.window\s*-?\}\}/g;
const TEMPLATE = /\{\{|\{%|\{#/;

/**
 * Reads a value as an expression.
 * @param placed the document that the value is in
 * @returns undefined where a template fills in a part of it that is not known
 */
export function placedExpression({ document, offset }: PlacedDocument, node: ScalarNode): PlacedExpression | undefined {
  const text = node.text.replace(WINDOW, placeholder => '5m'.padEnd(placeholder.length));
  if (node.masked && TEMPLATE.test(text)) return undefined;
  const spanOf = (part: Span): Span => {
    const { start, end } = sourceSpan(document.text, node, part.start, part.end);
    return { start: start + offset, end: end + offset };
  };
  const span = { start: node.start + offset, end: node.end + offset };
  return {
    ...readPromql(text),
    span,
    spanOf,
    offsetAt: place => (place < span.start || place > span.end ? undefined : offsetOf(text, spanOf, place)),
  };
}

/** Places of a text come in its order, so that halving finds the last one that begins at a place or before it. */
function offsetOf(text: string, spanOf: (part: Span) => Span, place: number): number {
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (spanOf({ start: middle, end: middle }).start <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** An expression with the length of a window in the place of what stands for it. @param written the text of the value */
export function inWindow(written: string, window: string): string {
  return written.replace(WINDOW, window);
}

/** Whether an expression is about a window that is filled in. */
export function hasWindow(written: string): boolean {
  return new RegExp(WINDOW.source).test(written);
}
