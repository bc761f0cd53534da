/** Part of an expression: UTF-16 offsets from its beginning, the end is exclusive. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Why Prometheus refuses an expression. */
export interface PromqlProblem {
  readonly span: TextSpan;
  /**
   * - `syntax`: it cannot be read
   * - `type`: it can be read, but Prometheus does not take what stands there
   * - `result`: it is evaluated, but a rule can do nothing with the result
   */
  readonly kind: 'syntax' | 'type' | 'result';
  /** A sentence for a person, `{0}` … standing for `values`. */
  readonly message: string;
  readonly values: readonly string[];
  /** What was probably meant in the place of the span. */
  readonly instead?: string;
}
