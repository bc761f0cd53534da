/** What an expression gives (Prometheus, "Expression language data types"). */
export type ValueType = 'scalar' | 'vector' | 'range' | 'string';

/** What a function takes and gives. */
export interface PromqlFunction {
  /** Types of its arguments; the last one stands for all that follow where there may be more. */
  readonly takes: readonly ValueType[];
  readonly least: number;
  /** Infinity where there is no limit. */
  readonly most: number;
  readonly gives: ValueType;
}

const exactly = (gives: ValueType, ...takes: readonly ValueType[]): PromqlFunction => ({
  takes,
  least: takes.length,
  most: takes.length,
  gives,
});
const between = (least: number, most: number, ...takes: readonly ValueType[]): PromqlFunction => ({
  takes,
  least,
  most,
  gives: 'vector',
});

const ofVector = exactly('vector', 'vector');
const ofRange = exactly('vector', 'range');

const OF_VECTOR =
  'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn sin sinh sort sort_desc sqrt start_timestamp tan tanh timestamp';
const OF_RANGE =
  'absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time';
const OF_DAY = 'day_of_month day_of_week day_of_year days_in_month hour minute month year';

/**
 * All functions that any version of Prometheus has had since 2.0, experimental ones among them: which version evaluates a rule is
 * not known (Prometheus, "Query functions"; `promql/parser/functions.go`).
 */
export const FUNCTIONS: ReadonlyMap<string, PromqlFunction> = new Map<string, PromqlFunction>([
  ...OF_VECTOR.split(' ').map((name): [string, PromqlFunction] => [name, ofVector]),
  ...OF_RANGE.split(' ').map((name): [string, PromqlFunction] => [name, ofRange]),
  ...OF_DAY.split(' ').map((name): [string, PromqlFunction] => [name, between(0, 1, 'vector')]),
  ['clamp', exactly('vector', 'vector', 'scalar', 'scalar')],
  ['clamp_max', exactly('vector', 'vector', 'scalar')],
  ['clamp_min', exactly('vector', 'vector', 'scalar')],
  ['double_exponential_smoothing', exactly('vector', 'range', 'scalar', 'scalar')],
  ['end', exactly('scalar')],
  ['histogram_fraction', exactly('vector', 'scalar', 'scalar', 'vector')],
  ['histogram_quantile', exactly('vector', 'scalar', 'vector')],
  ['histogram_quantiles', between(3, Infinity, 'vector', 'string', 'scalar')],
  ['holt_winters', exactly('vector', 'range', 'scalar', 'scalar')],
  ['info', between(1, 2, 'vector', 'vector')],
  ['label_join', between(3, Infinity, 'vector', 'string', 'string', 'string')],
  ['label_replace', exactly('vector', 'vector', 'string', 'string', 'string', 'string')],
  ['pi', exactly('scalar')],
  ['predict_linear', exactly('vector', 'range', 'scalar')],
  ['quantile_over_time', exactly('vector', 'scalar', 'range')],
  ['range', exactly('scalar')],
  ['round', between(1, 2, 'vector', 'scalar')],
  ['scalar', exactly('scalar', 'vector')],
  ['sort_by_label', between(1, Infinity, 'vector', 'string')],
  ['sort_by_label_desc', between(1, Infinity, 'vector', 'string')],
  ['start', exactly('scalar')],
  ['step', exactly('scalar')],
  ['time', exactly('scalar')],
  ['vector', exactly('vector', 'scalar')],
]);

/** Operators that make few series of many, with the type of the parameter that stands before the vector. */
export const AGGREGATIONS: ReadonlyMap<string, ValueType | undefined> = new Map<string, ValueType | undefined>([
  ...['avg', 'count', 'group', 'max', 'min', 'stddev', 'stdvar', 'sum'].map((name): [string, undefined] => [
    name,
    undefined,
  ]),
  ...['bottomk', 'limit_ratio', 'limitk', 'quantile', 'topk'].map((name): [string, ValueType] => [name, 'scalar']),
  ['count_values', 'string'],
]);

/** Functions of Grafana Loki's language alone: rules for logs stand in files of the same form. */
export const OF_LOGS: ReadonlySet<string> = new Set(['bytes_over_time', 'bytes_rate', 'rate_counter']);
