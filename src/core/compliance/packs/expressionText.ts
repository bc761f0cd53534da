import { compileCel, type CelExpression, type CelNames } from '../cel/expression.js';
import { patternOf } from '../cel/functions/regularExpressions.js';
import { parseCel } from '../cel/parse.js';
import type { CelNode } from '../cel/ast.js';
import type { RuleInfo } from '../rule.js';
import type { ScalarNode, Span } from '../yaml/node.js';
import type { NodePath } from './nodePath.js';
import { PACK_RULES } from './packRules.js';
import type { TextTemplate } from './pack.js';

type Tell = (rule: RuleInfo, at: Span, message: string, ...values: readonly string[]) => void;

/**
 * Compiles an expression that stands in a file.
 * @param text all of the file's text that spans count in
 * @param from where in the scalar's own text the expression begins
 * @returns undefined where it cannot be compiled; then that was told
 */
export function readExpression(
  text: string,
  node: ScalarNode,
  names: CelNames,
  tell: Tell,
  part: { readonly from: number; readonly length: number } = { from: 0, length: node.text.length },
): CelExpression | undefined {
  const expression = node.text.slice(part.from, part.from + part.length);
  const place = ({ start, end }: Span): Span => spanInScalar(text, node, part.from + start, part.from + end);
  const compiled = compileCel(expression, names);
  if (!compiled.ok) {
    const { span, message, values } = compiled.problem;
    tell(PACK_RULES.expression, place(span), message, ...values);
    return undefined;
  }
  const patterns = badPatterns(expression);
  for (const { span, why } of patterns)
    tell(PACK_RULES.pattern, place(span), 'This is no regular expression of RE2: {0}.', why);
  return patterns.length > 0 ? undefined : compiled.expression;
}

/** The patterns that are written out in an expression and are none. */
function badPatterns(text: string): readonly { readonly span: Span; readonly why: string }[] {
  const parsed = parseCel(text);
  if (!parsed.ok) return [];
  const found: { span: Span; why: string }[] = [];
  walkExpression(parsed.node, node => {
    const pattern = node.op === 'call' && node.name === 'matches' ? node.args.at(-1) : undefined;
    if (pattern?.op !== 'literal' || typeof pattern.value !== 'string') return;
    const compiled = patternOf(pattern.value);
    if (typeof compiled === 'string') found.push({ span: pattern.span, why: compiled });
  });
  return found;
}

function walkExpression(node: CelNode, visit: (node: CelNode) => void): void {
  visit(node);
  for (const below of partsOf(node)) walkExpression(below, visit);
}

function partsOf(node: CelNode): readonly CelNode[] {
  switch (node.op) {
    case 'literal':
    case 'name':
      return [];
    case 'select':
    case 'not':
    case 'negative':
      return [node.of];
    case 'index':
      return [node.of, node.index];
    case 'call':
      return node.on ? [node.on, ...node.args] : node.args;
    case 'list':
      return node.items;
    case 'map':
      return node.entries.flat();
    case 'choice':
      return [node.condition, node.then, node.otherwise];
    case 'binary':
      return [node.left, node.right];
  }
}

/** The first path from `object` that an expression looks at, as far as it can be read from the text. */
export function firstPath(text: string): NodePath {
  const parsed = parseCel(text);
  let longest: NodePath | undefined;
  if (parsed.ok)
    walkExpression(parsed.node, node => {
      longest ??= pathOf(node);
    });
  return longest ?? [];
}

function pathOf(node: CelNode): NodePath | undefined {
  if (node.op === 'name') return node.name === 'object' ? [] : undefined;
  if (node.op === 'select') {
    const before = pathOf(node.of);
    return before && [...before, node.field];
  }
  if (node.op !== 'index' || node.index.op !== 'literal') return undefined;
  const { value } = node.index;
  const before = pathOf(node.of);
  if (!before || (typeof value !== 'string' && typeof value !== 'bigint')) return undefined;
  return [...before, typeof value === 'bigint' ? Number(value) : value];
}

/** A text with `{{ expressions }}` in it. What is wrong in one of them was told. */
export function readTemplate(text: string, node: ScalarNode, names: CelNames, tell: Tell): TextTemplate {
  const parts: (string | CelExpression)[] = [];
  let from = 0;
  for (const { index, 0: all, 1: inner = '' } of node.text.matchAll(/\{\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}\}/g)) {
    parts.push(node.text.slice(from, index));
    const expression = readExpression(text, node, names, tell, { from: index + 2, length: inner.length });
    if (expression) parts.push(expression);
    from = index + all.length;
  }
  parts.push(node.text.slice(from));
  return parts.filter(part => part !== '');
}

/**
 * Where a part of a scalar's text stands in its file: exactly where it is written as it is read, or line by line; else the whole.
 * @param start in the scalar's own text
 */
export function spanInScalar(text: string, node: ScalarNode, start: number, end: number): Span {
  const written = text.slice(node.start, node.end);
  const quote = node.style === 'single' || node.style === 'double' ? 1 : 0;
  if (written.slice(quote, written.length - quote) === node.text)
    return {
      start: node.start + quote + start,
      end: Math.min(node.end, node.start + quote + Math.max(end, start + 1)),
    };
  if (node.style !== 'literal' && node.style !== 'plain') return node;
  // The first line of a block says how it is written.
  let cursor = node.style === 'literal' ? written.indexOf('\n') + 1 : 0;
  let read = 0;
  for (const line of node.text.split('\n')) {
    const found = written.indexOf(line, cursor);
    if (found < 0) return node;
    if (start <= read + line.length) {
      const begin = node.start + found + (start - read);
      return { start: begin, end: begin + Math.max(1, Math.min(end, read + line.length) - start) };
    }
    cursor = found + line.length;
    read += line.length + 1;
  }
  return node;
}
