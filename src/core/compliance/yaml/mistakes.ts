import type { SyntaxProblem } from './node.js';

/**
 * Says what is wrong with a document that cannot be read.
 * @param reason what the parser says
 * @param position where it gave up
 */
export function explainMistake(text: string, reason: string, position: number): SyntaxProblem {
  const at = Math.min(position, Math.max(0, text.length - 1));
  return { span: { start: at, end: Math.min(text.length, at + 1) }, message: '{0}', values: [reason] };
}
