import type { ScalarNode } from '../../../yaml/node.js';
import { readExpression, type ReadExpression } from './expression.js';

/** `${{ … }}` in a scalar. Offsets count in the decoded text. */
export interface Template {
  /** Where `${{` begins, and where `}}` ends. */
  readonly start: number;
  readonly end: number;
  /** Where the expression begins. */
  readonly inner: number;
  readonly read: ReadExpression;
}

const found = new WeakMap<ScalarNode, readonly Template[]>();

/** The templates in a scalar; none in one that another template language writes. */
export function templatesIn(node: ScalarNode): readonly Template[] {
  if (node.masked || !node.text.includes('${{')) return NONE;
  let templates = found.get(node);
  if (!templates) found.set(node, (templates = readTemplates(node.text)));
  return templates;
}
const NONE: readonly Template[] = [];

/** Reads every `${{ … }}` of a text; one that is not closed is a problem of its own. */
export function readTemplates(text: string): readonly Template[] {
  const templates: Template[] = [];
  for (let at = text.indexOf('${{'); at >= 0;) {
    const inner = at + 3;
    const close = closingOf(text, inner);
    if (close < 0) {
      const read: ReadExpression = {
        ok: false,
        problem: { span: { start: -3, end: 0 }, message: 'This expression has no closing “}}”.', values: [] },
      };
      templates.push({ start: at, end: text.length, inner, read });
      return templates;
    }
    templates.push({ start: at, end: close + 2, inner, read: readExpression(text.slice(inner, close)) });
    at = text.indexOf('${{', close + 2);
  }
  return templates;
}

/** Where `}}` stands, past texts in quotes. */
function closingOf(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "'") quoted = !quoted;
    else if (!quoted && text.startsWith('}}', at)) return at;
  }
  // A quote that is never closed is said where it stands.
  return quoted ? text.indexOf('}}', from) : -1;
}

/** The template that a scalar is as a whole, so that its value is that of the expression. */
export function wholeTemplate(node: ScalarNode): Template | undefined {
  const [template, ...others] = templatesIn(node);
  return template && others.length === 0 && template.start === 0 && template.end === node.text.trimEnd().length
    ? template
    : undefined;
}
