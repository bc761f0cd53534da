import type { Span } from '../../compliance/yaml/node.js';
import { nearestName } from '../../catalogue/language/names.js';
import { resultProblem } from '../promql/readPromql.js';
import type { VectorSelector } from '../promql/selectors.js';
import type { PlacedExpression } from './placedExpression.js';
import type { RuleFile } from './ruleFile.js';

/** Something about an expression in a file. */
export interface RuleFinding {
  /** Where it stands in the file. */
  readonly span: Span;
  readonly code: 'promql/syntax' | 'promql/type' | 'promql/result' | 'promql/unknown-metric' | 'promql/no-series';
  readonly severity: 'error' | 'warning' | 'information';
  /** A sentence for a person, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  /** What was probably meant in the place of the span. */
  readonly instead?: string;
}

/** What is wrong with the expressions of a file by themselves: Prometheus refuses them, or can do nothing with the result. */
export function expressionFindings({ rules, expressions }: RuleFile): readonly RuleFinding[] {
  const ofRules = new Set(rules.map(({ expression }) => expression));
  return expressions.flatMap(expression => {
    const result = ofRules.has(expression) && expression.problems.length === 0 ? resultProblem(expression) : undefined;
    return [...expression.problems, ...(result ? [result] : [])].map(
      ({ span, kind, message, values, instead }): RuleFinding => ({
        span: kind === 'result' || span.start === span.end ? expression.span : expression.spanOf(span),
        code: `promql/${kind}`,
        severity: 'error',
        message,
        values,
        ...(instead === undefined ? {} : { instead }),
      }),
    );
  });
}

/** A selector of a file that can be asked for. */
export interface PlacedSelector {
  readonly expression: PlacedExpression;
  readonly selector: VectorSelector;
  /** Its text without range and offset. */
  readonly text: string;
}

/** Series that Prometheus makes itself while alerts are on: without one they are not there. */
const OF_ALERTS = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** The selectors of a file that should match something: not those of which is asked whether there is nothing. */
export function selectorsToAsk({ expressions }: RuleFile): readonly PlacedSelector[] {
  return expressions.flatMap(expression =>
    expression.problems.length > 0
      ? []
      : expression.selectors
          .filter(({ mayBeAbsent, metric }) => !mayBeAbsent && !OF_ALERTS.has(metric ?? ''))
          .map(selector => ({
            expression,
            selector,
            text: expression.text.slice(selector.span.start, selector.span.end),
          })),
  );
}

/** What is known of the series at the source and in the workspace. */
export interface SeriesKnowledge {
  /** The names of all metrics at the source. */
  readonly names: ReadonlySet<string>;
  /** Whether rules or objectives of the workspace make a metric of this name. */
  readonly isMade: (metric: string) => boolean;
  /** How many series a selector matches, by its question; undefined where that was not found out. */
  readonly count: (asked: PlacedSelector) => number | undefined;
}

/** Which selectors of a file look at nothing. Only for a source that has answered completely. */
export function seriesFindings(file: RuleFile, knowledge: SeriesKnowledge): readonly RuleFinding[] {
  const { names, isMade } = knowledge;
  // A source without any metric says nothing about a name.
  if (names.size === 0) return [];
  return selectorsToAsk(file).flatMap((asked): readonly RuleFinding[] => {
    const { expression, selector } = asked;
    const { metric, metricSpan, span } = selector;
    if (metric !== undefined && metricSpan && !names.has(metric)) {
      if (isMade(metric)) return [];
      const near = nearestName(metric, names);
      return [
        {
          span: expression.spanOf(metricSpan),
          code: 'promql/unknown-metric',
          severity: 'warning',
          message:
            near === undefined
              ? 'The connected Prometheus has no metric “{0}”.'
              : 'The connected Prometheus has no metric “{0}”. Did you mean {1}?',
          values: near === undefined ? [metric] : [metric, near],
          ...(near === undefined ? {} : { instead: near }),
        },
      ];
    }
    if ((metric !== undefined && isMade(metric)) || knowledge.count(asked) !== 0) return [];
    return [
      {
        span: expression.spanOf(span),
        code: 'promql/no-series',
        severity: 'information',
        message: 'This matches no series at the connected Prometheus now.',
        values: [],
      },
    ];
  });
}
