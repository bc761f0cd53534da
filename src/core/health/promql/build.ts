import type { SyntaxNode, Tree } from '@lezer/common';
import type { Expression, LabelMatcher, Matching, PostfixNode, SelectorNode } from './expression.js';
import type { TextSpan } from './problem.js';
import { quotedTexts } from './text.js';

const COMPARISONS: ReadonlySet<string> = new Set(['Eql', 'Neq', 'Gtr', 'Gte', 'Lss', 'Lte']);
const SET_OPERATORS: ReadonlySet<string> = new Set(['And', 'Or', 'Unless']);

const POSTFIXES: Readonly<Partial<Record<string, PostfixNode['kind']>>> = {
  MatrixSelector: 'range',
  SubqueryExpr: 'subquery',
  OffsetExpr: 'offset',
  StepInvariantExpr: '@',
  AnchoredExpr: 'modifier',
  SmoothedExpr: 'modifier',
};

/** Makes an expression of the grammar's tree, which has no error in it. */
export function buildExpression(text: string, tree: Tree): Expression {
  return build(text, tree.topNode.firstChild);
}

function build(text: string, node: SyntaxNode | null): Expression {
  let at = node;
  while (at?.name === 'LineComment') at = at.nextSibling;
  if (!at) return { kind: 'unread', span: { start: 0, end: text.length } };
  const span = spanOf(at);
  const postfix = POSTFIXES[at.name];
  if (postfix !== undefined) return attach(postfix, at, build(text, at.firstChild));
  switch (at.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', span };
    case 'StringLiteral':
      return { kind: 'string', span };
    case 'ParenExpr':
      return { kind: 'paren', span, of: build(text, at.firstChild) };
    case 'UnaryExpr':
      return { kind: 'unary', span, of: build(text, at.getChild('UnaryOp')?.nextSibling ?? null) };
    case 'VectorSelector':
      return buildSelector(text, at);
    case 'BinaryExpr':
      return buildBinary(text, at);
    case 'FunctionCall':
    case 'AggregateExpr':
      return buildCall(text, at);
    default:
      return { kind: 'unread', span };
  }
}

/**
 * Puts a range, an offset or the like behind what it belongs to. The grammar has them bind less than operators, so that it reads
 * `a > b offset 5m` as `(a > b) offset 5m`; Prometheus' own parser has them belong to `b`.
 */
function attach(kind: PostfixNode['kind'], node: SyntaxNode, to: Expression): Expression {
  const end = node.to;
  if (to.kind === 'binary') return { ...to, span: { start: to.span.start, end }, right: attach(kind, node, to.right) };
  if (to.kind === 'unary') return { ...to, span: { start: to.span.start, end }, of: attach(kind, node, to.of) };
  const durations = [...node.getChildren('DurationExpr'), ...node.getChildren('OffsetDurationExpr')].map(spanOf);
  return { kind, span: { start: to.span.start, end }, of: to, durations };
}

function buildSelector(text: string, node: SyntaxNode): SelectorNode {
  const identifier = node.getChild('Identifier');
  let metric = identifier ? text.slice(identifier.from, identifier.to) : undefined;
  let metricSpan = identifier ? spanOf(identifier) : undefined;
  const matchers: LabelMatcher[] = [];
  for (let child = node.getChild('LabelMatchers')?.firstChild ?? null; child; child = child.nextSibling) {
    if (child.name === 'QuotedLabelName') {
      metric = unquoted(text, child);
      metricSpan = { start: child.from + 1, end: child.to - 1 };
      continue;
    }
    const matcher = buildMatcher(text, child);
    if (!matcher) continue;
    matchers.push(matcher);
    if (matcher.label === '__name__' && matcher.operator === '=' && metric === undefined) {
      metric = matcher.value;
      metricSpan = { start: matcher.valueSpan.start + 1, end: matcher.valueSpan.end - 1 };
    }
  }
  const isNamedBefore = identifier !== null;
  return { kind: 'selector', span: spanOf(node), metric, metricSpan, isNamedBefore, matchers };
}

function buildMatcher(text: string, node: SyntaxNode): LabelMatcher | undefined {
  const label = node.getChild('LabelName') ?? node.getChild('QuotedLabelName');
  const operator = node.getChild('MatchOp');
  const value = node.getChildren('StringLiteral').at(-1);
  if (!label || !operator || !value) return undefined;
  const name = label.name === 'LabelName' ? text.slice(label.from, label.to) : unquoted(text, label);
  return {
    label: name,
    operator: text.slice(operator.from, operator.to) as LabelMatcher['operator'],
    value: unquoted(text, value),
    span: spanOf(node),
    valueSpan: spanOf(value),
  };
}

function unquoted(text: string, node: SyntaxNode): string {
  return quotedTexts(text.slice(node.from, node.to)).texts[0]?.text ?? '';
}

function buildBinary(text: string, node: SyntaxNode): Expression {
  const left = node.firstChild;
  let operator = left?.nextSibling ?? null;
  while (operator?.name === 'LineComment') operator = operator.nextSibling;
  let right = node.lastChild;
  while (right?.name === 'LineComment') right = right.prevSibling;
  if (!operator) return { kind: 'unread', span: spanOf(node) };
  const { name } = operator;
  const bool = node.getChild('BoolModifier');
  return {
    kind: 'binary',
    span: spanOf(node),
    operator: spanOf(operator),
    operatorKind: COMPARISONS.has(name) ? 'comparison' : SET_OPERATORS.has(name) ? 'set' : 'arithmetic',
    bool: bool ? spanOf(bool) : undefined,
    matching: buildMatching(node.getChild('MatchingModifierClause')),
    left: build(text, left),
    right: build(text, right),
  };
}

function buildMatching(node: SyntaxNode | null): Matching | undefined {
  if (!node) return undefined;
  const group = node.getChild('GroupLeft') ?? node.getChild('GroupRight');
  const [labels, groupLabels] = node.getChildren('GroupingLabels');
  return {
    span: spanOf(node),
    isOn: node.getChild('On') !== null,
    labels: labelsOf(labels),
    group: group ? spanOf(group) : undefined,
    groupLabels: labelsOf(groupLabels),
  };
}

function labelsOf(node: SyntaxNode | undefined): readonly TextSpan[] {
  return node ? [...node.getChildren('LabelName'), ...node.getChildren('QuotedLabelName')].map(spanOf) : [];
}

function buildCall(text: string, node: SyntaxNode): Expression {
  const called = node.getChild('FunctionIdentifier') ?? node.getChild('AggregateOp');
  if (!called) return { kind: 'unread', span: spanOf(node) };
  const args: Expression[] = [];
  for (let child = node.getChild('FunctionCallBody')?.firstChild ?? null; child; child = child.nextSibling)
    if (child.name !== 'LineComment') args.push(build(text, child));
  return {
    kind: node.name === 'FunctionCall' ? 'call' : 'aggregate',
    span: spanOf(node),
    name: text.slice(called.from, called.to),
    nameSpan: spanOf(called),
    args,
  };
}

function spanOf(node: SyntaxNode): TextSpan {
  return { start: node.from, end: node.to };
}
