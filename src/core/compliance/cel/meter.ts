/** Costs as in Kubernetes (`k8s.io/apiserver/pkg/apis/cel`): of one expression, and of all of a policy. */
export const MOST_PER_EXPRESSION = 1_000_000;
export const MOST_PER_POLICY = 10_000_000;
/** After so many steps it is asked whether the time is over. */
const STEPS_BETWEEN_LOOKS = 100;

/** An expression that was stopped because it costs too much or takes too long. Thrown: nothing in an expression can absorb it. */
export class CelLimitReached extends Error {
  override readonly name = 'CelLimitReached';
}

/** Measures what expressions cost: one for each node and each item of a list, a tenth for each letter of a text. */
export class Meter {
  private left = 0;
  private steps = 0;

  /**
   * @param policyLeft for all expressions that it measures together
   * @param overdue whether the time is over; asked every 100 steps
   */
  constructor(
    private policyLeft: number = MOST_PER_POLICY,
    private readonly perExpression: number = MOST_PER_EXPRESSION,
    private readonly overdue: () => boolean = () => false,
  ) {}

  /** Runs one expression within its limit; one that it asks for has a limit of its own. */
  measure<T>(run: () => T): T {
    const outer = this.left;
    const given = Math.min(this.perExpression, this.policyLeft);
    this.left = given;
    try {
      return run();
    } finally {
      this.policyLeft -= given - this.left;
      this.left = outer;
    }
  }

  /** @throws CelLimitReached where nothing is left */
  spend(cost: number): void {
    this.left -= cost;
    if (this.left < 0) throw new CelLimitReached('the expression costs too much');
    if (++this.steps % STEPS_BETWEEN_LOOKS === 0 && this.overdue())
      throw new CelLimitReached('the expression takes too long');
  }

  /** What a text costs that is looked through. */
  spendText(...texts: readonly string[]): void {
    this.spend(texts.reduce((sum, { length }) => sum + Math.ceil(length / 10), 0));
  }
}
