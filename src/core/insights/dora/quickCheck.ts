/** Answers to DORA's Quick Check; what was not answered is left out. */
export interface QuickCheckAnswers {
  /** 1 (more than six months; less than once in six months) to 6 (less than an hour; on demand). */
  readonly leadTime?: number;
  readonly deploymentFrequency?: number;
  readonly recoveryTime?: number;
  /** 0 to 100 percent. */
  readonly changeFailureRate?: number;
  readonly reworkRate?: number;
}

/**
 * The score of DORA's Quick Check (https://dora.dev/quickcheck, as of 2026): answers from 1 to 6 count (answer − 1) · 2, percentages
 * 10 − percent / 10, and the score is their mean.
 * @returns 0 to 10; null without answers
 */
export function quickCheckScore(answers: QuickCheckAnswers): number | null {
  const { leadTime, deploymentFrequency, recoveryTime, changeFailureRate, reworkRate } = answers;
  const scores = [
    ...[leadTime, deploymentFrequency, recoveryTime].map(answer =>
      answer === undefined ? undefined : (answer - 1) * 2,
    ),
    ...[changeFailureRate, reworkRate].map(percent => (percent === undefined ? undefined : 10 - percent / 10)),
  ].filter(score => score !== undefined);
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
