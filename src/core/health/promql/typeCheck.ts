import { durationSeconds } from './duration.js';
import type { BinaryNode, CallNode, Expression, PostfixNode, SelectorNode } from './expression.js';
import { AGGREGATIONS, FUNCTIONS, type PromqlFunction, type ValueType } from './functions.js';
import { matchesNothing, patternMistake } from './patterns.js';
import type { PromqlProblem, TextSpan } from './problem.js';

/** What an expression gives; undefined where that is not known. */
export interface TypeCheck {
  readonly type: ValueType | undefined;
  readonly problems: readonly PromqlProblem[];
}

/** Prometheus' terms for types, in every language. */
const TERMS: Readonly<Record<ValueType, string>> = {
  scalar: 'scalar',
  vector: 'instant vector',
  range: 'range vector',
  string: 'string',
};

/**
 * Finds what Prometheus refuses in an expression that can be read (`promql/parser/parse.go`, `checkAST`), as far as every version
 * does. What only some versions refuse is not found.
 */
export function checkTypes(text: string, expression: Expression): TypeCheck {
  const check = new Checker(text);
  return { type: check.typeOf(expression), problems: check.problems };
}

class Checker {
  readonly problems: PromqlProblem[] = [];

  constructor(private readonly expression: string) {}

  /** The type of an expression; what is wrong within it is reported on the way. */
  typeOf(node: Expression): ValueType | undefined {
    switch (node.kind) {
      case 'number':
        return 'scalar';
      case 'string':
        return 'string';
      case 'unread':
        return undefined;
      case 'paren':
        return this.typeOf(node.of);
      case 'selector':
        this.checkSelector(node);
        return 'vector';
      case 'unary':
        return this.typeOfUnary(node.span, node.of);
      case 'binary':
        return this.typeOfBinary(node);
      case 'call':
        return this.typeOfCall(node);
      case 'aggregate':
        return this.typeOfAggregate(node);
      default:
        return this.typeOfPostfix(node);
    }
  }

  private text({ start, end }: TextSpan): string {
    return this.expression.slice(start, end);
  }

  private report(span: TextSpan, message: string, ...values: readonly string[]): void {
    this.problems.push({ span, kind: 'type', message, values });
  }

  private checkSelector({ matchers, metric, isNamedBefore, span: whole }: SelectorNode): void {
    let selects = isNamedBefore || (metric !== undefined && metric !== '');
    for (const { label, operator, value, span, valueSpan } of matchers) {
      if (operator === '=~' || operator === '!~') {
        const mistake = patternMistake(value);
        if (mistake !== undefined)
          this.report(valueSpan, '“{0}” is no regular expression that Prometheus reads: {1}.', value, mistake);
      }
      if (label === '__name__' && isNamedBefore) this.report(span, 'The name of the metric stands here a second time.');
      selects ||= !matchesEmpty(operator, value);
    }
    if (!selects)
      this.report(
        whole,
        'This would match every series there is: at least one label must have a value that is not empty.',
      );
  }

  private typeOfPostfix(node: PostfixNode): ValueType | undefined {
    const type = this.typeOf(node.of);
    switch (node.kind) {
      case 'range':
        this.checkRange(node);
        return 'range';
      case 'subquery':
        if (type !== undefined && type !== 'vector')
          this.report(node.span, 'A subquery is made of an instant vector; this has the type {0}.', TERMS[type]);
        this.checkDurations(node);
        return 'range';
      case 'modifier':
        return type;
      default:
        this.checkMoved(node, node.kind);
        return type;
    }
  }

  private checkRange(node: PostfixNode): void {
    const { of, durations } = node;
    const [duration] = durations;
    if (of.kind === 'offset' || of.kind === '@') this.report(node.span, 'The range stands before “{0}”.', of.kind);
    else if (of.kind !== 'selector')
      this.report(
        node.span,
        'Only a selector can have a range. For other expressions there are subqueries, such as [{0}:].',
        duration ? this.text(duration) : '5m',
      );
    this.checkDurations(node);
  }

  private checkDurations({ durations }: PostfixNode): void {
    for (const duration of durations) {
      const text = this.text(duration);
      if (durationSeconds(text) === 0 || text === '0')
        this.report(duration, 'The duration must be longer than nothing.');
    }
  }

  private checkMoved(node: PostfixNode, sign: 'offset' | '@'): void {
    let inner: Expression = node.of;
    while (inner.kind === 'offset' || inner.kind === '@' || inner.kind === 'modifier') {
      if (inner.kind === sign) this.report(node.span, '“{0}” stands here twice.', sign);
      inner = inner.of;
    }
    if (inner.kind !== 'selector' && inner.kind !== 'range' && inner.kind !== 'subquery' && inner.kind !== 'unread')
      this.report(node.span, '“{0}” stands behind a selector or a subquery, not behind other expressions.', sign);
  }

  private typeOfUnary(span: TextSpan, operand: Expression): ValueType | undefined {
    const type = this.typeOf(operand);
    if (type === 'string' || type === 'range')
      this.report(span, 'Only a number or an instant vector has a sign; this has the type {0}.', TERMS[type]);
    return type;
  }

  private typeOfBinary(node: BinaryNode): ValueType | undefined {
    const { operator, operatorKind, bool } = node;
    const types = [node.left, node.right].map(side => {
      const type = this.typeOf(side);
      if (type === 'string' || type === 'range')
        this.report(side.span, 'Operators take numbers and instant vectors; this has the type {0}.', TERMS[type]);
      return type;
    });
    const sign = this.text(operator);
    const areNumbers = types.every(type => type === 'scalar');
    if (bool && operatorKind !== 'comparison') this.report(bool, '“bool” belongs to comparisons only.');
    if (operatorKind === 'comparison' && !bool && areNumbers)
      this.report(operator, 'Two numbers are compared with “{0} bool”.', sign);
    if (operatorKind === 'set' && types.includes('scalar'))
      this.report(operator, '“{0}” takes instant vectors, no numbers.', sign);
    this.checkMatching(node, sign, types);
    if (types.includes('vector') || operatorKind === 'set') return 'vector';
    return areNumbers ? 'scalar' : undefined;
  }

  private checkMatching(
    { matching, operatorKind }: BinaryNode,
    sign: string,
    types: readonly (ValueType | undefined)[],
  ): void {
    if (!matching) return;
    const { group, labels, groupLabels, isOn, span } = matching;
    if (group && operatorKind === 'set') this.report(group, '“{0}” has no groups: it takes all that match.', sign);
    else if (types.includes('scalar') && operatorKind !== 'set' && labels.length > 0)
      this.report(span, 'Series are matched only between two instant vectors.');
    if (!isOn) return;
    const names = new Set(labels.map(label => this.text(label)));
    for (const label of groupLabels)
      if (names.has(this.text(label)))
        this.report(label, 'The label “{0}” cannot stand in “on” and in the group at once.', this.text(label));
  }

  private typeOfAggregate({ name: written, nameSpan, args }: CallNode): ValueType {
    const name = written.toLowerCase();
    const types = args.map(each => this.typeOf(each));
    const parameter = AGGREGATIONS.get(name);
    const takes: readonly ValueType[] = parameter === undefined ? ['vector'] : [parameter, 'vector'];
    if (args.length === takes.length) this.checkArguments(name, args, types, takes);
    else
      this.report(
        nameSpan,
        parameter === undefined
          ? '“{0}” takes one expression; here are {1}.'
          : '“{0}” takes a parameter and an expression; here are {1}.',
        name,
        String(args.length),
      );
    return 'vector';
  }

  private typeOfCall({ name, nameSpan, args }: CallNode): ValueType | undefined {
    const types = args.map(each => this.typeOf(each));
    const known = FUNCTIONS.get(name);
    if (!known) return undefined;
    if (args.length < known.least || args.length > known.most)
      this.report(nameSpan, '“{0}” takes {1} arguments; here are {2}.', name, countText(known), String(args.length));
    // What it takes as its second argument is the form of a selector, not its series.
    else if (name !== 'info') this.checkArguments(name, args, types, known.takes);
    return known.gives;
  }

  private checkArguments(
    name: string,
    args: readonly Expression[],
    types: readonly (ValueType | undefined)[],
    takes: readonly ValueType[],
  ): void {
    args.forEach(({ span }, index) => {
      const wanted = takes[Math.min(index, takes.length - 1)];
      const type = types[index];
      if (wanted === undefined || type === undefined || type === wanted) return;
      if (wanted === 'range' && type === 'vector')
        this.report(span, '“{0}” takes a range vector: write a duration behind it, such as [5m].', name);
      else if (wanted === 'vector' && type === 'range')
        this.report(span, '“{0}” takes an instant vector, without a duration in brackets.', name);
      else this.report(span, '“{0}” takes the type {1} here, not {2}.', name, TERMS[wanted], TERMS[type]);
    });
  }
}

/** How many arguments a function takes, as numbers: `2`, `1-2` or `3+`. */
function countText({ least, most }: PromqlFunction): string {
  if (least === most) return String(least);
  return most === Infinity ? `${String(least)}+` : `${String(least)}-${String(most)}`;
}

function matchesEmpty(operator: string, value: string): boolean {
  switch (operator) {
    case '=':
      return value === '';
    case '!=':
      return value !== '';
    case '=~':
      return matchesNothing(value) ?? false;
    default:
      return !(matchesNothing(value) ?? true);
  }
}
