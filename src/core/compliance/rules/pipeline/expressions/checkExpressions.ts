import { fixOf } from '../../../fixes/edits.js';
import type { Report } from '../../../rule.js';
import { sourceSpan } from '../../../yaml/scalarSource.js';
import { jobSubject, type Workflow } from '../workflow.js';
import { AVAILABILITY } from './availability.js';
import { readExpression, type ReadExpression } from './expression.js';
import { sitesOf, type Expected, type Site } from './sites.js';
import { templatesIn, wholeTemplate, type Template } from './templates.js';
import { isConstant, typeOf } from './typeCheck.js';
import { typeName, type ExpressionType } from './types.js';

/** Says what cannot be right in the expressions of a workflow. */
export function checkExpressions(workflow: Workflow, report: (found: Report) => void): void {
  for (const site of sitesOf(workflow)) {
    const say = (found: Report): void => report({ ...found, ...(site.job ? { subject: jobSubject(site.job) } : {}) });
    const checker = new SiteChecker(workflow, site, say);
    if (site.condition) checker.condition();
    else checker.templates();
  }
}

class SiteChecker {
  constructor(
    private readonly workflow: Workflow,
    private readonly site: Site,
    private readonly say: (found: Report) => void,
  ) {}

  templates(): void {
    const { node, expected, declared } = this.site;
    const whole = wholeTemplate(node);
    for (const template of templatesIn(node)) {
      const type = this.check(template.read, template.inner);
      if (!type) continue;
      if (template !== whole || expected === 'text') this.mustBeText(template, type);
      else if (declared) this.mustBeDeclared(template, type, declared);
      else this.mustBe(template, type, expected);
    }
  }

  condition(): void {
    const { node } = this.site;
    if (node.text.trim() === '') return;
    const found = templatesIn(node);
    if (found.length === 0) {
      const read = readExpression(node.text);
      this.check(read, 0);
      this.constant(read, node.text);
      return;
    }
    for (const template of found) this.check(template.read, template.inner);
    const [only] = found;
    if (found.length === 1 && only?.start === 0 && only.end === node.text.length) {
      this.constant(only.read, node.text);
      return;
    }
    this.say({
      at: node,
      check: 'if-cond',
      message: 'This condition is always true: more than “{0}” stands there, which makes a text of it.',
      values: ['${{ }}'],
    });
  }

  private constant(read: ReadExpression, text: string): void {
    if (!read.ok || !isConstant(read.root)) return;
    this.say({
      at: this.site.node,
      check: 'if-cond',
      severity: 'warning',
      message: 'This condition never changes: {0}',
      values: [text.trim()],
    });
  }

  /** @param inner where the expression begins in the decoded text */
  private check(read: ReadExpression, inner: number): ExpressionType | undefined {
    const { node, place, contexts } = this.site;
    const { document } = this.workflow;
    const spanOf = (at: { start: number; end: number }): { start: number; end: number } =>
      sourceSpan(document.text, node, inner + at.start, inner + at.end);
    if (!read.ok) {
      const { span, message, values } = read.problem;
      this.say({ at: spanOf(span), check: 'expression', message, values });
      return undefined;
    }
    return typeOf(read.root, {
      available: AVAILABILITY[place],
      context: name => contexts.get(name),
      report: ({ at, message, values, nearest }) => {
        const span = spanOf(at);
        this.say({
          at: span,
          check: 'expression',
          message,
          values,
          fixes: () =>
            nearest === undefined || document.text.slice(span.start, span.end) !== values[0]
              ? []
              : [fixOf('review', 'Write {0}', [nearest], { ...span, text: nearest })],
        });
      },
    });
  }

  private mustBeText(template: Template, type: ExpressionType): void {
    if (type.kind !== 'object' && type.kind !== 'array' && type.kind !== 'null') return;
    this.sayOfWhole(
      template,
      'A value of type {0} says nothing as a text. “toJSON” shows what is in it.',
      typeName(type),
    );
  }

  private mustBeDeclared(template: Template, { kind }: ExpressionType, declared: ExpressionType): void {
    if (kind === 'any' || declared.kind === 'any' || kind === declared.kind || declared.kind === 'string') return;
    this.sayOfWhole(template, 'The input is of type {1}: a value of type {0} is none.', kind, declared.kind);
  }

  private mustBe(template: Template, type: ExpressionType, expected: Expected): void {
    const { kind } = type;
    const isWrong: Readonly<Record<Expected, boolean>> = {
      any: false,
      text: false,
      object: kind !== 'object',
      runner: kind === 'object' || kind === 'null',
      list: kind === 'object' || kind === 'null',
      number: kind !== 'number' && kind !== 'string',
      boolean: kind === 'object' || kind === 'array' || kind === 'null',
    };
    if (kind === 'any' || !isWrong[expected]) return;
    const wanted = { any: '', text: '', object: 'object', runner: 'string or array', list: 'string or array' };
    this.sayOfWhole(
      template,
      'A value of type {1} belongs here: this is of type {0}.',
      typeName(type),
      expected in wanted ? wanted[expected as keyof typeof wanted] : expected,
    );
  }

  private sayOfWhole({ start, end }: Template, message: string, ...values: readonly string[]): void {
    const { node } = this.site;
    this.say({
      at: sourceSpan(this.workflow.document.text, node, start, end),
      check: 'expression',
      message,
      values,
    });
  }
}
