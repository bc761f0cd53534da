/** Windows of burn rates, as keys. */
export type WindowKey = 'm5' | 'm30' | 'h1' | 'h2' | 'h6' | 'd1' | 'd3' | 'd4';

/** A window as PromQL writes it, and its length in seconds. */
export const BURN_WINDOWS: Readonly<Record<WindowKey, { readonly promql: string; readonly seconds: number }>> = {
  m5: { promql: '5m', seconds: 300 },
  m30: { promql: '30m', seconds: 1_800 },
  h1: { promql: '1h', seconds: 3_600 },
  h2: { promql: '2h', seconds: 7_200 },
  h6: { promql: '6h', seconds: 21_600 },
  d1: { promql: '1d', seconds: 86_400 },
  d3: { promql: '3d', seconds: 259_200 },
  d4: { promql: '4d', seconds: 345_600 },
};

/** Two windows that must both burn faster than a threshold: the long one says that it matters, the short one that it goes on. */
export interface BurnPair {
  readonly short: WindowKey;
  readonly long: WindowKey;
  readonly threshold: number;
  /** `page`: somebody is woken. `ticket`: somebody looks at it in working hours. */
  readonly severity: 'page' | 'ticket';
}

/** For a period of 30 days: Site Reliability Workbook, chapter 5, in the pairs that Sloth generates. */
export const MONTH_PAIRS: readonly BurnPair[] = [
  { short: 'm5', long: 'h1', threshold: 14.4, severity: 'page' },
  { short: 'm30', long: 'h6', threshold: 6, severity: 'page' },
  { short: 'h2', long: 'd1', threshold: 3, severity: 'ticket' },
  { short: 'h6', long: 'd3', threshold: 1, severity: 'ticket' },
];

/** For a period of 28 days, in the pairs that Pyrra generates. */
export const FOUR_WEEK_PAIRS: readonly BurnPair[] = [
  { short: 'm5', long: 'h1', threshold: 14, severity: 'page' },
  { short: 'm30', long: 'h6', threshold: 7, severity: 'page' },
  { short: 'h2', long: 'd1', threshold: 2, severity: 'ticket' },
  { short: 'h6', long: 'd4', threshold: 1, severity: 'ticket' },
];
